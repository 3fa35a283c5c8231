/**
 * Where each broker and controller is reached: DNS names inside the cluster, and the external addresses that the
 * spec alone tells. Names are Koperator's, for certificates and clients know them, with one repair: a node with both
 * roles lives under the brokers' headless service, under which it is advertised (Koperator advertises a name that does not resolve).
 */
import type { ExternalListener, InternalListener } from '../api/kafka-cluster.ts';
import { type Cluster, type KafkaNode, nonEmpty } from './cluster.ts';
import { DEFAULT_ANYCAST_PORT } from './defaults.ts';
import { allBrokerName, controllerHeadlessName, headlessName, nodeName } from './names.ts';

/** Name and `host:port`; the form of Koperator's listenerStatuses. */
export interface ListenerAddress {
  readonly name: string;
  readonly address: string;
}

const serviceDomain = (cluster: Cluster): string => `${cluster.namespace}.svc.${cluster.domain}`;

/** The headless service whose subdomain a node's Pod has. */
export const subdomainOf = (cluster: Cluster, node: KafkaNode): string =>
  node.isBroker ? headlessName(cluster) : controllerHeadlessName(cluster);

/** A node's stable DNS name. */
export const nodeHost = (cluster: Cluster, node: KafkaNode): string =>
  cluster.headless
    ? `${nodeName(cluster, node.id)}.${subdomainOf(cluster, node)}.${serviceDomain(cluster)}`
    : `${nodeName(cluster, node.id)}.${serviceDomain(cluster)}`;

/** The name under which any broker answers. */
export const bootstrapHost = (cluster: Cluster): string =>
  `${cluster.headless ? headlessName(cluster) : allBrokerName(cluster)}.${serviceDomain(cluster)}`;

/** Port of the listener that operators' clients use (contract, section 3.7): admin first, then brokers' own. */
export const adminPort = (cluster: Cluster): number | undefined => {
  const serves = (l: InternalListener): boolean =>
    l.usedForKafkaAdminCommunication === true || (l.usedForInnerBrokerCommunication === true && l.usedForControllerCommunication !== true);
  const internal = cluster.internalListeners.find(serves);
  if (internal?.usedForKafkaAdminCommunication === true) return internal.containerPort;
  const external = cluster.externalListeners.find(
    (l) => l.usedForKafkaAdminCommunication === true || l.usedForInnerBrokerCommunication === true,
  );
  return (external ?? internal)?.containerPort;
};

/** The listener over which brokers talk to each other; undefined when the user names a protocol instead. */
export const innerListener = (cluster: Cluster): InternalListener | ExternalListener | undefined =>
  [...cluster.internalListeners, ...cluster.externalListeners].find((l) => l.usedForInnerBrokerCommunication === true);

/** Listeners that carry the quorum's traffic (KRaft) or the control plane's (ZooKeeper). */
export const controllerListeners = (cluster: Cluster): readonly InternalListener[] =>
  cluster.internalListeners.filter((listener) => listener.usedForControllerCommunication === true);

/** In KRaft a controller's listener is no broker's listener; in ZooKeeper mode the control plane listener is both. */
export const isControllerOnly = (cluster: Cluster, listener: InternalListener): boolean =>
  cluster.mode === 'kraft' && listener.usedForControllerCommunication === true;

/** `host:port` of a node on an internal listener. */
export const internalAddress = (cluster: Cluster, node: KafkaNode, listener: InternalListener): string => {
  const host =
    listener.externalListenerForHostname === undefined ? undefined : externalHost(cluster, node, listener.externalListenerForHostname);
  if (host !== undefined && listener.internalStartingPort !== undefined && listener.internalStartingPort > 0) {
    return `${host}:${listener.internalStartingPort + node.id}`;
  }
  return `${nodeHost(cluster, node)}:${listener.containerPort}`;
};

const externalHost = (cluster: Cluster, node: KafkaNode, listenerName: string): string | undefined => {
  const listener = cluster.externalListeners.find((l) => l.name === listenerName);
  return listener === undefined ? undefined : externalAddress(cluster, node, listener)?.replace(/:\d+$/, '');
};

/**
 * `host:port` of a broker on an external listener, as far as the spec alone tells it; undefined while only a load
 * balancer or a node could tell. A listener without address is opened but not advertised.
 */
export const externalAddress = (cluster: Cluster, node: KafkaNode, listener: ExternalListener): string | undefined => {
  const port = listener.externalStartingPort === -1 ? anycastPort(listener) : listener.externalStartingPort + node.id;
  const override = nonEmpty(overrideFor(node, listener));
  if (listener.accessMethod === 'NodePort') {
    if (override !== undefined) {
      // With starting port 0 Kubernetes picks the node port, and only the Service knows it.
      if (listener.externalStartingPort <= 0) return undefined;
      return `${nodeName(cluster, node.id)}-${listener.name}.${cluster.namespace}${override}:${port}`;
    }
    const ip = node.config.nodePortExternalIP?.[listener.name];
    return ip === undefined ? undefined : `${ip}:${listener.containerPort}`;
  }
  return override === undefined ? undefined : `${override}:${port}`;
};

/** `host:port` where any broker answers from outside. */
export const externalBootstrap = (listener: ExternalListener): string | undefined => {
  const override = nonEmpty(listener.hostnameOverride);
  return override === undefined || listener.accessMethod === 'NodePort' ? undefined : `${override}:${anycastPort(listener)}`;
};

const anycastPort = (listener: ExternalListener): number => listener.anyCastPort ?? DEFAULT_ANYCAST_PORT;

/** A broker bound to an ingress configuration is advertised under that configuration's host name. */
const overrideFor = (node: KafkaNode, listener: ExternalListener): string | undefined => {
  const bound =
    node.config.brokerIngressMapping?.find((name) => listener.config?.ingressConfig?.[name] !== undefined) ??
    listener.config?.defaultIngressConfig;
  const own = bound === undefined ? undefined : listener.config?.ingressConfig?.[bound]?.hostnameOverride;
  return own ?? listener.hostnameOverride;
};

/** status.listenerStatuses.internalListeners: controllers' listeners are left out, as Koperator leaves them. */
export const internalListenerStatuses = (cluster: Cluster): Readonly<Record<string, readonly ListenerAddress[]>> =>
  Object.fromEntries(
    cluster.internalListeners
      .filter((listener) => !isControllerOnly(cluster, listener))
      .map((listener) => [
        listener.name,
        [
          { name: cluster.headless ? 'headless' : 'any-broker', address: `${bootstrapHost(cluster)}:${listener.containerPort}` },
          ...brokersOf(cluster).map((node) => ({ name: `broker-${node.id}`, address: internalAddress(cluster, node, listener) })),
        ],
      ]),
  );

/** status.listenerStatuses.externalListeners: only addresses that are known. */
export const externalListenerStatuses = (cluster: Cluster): Readonly<Record<string, readonly ListenerAddress[]>> =>
  Object.fromEntries(
    cluster.externalListeners.map((listener) => {
      const any = externalBootstrap(listener);
      const brokers = brokersOf(cluster).flatMap((node) => {
        const address = externalAddress(cluster, node, listener);
        return address === undefined ? [] : [{ name: `broker-${node.id}`, address }];
      });
      return [listener.name, [...(any === undefined ? [] : [{ name: 'any-broker', address: any }]), ...brokers]];
    }),
  );

const brokersOf = (cluster: Cluster): readonly KafkaNode[] => cluster.nodes.filter((node) => node.isBroker);
