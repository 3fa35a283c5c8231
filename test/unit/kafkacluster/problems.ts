/** Asks for the problems of a spec as the hook does: first its shape, then the rules. */
import type { ExternalListener, InternalListener, KafkaClusterSpec, KafkaClusterStatus } from '../../../hooks/api/kafka-cluster.ts';
import { gather } from '../../../hooks/kafkacluster/gather.ts';
import { checkShape, validate } from '../../../hooks/kafkacluster/validation/validate.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { clusterOf, controller, external, internal, NOW, request } from './world.ts';

/** Listeners of a spec. */
export const listeners = (internalListeners: readonly InternalListener[], ...externalListeners: readonly ExternalListener[]) => ({
  listenersConfig: { internalListeners, externalListeners },
});
/** One external listener, with these fields. */
export const outside = (more: Partial<ExternalListener>) => listeners([internal, controller], external(more));
/** A spec, and what is said about it: nothing when it can be. */
export interface Case {
  readonly it: string;
  readonly spec: Partial<KafkaClusterSpec>;
  readonly says?: readonly string[];
  readonly children?: readonly KubeObject[];
  readonly status?: KafkaClusterStatus;
}

/** All that is said about a spec. */
export const problemsOf = ({ spec, children = [], status }: Case): readonly string[] => {
  const parent = clusterOf({ spec, ...(status && { status }) });
  const misshapen = checkShape(parent);
  if (misshapen.length > 0) return misshapen;
  const { cluster, observed } = gather(request(parent, { children }), NOW);
  return validate(cluster, observed, status);
};
