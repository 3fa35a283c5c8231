/**
 * The Service that clients outside reach: a port for each broker, one on which any broker answers, and the one for health
 * checks. Never the administration interface, which Koperator publishes here: whoever reaches it can stop Envoy.
 */
import { type Cluster, nonEmpty } from '../../kafkacluster/cluster.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { envoyServiceName } from '../../kafkacluster/external/names.ts';
import type { Service, ServicePort } from '../../kube/types.ts';
import { metadataOf, selectorOf } from '../labels.ts';
import type { Published } from '../routes.ts';

/** The Service of a load balancer. */
export const loadBalancerService = (cluster: Cluster, ingress: Ingress, published: readonly Published[]): Service => {
  const { annotations, ...metadata } = metadataOf(cluster, ingress);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: envoyServiceName(cluster, ingress),
      ...metadata,
      annotations: { ...ingress.service.serviceAnnotations, ...annotations },
    },
    spec: {
      type: ingress.serviceType,
      selector: selectorOf(cluster, ingress),
      ports: portsOf(ingress, published),
      ...trafficOf(ingress),
    },
  };
};

const portsOf = ({ healthPort }: Ingress, published: readonly Published[]): readonly ServicePort[] => {
  // A broker that still advertises this port goes first: without it clients would reach no broker there.
  const isFree = published.every(({ port }) => port !== healthPort);
  return [...published, ...(isFree ? [{ name: 'tcp-health', port: healthPort, targetPort: healthPort }] : [])].map((port) => ({
    ...port,
    protocol: 'TCP',
  }));
};

/** What the API server refuses for other types of Services is left out there. */
const trafficOf = ({ serviceType, service, envoy }: Ingress) => {
  const policy = nonEmpty(service.externalTrafficPolicy);
  const address = nonEmpty(envoy.loadBalancerIP);
  const ranges = envoy.loadBalancerSourceRanges ?? [];
  const isLoadBalancer = serviceType === 'LoadBalancer';
  return {
    ...(policy !== undefined && (isLoadBalancer || serviceType === 'NodePort') && { externalTrafficPolicy: policy }),
    ...(address !== undefined && isLoadBalancer && { loadBalancerIP: address }),
    ...(ranges.length > 0 && isLoadBalancer && { loadBalancerSourceRanges: [...ranges].sort() }),
  };
};
