/**
 * Where each broker and controller is reached inside the cluster (outside: the folder external). Names are Koperator's,
 * for certificates and clients know them, with one repair: a node with both roles lives under the brokers' headless
 * service, under which it is advertised (Koperator advertises a name that does not resolve).
 */
import type { ExternalListener, InternalListener } from '../api/kafka-cluster.ts';
import type { Cluster, KafkaNode } from './cluster.ts';
import { hostOf } from './external/advertised.ts';
import { exposedNodes } from './external/ingress.ts';
import { type Addresses, type AllWays, knownAddresses, waysOf } from './external/ways.ts';
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

/** A node, and the addresses under which clients outside find it, by the name of the external listener. */
export interface Reached {
  readonly node: KafkaNode;
  readonly external: Addresses;
}

/** `host:port` of a node on an internal listener. */
export const internalAddress = (cluster: Cluster, { node, external }: Reached, listener: InternalListener): string => {
  // Koperator's way to share a host name with an external listener: another port of the same proxy.
  const shared = external[listener.externalListenerForHostname ?? ''];
  const host = shared === undefined ? undefined : hostOf(shared);
  if (host !== undefined && listener.internalStartingPort !== undefined && listener.internalStartingPort > 0) {
    return `${host}:${listener.internalStartingPort + node.id}`;
  }
  return `${nodeHost(cluster, node)}:${listener.containerPort}`;
};

/** status.listenerStatuses.internalListeners: controllers' listeners are left out, as Koperator leaves them. */
export const internalListenerStatuses = (cluster: Cluster, all: AllWays): Readonly<Record<string, readonly ListenerAddress[]>> =>
  Object.fromEntries(
    cluster.internalListeners
      .filter((listener) => !isControllerOnly(cluster, listener))
      .map((listener) => [
        listener.name,
        [
          { name: cluster.headless ? 'headless' : 'any-broker', address: `${bootstrapHost(cluster)}:${listener.containerPort}` },
          ...exposedNodes(cluster).map((node) => {
            const external = knownAddresses(waysOf(all, node.id));
            return { name: `broker-${node.id}`, address: internalAddress(cluster, { node, external }, listener) };
          }),
        ],
      ]),
  );
