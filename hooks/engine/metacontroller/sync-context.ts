/** What a sync of one parent works with: the world around Metacontroller, its controller, and a list of what it does. */
import type { KubeObject } from '../../kube/types.ts';
import type { ApiServer, ResourceType } from '../../ports/api-server.ts';
import { isApiError } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../clock/random.ts';
import type { AppliedMemory } from './applied-memory.ts';
import type { ChildRule, Controller, ParentRule } from './controller-resource.ts';
import type { Customize } from './customize.ts';
import type { Discovery } from './discovery.ts';
import type { EventRecorder } from './events.ts';
import type { HookCaller } from './hook-caller.ts';
import type { Informer } from './informer.ts';
import type { Informers } from './informers.ts';
import type { HookName, Operation, SyncReport } from './report.ts';

/** What all controllers share. */
export interface World {
  readonly api: ApiServer;
  readonly clock: Clock;
  readonly hooks: HookCaller;
  readonly random?: Random;
  readonly discovery: Discovery;
  readonly informers: Informers;
  readonly events: EventRecorder;
  readonly settings: Settings;
  readonly report: (report: SyncReport) => void;
}

export interface Settings {
  /** Parents of one controller that are synced at a time. 5 is the real default. */
  readonly workers: number;
  /** Milliseconds from an event to the sync that it causes. Above 0, so that a controller in a loop does not stop time. */
  readonly pickupMs: number;
  /** Milliseconds after which every parent is synced again. 30 min. */
  readonly cacheFlushMs: number;
  /** Milliseconds for which the list of kinds is kept. 20 s. */
  readonly discoveryMs: number;
}

/** A kind of parents with its cache. */
export interface ParentSource {
  readonly rule: ParentRule;
  readonly type: ResourceType;
  readonly informer: Informer;
}

/** A kind of children with its cache. */
export interface ChildSource {
  readonly rule: ChildRule;
  readonly type: ResourceType;
  readonly informer: Informer;
}

/** One controller at work. */
export interface SyncContext {
  readonly world: World;
  readonly controller: Controller;
  readonly children: readonly ChildSource[];
  readonly customize: Customize;
  readonly memory: AppliedMemory;
  /** Whether the controller's selectors mean this parent. */
  readonly matches: (parent: KubeObject) => boolean;
  readonly resyncAfter: (parent: KubeObject, seconds: number) => void;
}

/** One sync: what it found out and did so far. */
export interface Attempt {
  readonly context: SyncContext;
  /** The type of the parent. */
  readonly type: ResourceType;
  readonly operations: Operation[];
  hook?: HookName;
  resyncAfterSeconds?: number;
}

/** Several failures of one sync as one. */
export const combined = (errors: readonly unknown[]): Error =>
  new AggregateError(errors, errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; '));

type Described = Omit<Operation, 'result' | 'message' | 'namespace' | 'name' | 'kind'>;

/**
 * Does a write, notes it with the answer of the server, and fails with it unless it is one of the refusals to swallow.
 * Undefined when it was swallowed.
 */
export const note = async <T>(
  attempt: Attempt,
  {
    object,
    swallow = [],
    ...what
  }: Described & { readonly object: KubeObject; readonly swallow?: readonly ('NotFound' | 'Conflict' | 'AlreadyExists')[] },
  write: () => Promise<T>,
): Promise<T | undefined> => {
  const { namespace = '', name = '' } = object.metadata ?? {};
  const operation = { ...what, kind: object.kind ?? '', namespace, name };
  try {
    const answer = await write();
    attempt.operations.push({ ...operation, result: 'done' });
    return answer;
  } catch (error) {
    const swallowed = swallow.some((reason) => isApiError(error, reason));
    const message = error instanceof Error ? error.message : String(error);
    attempt.operations.push({ ...operation, result: swallowed ? 'swallowed' : 'failed', message });
    if (swallowed) return undefined;
    throw error;
  }
};
