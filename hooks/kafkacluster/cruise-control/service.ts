/** The Service under which the hooks, people and Prometheus find Cruise Control. */
import type { Service } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import { METRICS_PORT } from '../defaults.ts';
import { cruiseControlLabels, REST_PORT, serviceName } from './names.ts';

/** `<cluster>-cruisecontrol-svc`. Source: koperator.md, section 2.10. */
export const cruiseControlService = (cluster: Cluster): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: serviceName(cluster), namespace: cluster.namespace, labels: { ...cluster.labels, ...cruiseControlLabels(cluster) } },
  spec: {
    ...(cluster.spec.localDebugEnabled === true && { type: 'LoadBalancer' }),
    selector: cruiseControlLabels(cluster),
    ports: [
      { name: 'cc', port: REST_PORT, targetPort: REST_PORT, protocol: 'TCP' },
      { name: 'metrics', port: METRICS_PORT, targetPort: METRICS_PORT, protocol: 'TCP' },
    ],
  },
});
