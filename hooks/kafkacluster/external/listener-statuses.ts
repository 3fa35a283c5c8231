/** status.listenerStatuses.externalListeners, in Koperator's form: where clients outside find any broker and each one. */
import type { ExternalListener } from '../../api/kafka-cluster.ts';
import type { Service } from '../../kube/types.ts';
import type { ListenerAddress } from '../addresses.ts';
import { type Cluster, nonEmpty } from '../cluster.ts';
import { loadBalancerHost } from './address.ts';
import { hostOf } from './advertised.ts';
import { accessMethodOf, exposedNodes, type Ingress, ingressesOf } from './ingress.ts';
import { ANYCAST_PORT_NAME, envoyServiceName, nodePortBootstrapName } from './names.ts';
import { type AllWays, knownAddresses, waysOf } from './ways.ts';

interface Seen {
  readonly ways: AllWays;
  /** Services that make ways in, by name. */
  readonly services: ReadonlyMap<string, Service>;
}

/** By the name of the listener; only addresses that are known. */
export const externalListenerStatuses = (cluster: Cluster, seen: Seen): Readonly<Record<string, readonly ListenerAddress[]>> => {
  const ingresses = ingressesOf(cluster);
  return Object.fromEntries(
    cluster.externalListeners.map((listener) => {
      const brokers = exposedNodes(cluster).flatMap(({ id }) => {
        const address = knownAddresses(waysOf(seen.ways, id))[listener.name];
        return address === undefined ? [] : [{ name: `broker-${id}`, address }];
      });
      const own = ingresses.filter((ingress) => ingress.listener.name === listener.name);
      return [
        listener.name,
        [...anyBroker(cluster, { listener, own, first: brokers.map(({ address }) => hostOf(address))[0] }, seen), ...brokers],
      ];
    }),
  );
};

interface Way {
  readonly listener: ExternalListener;
  /** Load balancers of the listener. */
  readonly own: readonly Ingress[];
  /** Host of the first broker whose address is known. */
  readonly first: string | undefined;
}

const anyBroker = (cluster: Cluster, { listener, own, first }: Way, seen: Seen): readonly ListenerAddress[] => {
  if (accessMethodOf(listener) === 'NodePort') return onNodePort(cluster, { listener, first }, seen);
  if (own.length === 0) {
    const host = nonEmpty(listener.hostnameOverride);
    return host === undefined || listener.anyCastPort === undefined
      ? []
      : [{ name: 'any-broker', address: `${host}:${listener.anyCastPort}` }];
  }
  return own.flatMap((ingress) => {
    const host =
      ingress.service.hostnameOverride ??
      (ingress.isSni ? undefined : loadBalancerHost(seen.services.get(envoyServiceName(cluster, ingress))));
    const name = own.length === 1 ? 'any-broker' : `any-broker-${ingress.config}`;
    return host === undefined ? [] : [{ name, address: `${host}:${ingress.anycastPort}` }];
  });
};

/** Every Kubernetes node answers on the port: with the host of the first broker there is one address to write down. */
const onNodePort = (cluster: Cluster, { listener, first }: Omit<Way, 'own'>, { services }: Seen): readonly ListenerAddress[] => {
  const service = services.get(nodePortBootstrapName(cluster, listener.name));
  const port = service?.spec?.ports?.find(({ name }) => name === ANYCAST_PORT_NAME)?.nodePort;
  const override = nonEmpty(listener.hostnameOverride);
  const host = override === undefined ? first : `${nodePortBootstrapName(cluster, listener.name)}.${cluster.namespace}${override}`;
  return port === undefined || host === undefined ? [] : [{ name: 'any-broker', address: `${host}:${port}` }];
};
