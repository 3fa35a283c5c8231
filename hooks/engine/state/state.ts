/**
 * A saved state of a cluster: the one format that `kafka-hooks dump` writes and `kafka-hooks plan --state` reads.
 * It is a resource like any other, so it can be kept in a repository, and it names its version, so that a file of
 * another release is refused and never half understood.
 */
import type { KubeObject } from '../../kube/types.ts';

/** Raised with every change that an older reader would get wrong. */
export const STATE_VERSION = 'kafka-hooks.io/v2';
export const STATE_KIND = 'State';

/** What a state covers: what it lacks beyond that may be there all the same. */
export interface Scope {
  /** Whether KafkaClusters, KafkaTopics and the like of every namespace are in it, or only those of `namespaces`. */
  readonly wholeCluster: boolean;
  /** The namespaces that were looked into: their claims, ConfigMaps, Secrets, Services and service accounts. */
  readonly namespaces: readonly string[];
}

/** What is known of a cluster. */
export interface KnownState {
  readonly objects: readonly KubeObject[];
  readonly scope: Scope;
  /** Sentences on what could not be seen, and what that means. */
  readonly notes: readonly string[];
}

export interface State {
  readonly apiVersion: typeof STATE_VERSION;
  readonly kind: typeof STATE_KIND;
  readonly scope: Scope;
  readonly notes: readonly string[];
  readonly items: readonly KubeObject[];
  /** How many items there are. It is written last: YAML that is cut off is still YAML. */
  readonly count: number;
}
