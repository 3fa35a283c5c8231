/** What a sync did and why, told to whoever watches the engine: tests, the plan, the demo. */

export type Verb =
  | 'create'
  | 'update'
  | 'delete'
  | 'recreate'
  | 'adopt'
  | 'release'
  | 'add-finalizer'
  | 'remove-finalizer'
  | 'status'
  | 'decorate'
  | 'keep';

/** One write, or one that was left undone on purpose. */
export interface Operation {
  readonly verb: Verb;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  /** Why: a few words. */
  readonly reason: string;
  /** `swallowed`: refused in a way that Metacontroller ignores (exists already, gone, changed meanwhile). */
  readonly result: 'done' | 'swallowed' | 'failed';
  /** What the server said, unless it is done. */
  readonly message?: string;
}

export interface ParentKey {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped parents. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export type HookName = 'sync' | 'finalize' | 'customize';

/**
 * How it ended. `waiting`: a related kind is not listed yet. `busy`: the hook answered 429. `crashed`: the real process
 * would have ended here. `conflict`: the parent was changed meanwhile or is gone, and the sync ended early without an error.
 */
export type SyncOutcome = 'done' | 'conflict' | 'failed' | 'waiting' | 'busy' | 'crashed';

export interface SyncReport {
  /** Name of the controller resource. */
  readonly controller: string;
  readonly type: 'composite' | 'decorator';
  readonly parent: ParentKey;
  /** Undefined when it ended before a hook was called. */
  readonly hook?: HookName;
  readonly outcome: SyncOutcome;
  /** Of everything but `done`. */
  readonly error?: string;
  /** In the order in which they were done. */
  readonly operations: readonly Operation[];
  /** Seconds until the hook wants to be asked again. */
  readonly resyncAfterSeconds?: number;
}
