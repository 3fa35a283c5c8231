/**
 * By what the objects of one load balancer are known: Koperator's labels, for Services, budgets and dashboards select by
 * them, and one annotation of our own. The label joins listener and ingress configuration by a hyphen that either may hold
 * as well, so it cannot tell which listener an object belongs to once its configuration left the spec; the annotation can.
 */

import type { Cluster } from '../kafkacluster/cluster.ts';
import { attachmentLabels } from '../kafkacluster/external/attachments.ts';
import type { Ingress } from '../kafkacluster/external/ingress.ts';
import { ENVOY_APP, LISTENER_LABEL } from '../kafkacluster/external/names.ts';
import { LABEL, propagated } from '../kafkacluster/names.ts';
import type { Labels } from '../kube/types.ts';

/** Name of the listener that an object makes a way into. */
export const LISTENER_ANNOTATION = 'kafka-hooks.io/listener';

/** Labels that select what belongs to a load balancer, and nothing of a neighbour with a similar name. */
export const selectorOf = (cluster: Pick<Cluster, 'name'>, { label }: Pick<Ingress, 'label'>): Labels => ({
  [LABEL.app]: ENVOY_APP,
  [LABEL.cluster]: cluster.name,
  [LISTENER_LABEL]: label,
});

/** Labels of the Pods. */
export const podLabels = (cluster: Cluster, ingress: Ingress): Labels => propagated(cluster, selectorOf(cluster, ingress));

/** Namespace, labels and annotations that all objects of a load balancer share. */
export const metadataOf = (cluster: Cluster, ingress: Ingress) => ({
  namespace: cluster.namespace,
  labels: { ...podLabels(cluster, ingress), ...attachmentLabels(cluster) },
  annotations: { [LISTENER_ANNOTATION]: ingress.listener.name },
});
