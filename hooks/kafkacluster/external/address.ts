/**
 * Under which address each broker is reached from outside. The spec may say it (host names, templates, fixed ports), or
 * the load balancer, the node port Service or the Kubernetes node of the Pod does. What was once advertised is remembered
 * in status: a load balancer that loses its address for a moment changes no broker's configuration.
 */
import type { ExternalListener } from '../../api/kafka-cluster.ts';
import type { Node, Service } from '../../kube/types.ts';
import { type Cluster, type KafkaNode, nonEmpty } from '../cluster.ts';
import { DEFAULT_ANYCAST_PORT } from '../defaults.ts';
import { nodeName } from '../names.ts';
import { type AdvertisedListener, hostOf, portOf } from './advertised.ts';
import {
  type AccessMethod,
  accessMethodOf,
  advertisedIngress,
  brokerHostname,
  brokerPort,
  configNames,
  type Ingress,
  isServedByEnvoy,
} from './ingress.ts';
import { envoyServiceName, nodePortName, notThereYet } from './names.ts';
import { NODE_ADDRESS_TYPES, nodeAddress } from './node-address.ts';

/** The way to one broker on one listener. */
export type Way =
  | Known
  /** Asked for, and what has to tell it does not yet. */
  | { readonly kind: 'pending'; readonly message: string }
  /** It follows from the Kubernetes node that the Pod will be given. */
  | { readonly kind: 'unscheduled'; readonly message: string; readonly port: number }
  /** Nothing that we know of makes a way in: the listener is opened and not advertised. */
  | { readonly kind: 'none' };

export interface Known {
  readonly kind: 'known';
  readonly via: AccessMethod;
  /** Ingress configuration of the listener. */
  readonly config: string | undefined;
  /** `host:port`. */
  readonly address: string;
  /** The host is that of the Kubernetes node: it is known only when the Pod is scheduled, and moves with it. */
  readonly followsNode: boolean;
  /** What the way lacks before it leads to the broker, in words. */
  readonly lacks?: string;
}

/** What of the observed world tells addresses. */
export interface WayFacts {
  /** Services that make ways in, by name. */
  readonly services: ReadonlyMap<string, Service>;
  /** The Kubernetes node of the broker's Pod: its name, and the node itself when it was shown. */
  readonly nodeName: string | undefined;
  readonly node: Node | undefined;
  /** What the broker advertised last on this listener. */
  readonly before: AdvertisedListener | undefined;
}

/** The way to a broker on a listener. */
export const wayTo = (cluster: Cluster, to: { readonly node: KafkaNode; readonly listener: ExternalListener }, facts: WayFacts): Way => {
  const { node, listener } = to;
  const ingress = advertisedIngress(cluster, node, listener);
  if (ingress !== undefined) return throughLoadBalancer(cluster, { node, ingress }, facts);
  if (accessMethodOf(listener) === 'NodePort') return throughNodePort(cluster, to, facts);
  return throughOther(cluster, to);
};

/** An ingress that somebody else makes: the spec says its names. Contour tells brokers apart by them, on one port. */
const throughOther = ({ spec }: Cluster, { node, listener }: { readonly node: KafkaNode; readonly listener: ExternalListener }): Way => {
  const [config] = configNames(node, listener);
  const own = config === undefined ? undefined : listener.config?.ingressConfig?.[config];
  const contour = spec.ingressController === 'contour' ? (own?.contourIngressConfig ?? spec.contourIngressConfig) : undefined;
  const host =
    nonEmpty(contour?.brokerFQDNTemplate)?.replaceAll('%id', String(node.id)) ??
    nonEmpty(own?.hostnameOverride) ??
    nonEmpty(listener.hostnameOverride);
  if (host === undefined) return { kind: 'none' };
  const anycast = listener.anyCastPort ?? DEFAULT_ANYCAST_PORT;
  const port = listener.externalStartingPort === -1 ? anycast : listener.externalStartingPort + node.id;
  // Also with accessMethod LoadBalancer: the way is not through a load balancer of ours.
  return { ...known(listener, config, `${host}:${port}`), via: 'ClusterIP' };
};

const known = (listener: ExternalListener, config: string | undefined, address: string): Known => ({
  kind: 'known',
  via: accessMethodOf(listener),
  config,
  address,
  followsNode: false,
});

const throughLoadBalancer = (
  cluster: Cluster,
  { node, ingress }: { readonly node: KafkaNode; readonly ingress: Ingress },
  { services, before }: WayFacts,
): Way => {
  const { listener, config } = ingress;
  const remembered = before?.via === 'LoadBalancer' && before.config === config ? hostOf(before.address) : undefined;
  const name = envoyServiceName(cluster, ingress);
  const service = services.get(name);
  const host = brokerHostname(ingress, node.id) ?? loadBalancerHost(service) ?? remembered;
  if (host === undefined) return { kind: 'pending', message: whyNoAddress(cluster, ingress, services) };
  const port = brokerPort(ingress, node.id);
  const way = known(listener, config, `${host}:${port}`);
  // Without a Service the way is somebody else's, who alone knows whether it leads anywhere.
  const isOpen = service === undefined || service.spec?.ports?.some((one) => one.port === port) === true;
  return isOpen ? way : { ...way, lacks: `Service ${name} has no port ${port} yet` };
};

/** The address that a load balancer gave to its Service: the host name where there is one, as clouds move the addresses behind it. */
export const loadBalancerHost = (service: Service | undefined): string | undefined => {
  const [first] = service?.status?.loadBalancer?.ingress ?? [];
  return nonEmpty(first?.hostname) ?? nonEmpty(first?.ip);
};

/** What an address of a load balancer waits for, in words. */
export const whyNoAddress = (cluster: Cluster, ingress: Ingress, services: ReadonlyMap<string, Service>): string => {
  const name = envoyServiceName(cluster, ingress);
  if (!services.has(name)) return notThereYet(`Service ${name}`, 'envoy');
  return ingress.serviceType === 'LoadBalancer'
    ? `Service ${name} has no address yet; the load balancer of the Kubernetes cluster gives one, or hostnameOverride of listener ${ingress.label}`
    : `Service ${name} is of type ${ingress.serviceType}, which gets no address: set hostnameOverride of listener ${ingress.label}`;
};

const throughNodePort = (
  cluster: Cluster,
  { node, listener }: { readonly node: KafkaNode; readonly listener: ExternalListener },
  facts: WayFacts,
): Way => {
  const externalIp = nonEmpty(node.config.nodePortExternalIP?.[listener.name]);
  const override = nonEmpty(listener.hostnameOverride);
  if (override === undefined && externalIp !== undefined) return known(listener, undefined, `${externalIp}:${listener.containerPort}`);
  const name = nodePortName(cluster, node.id, listener.name);
  const port = nodePort(listener, node, facts.services.get(name)) ?? rememberedPort(facts.before);
  if (port === undefined) {
    const there = facts.services.has(name);
    return {
      kind: 'pending',
      message: there ? `Service ${name} has no node port yet` : notThereYet(`Service ${name}`, 'nodeport'),
    };
  }
  // Koperator's form: a name for each broker, under the suffix that the user gave.
  if (override !== undefined)
    return known(listener, undefined, `${nodeName(cluster, node.id)}-${listener.name}.${cluster.namespace}${override}:${port}`);
  return onKubernetesNode(node, { listener, port }, facts);
};

const rememberedPort = (before: AdvertisedListener | undefined): number | undefined =>
  before?.via === 'NodePort' ? portOf(before.address) : undefined;

/** The node port of a broker: fixed by the spec, else the one that Kubernetes gave. */
const nodePort = (listener: ExternalListener, node: KafkaNode, service: Service | undefined): number | undefined =>
  listener.externalStartingPort > 0
    ? listener.externalStartingPort + node.id
    : service?.spec?.ports?.find(({ name }) => name === `broker-${node.id}`)?.nodePort;

const onKubernetesNode = (
  node: KafkaNode,
  { listener, port }: { readonly listener: ExternalListener; readonly port: number },
  { node: host, nodeName: name, before }: WayFacts,
): Way => {
  if (name === undefined) {
    return {
      kind: 'unscheduled',
      message: `broker ${node.id} is not scheduled yet, so the address of listener ${listener.name} is not known`,
      port,
    };
  }
  const type = node.config.nodePortNodeAddressType;
  const found = nodeAddress(host, type);
  const remembered = before?.via === 'NodePort' && before.node === name ? hostOf(before.address) : undefined;
  const address = found ?? remembered;
  if (address === undefined) {
    return {
      kind: 'pending',
      message: `Kubernetes node ${name} of broker ${node.id} has no address of type ${type ?? NODE_ADDRESS_TYPES.join(' or ')}`,
    };
  }
  return { ...known(listener, undefined, `${address}:${port}`), followsNode: true };
};

/** Whether an address depends on the Kubernetes node of the Pod. */
export const followsNode = (cluster: Cluster, node: KafkaNode, listener: ExternalListener): boolean =>
  node.isBroker &&
  !isServedByEnvoy(cluster, listener) &&
  accessMethodOf(listener) === 'NodePort' &&
  nonEmpty(listener.hostnameOverride) === undefined &&
  nonEmpty(node.config.nodePortExternalIP?.[listener.name]) === undefined;
