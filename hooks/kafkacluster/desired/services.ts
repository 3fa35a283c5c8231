/**
 * Services of the brokers: one headless service with stable host names, or one ClusterIP service for each broker
 * (for service meshes). Per-broker services publish addresses before readiness: brokers and controllers find each other
 * through them, and a controller can be ready only after it has found the others.
 */
import type { Service, ServicePort } from '../../kube/types.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { METRICS_PORT } from '../defaults.ts';
import { allBrokerName, brokerLabels, controllerHeadlessName, headlessName, kafkaLabels, LABEL, nodeName, propagated } from '../names.ts';

/** All services of a cluster, in a stable order. */
export const services = (cluster: Cluster): readonly Service[] =>
  cluster.headless
    ? [headlessService(cluster), ...(cluster.mode === 'kraft' ? [controllerHeadlessService(cluster)] : [])]
    : [allBrokerService(cluster), ...cluster.nodes.map((node) => nodeService(cluster, node))];

const headlessService = (cluster: Cluster): Service => {
  const selector = { ...kafkaLabels(cluster), ...brokersOnly(cluster) };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: headlessName(cluster),
      namespace: cluster.namespace,
      labels: { ...cluster.labels, ...selector },
      ...annotations(cluster),
    },
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector, ports: [...kafkaPorts(cluster), metricsPort] },
  };
};

const controllerHeadlessService = (cluster: Cluster): Service => {
  const selector = { ...kafkaLabels(cluster), [LABEL.isController]: 'true' };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: controllerHeadlessName(cluster),
      namespace: cluster.namespace,
      labels: { ...cluster.labels, ...selector },
      ...annotations(cluster),
    },
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector, ports: [...kafkaPorts(cluster), metricsPort] },
  };
};

/** For clients that start anywhere: only ready brokers answer, and never a controller. */
const allBrokerService = (cluster: Cluster): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: allBrokerName(cluster),
    namespace: cluster.namespace,
    labels: propagated(cluster, kafkaLabels(cluster)),
    ...annotations(cluster),
  },
  spec: { ...typeOf(cluster), selector: { ...kafkaLabels(cluster), ...brokersOnly(cluster) }, ports: kafkaPorts(cluster) },
});

const nodeService = (cluster: Cluster, node: KafkaNode): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: nodeName(cluster, node.id),
    namespace: cluster.namespace,
    labels: propagated(cluster, brokerLabels(cluster, node.id)),
    ...annotations(cluster),
  },
  spec: {
    ...typeOf(cluster),
    publishNotReadyAddresses: true,
    selector: brokerLabels(cluster, node.id),
    ports: [...kafkaPorts(cluster), metricsPort],
  },
});

const metricsPort: ServicePort = { name: 'metrics', port: METRICS_PORT, targetPort: METRICS_PORT, protocol: 'TCP' };

/** Listeners in Koperator's order, external first in none of them: internal, external, additional. */
const kafkaPorts = (cluster: Cluster): readonly ServicePort[] => [
  ...[...cluster.internalListeners, ...cluster.externalListeners].map((listener) => ({
    name: portName(listener.name),
    port: listener.containerPort,
    targetPort: listener.containerPort,
    protocol: 'TCP',
  })),
  ...(cluster.spec.additionalPorts ?? []).map((port) => ({
    // A Service with several ports needs a name for each.
    name: port.name ?? `${(port.protocol ?? 'TCP').toLowerCase()}-${port.containerPort}`,
    port: port.containerPort,
    targetPort: port.containerPort,
    protocol: port.protocol ?? 'TCP',
  })),
];

/** `tcp-` tells service meshes the protocol. */
export const portName = (listener: string): string => (listener.startsWith('tcp-') ? listener : `tcp-${listener}`).replaceAll('_', '-');

const brokersOnly = (cluster: Cluster) => (cluster.mode === 'kraft' ? { [LABEL.isBroker]: 'true' } : {});

const typeOf = (cluster: Cluster) => (cluster.spec.localDebugEnabled === true ? { type: 'LoadBalancer' } : {});

const annotations = (cluster: Cluster) => {
  const wanted = cluster.spec.listenersConfig?.serviceAnnotations ?? {};
  return Object.keys(wanted).length === 0 ? {} : { annotations: wanted };
};
