/**
 * The Service by which Prometheus finds Envoy's statistics. It is one of its own, for the load balancer's Service is
 * reachable from outside, and statistics name every broker and every address.
 */
import type { Cluster } from '../../kafkacluster/cluster.ts';
import { ENVOY_STATS_PORT } from '../../kafkacluster/defaults.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { envoyStatsName } from '../../kafkacluster/external/names.ts';
import type { Service } from '../../kube/types.ts';
import { metadataOf, selectorOf } from '../labels.ts';

/** The Service of the statistics of a load balancer's Envoy. */
export const statsService = (cluster: Cluster, ingress: Ingress): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: envoyStatsName(cluster, ingress), ...metadataOf(cluster, ingress) },
  spec: {
    type: 'ClusterIP',
    selector: selectorOf(cluster, ingress),
    ports: [{ name: 'metrics', port: ENVOY_STATS_PORT, targetPort: ENVOY_STATS_PORT, protocol: 'TCP' }],
  },
});
