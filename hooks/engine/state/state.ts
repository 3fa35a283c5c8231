/**
 * A saved state of a cluster: the one format that `kafka-hooks dump` writes and `kafka-hooks plan --state` reads.
 * It is a resource like any other, so it can be kept in a repository, and it names its version, so that a file of
 * another release is refused and never half understood.
 */
import type { KubeObject } from '../../kube/types.ts';

/** Raised with every change that an older reader would get wrong. */
export const STATE_VERSION = 'kafka-hooks.io/v1';
export const STATE_KIND = 'State';

export interface State {
  readonly apiVersion: typeof STATE_VERSION;
  readonly kind: typeof STATE_KIND;
  readonly items: readonly KubeObject[];
}
