/**
 * What holds at every moment of every scenario. An invariant looks at each write of Metacontroller before it is done,
 * and at each change of the API server after it; what it finds ends the run.
 */
import type { Change, Store } from '../../../hooks/engine/api-server/store.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import type { ObjectKey, ResourceType } from '../../../hooks/ports/api-server.ts';

/** A write that Metacontroller is about to send. */
export interface Write {
  readonly verb: 'create' | 'update' | 'updateStatus' | 'delete';
  readonly type: ResourceType;
  readonly key: ObjectKey;
  /** What is sent; undefined for a deletion. */
  readonly object: KubeObject | undefined;
}

/** The name of the invariant is what shrinking holds on to. */
export interface Violation {
  readonly invariant: string;
  readonly message: string;
}

export interface Invariant {
  beforeWrite?(write: Write): string | undefined;
  afterChange?(change: Change): string | undefined;
  /** When nothing has happened for a while and no fault is left. */
  atRest?(): string | undefined;
}

/** What the players of a scenario told about their own deeds: only these excuse a loss. */
export interface Intents {
  /** UIDs of claims that a person deleted. */
  readonly claims: Set<string>;
  /** UIDs of KafkaClusters that a person deleted under the policy that gives their claims up, also those made meanwhile. */
  readonly clusters: Set<string>;
  /** UIDs of PersistentVolumes that were destroyed, by a fault or a person. */
  readonly volumes: Set<string>;
  /** Doors to clients outside (ways-in.ts) whose Service a person deleted, and that no Service has opened again. */
  readonly doors: Set<string>;
}

export interface Watched {
  readonly store: Store;
  readonly intents: Intents;
  /** Virtual milliseconds since the epoch. */
  now(): number;
  /** Milliseconds for which Metacontroller may not have seen a change of a kind yet. */
  lag(kind: string): number;
}

export type MakeInvariant = (watched: Watched) => Invariant;
