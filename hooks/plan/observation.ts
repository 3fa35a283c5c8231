/**
 * The raw material of a plan: what was seen in the engine before, while and after the files were applied. Whatever a
 * plan says is read from here; nothing of it is computed by rules that only the plan knows.
 */
import type { KubeObject } from '../kube/types.ts';

/** One write to the API, whoever made it. */
export interface Seen {
  /** Milliseconds after the files were applied. */
  readonly at: number;
  /** Undefined when the object was created. */
  readonly before: KubeObject | undefined;
  /** Undefined when it was deleted. */
  readonly after: KubeObject | undefined;
}

/** What became of one object of the files. */
export interface Applied {
  readonly before: KubeObject | undefined;
  /** Undefined when the API server refused it. */
  readonly after: KubeObject | undefined;
  /** The object as the file has it. */
  readonly wanted: KubeObject;
  /** The API server's message; absent when it took the object. */
  readonly refused?: string;
  /** The live object carries no record of an earlier kubectl apply: fields that the file lacks stay. */
  readonly unrecorded: boolean;
}

/** A sync that does not succeed, however often it is tried. */
export interface Failing {
  /** `KafkaCluster demo/kafka`. */
  readonly parent: string;
  /** `create Pod kafka-0`; empty when the sync failed as a whole. */
  readonly write: string;
  readonly message: string;
}

export interface Observation {
  /** As the state has it. */
  readonly loaded: readonly KubeObject[];
  /** What it comes to without the files. */
  readonly before: readonly KubeObject[];
  readonly applied: readonly Applied[];
  /** Every write after the first file was applied, in order. */
  readonly seen: readonly Seen[];
  readonly after: readonly KubeObject[];
  /** Whether the world came to rest, without and with the files. */
  readonly rests: { readonly before: boolean; readonly after: boolean };
  /** What failed last when the world had come to rest, without and with the files. */
  readonly failing: { readonly before: readonly Failing[]; readonly after: readonly Failing[] };
  /** The engine's moment of the end, milliseconds since the epoch. */
  readonly now: number;
}

/** `Kind namespace/name`, without the namespace where there is none. */
export const titleOf = ({ kind = '', metadata }: KubeObject): string =>
  `${kind} ${metadata?.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata?.name ?? ''}`;
