/** What the Services of a listener have in common: labels by which they are found, and what the user says about them. */
import type { ExternalListener } from '../api/kafka-cluster.ts';
import { type Cluster, nonEmpty } from '../kafkacluster/cluster.ts';
import { attachmentLabels } from '../kafkacluster/external/attachments.ts';
import { LISTENER_LABEL } from '../kafkacluster/external/names.ts';
import { propagated } from '../kafkacluster/names.ts';
import type { Labels, ObjectMeta } from '../kube/types.ts';

/** Metadata of a Service of a listener. */
export const serviceMetadata = (
  cluster: Cluster,
  { name: listener, serviceAnnotations }: Pick<ExternalListener, 'name' | 'serviceAnnotations'>,
  { name, labels }: { readonly name: string; readonly labels: Labels },
): ObjectMeta => {
  const annotations = Object.entries(serviceAnnotations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name,
    namespace: cluster.namespace,
    labels: propagated(cluster, { ...labels, [LISTENER_LABEL]: listener, ...attachmentLabels(cluster) }),
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
  };
};

/** Which Kubernetes nodes pass a connection on, where the user says so. */
export const trafficPolicy = (listener: ExternalListener): { readonly externalTrafficPolicy?: string } => {
  const externalTrafficPolicy = nonEmpty(listener.externalTrafficPolicy);
  return externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy };
};
