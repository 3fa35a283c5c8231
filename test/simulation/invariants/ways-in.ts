/**
 * Whatever a running broker tells its clients outside leads to that broker: from the address through the Service and, for
 * a load balancer, through Envoy's own files; and status says the same of it. Asked at rest; the addresses are the Kafka
 * processes' own, not the hooks'.
 */
import { load } from 'js-yaml';
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import type { ConfigMap, KubeObject, Node, Service } from '../../../hooks/kube/types.ts';
import type { KafkaSnapshot } from '../../../hooks/ports/kafka-admin.ts';
import { CLUSTER, OUTSIDE } from '../edits.ts';
import type { Intents } from './invariant.ts';
import { kafkaClusters } from './pods.ts';

interface Facts {
  readonly store: Store;
  readonly intents: Intents;
  readonly snapshot: KafkaSnapshot;
}

/** What one broker tells clients outside. */
interface Told {
  readonly broker: number;
  readonly host: string;
  readonly port: number;
}

/** Kafka remembers brokers that do not run, and without an active controller goes on naming them: clients reach none of those. */
const running = ({ brokers, logDirs }: KafkaSnapshot): KafkaSnapshot['brokers'] => {
  const answering = new Set(logDirs.map(({ broker }) => broker));
  return brokers.filter(({ id, fenced }) => !fenced && answering.has(id));
};

const toldBy = ({ id, endpoints }: KafkaSnapshot['brokers'][number]): readonly Told[] =>
  endpoints.filter(({ listener }) => listener.toLowerCase() === OUTSIDE).map(({ host, port }): Told => ({ broker: id, host, port }));

/** An address that leads nowhere or to another broker. */
interface Astray extends Told {
  /** Where it leads; undefined for nowhere. */
  readonly target: string | undefined;
  readonly isNodePort: boolean;
}

/** The first address that leads nowhere or to another broker, in words; undefined when all is well. */
export const wrongWay = ({ store, intents, snapshot }: Facts): string | undefined => {
  const services = store.list(store.typeOf('v1', 'Service'), CLUSTER.namespace) as readonly Service[];
  const hosts = new Set(
    (store.list(store.typeOf('v1', 'Node')) as readonly Node[]).flatMap(
      ({ status }) => status?.addresses?.map(({ address }) => address) ?? [],
    ),
  );
  const astray = running(snapshot)
    .flatMap(toldBy)
    .map((told): Astray => {
      const isNodePort = hosts.has(told.host);
      return { ...told, isNodePort, target: isNodePort ? byNodePort(services, told.port) : byLoadBalancer(store, services, told) };
    })
    .filter(({ broker, target }) => target !== `broker-${broker}`);
  const closed = astray.filter(
    ({ target, isNodePort, host, port }) => target === undefined && intents.doors.has(isNodePort ? nodePortDoor(port) : host),
  );
  const excused = new Set(isWanted(store) ? toldOfByStatus(store, closed) : closed);
  const [first] = astray.filter((one) => !excused.has(one));
  return first && `broker ${first.broker} advertises ${first.host}:${first.port}, which leads to ${first.target ?? 'nobody'}`;
};

/** Nobody opens again what a person closed for a listener that left the spec. */
const isWanted = (store: Store): boolean =>
  kafkaClusters(store).some(({ spec }) => (spec.listenersConfig?.externalListeners ?? []).length > 0);

/**
 * A load balancer that somebody deleted comes back with another address of the cloud's, and what is left of another way in
 * does not come back: nobody can mend that, but it has to be told. The condition names a few brokers and counts the rest.
 * Where clients are still to find the broker under that very address there is nothing to excuse.
 */
const toldOfByStatus = (store: Store, closed: readonly Astray[]): readonly Astray[] => {
  const [status] = kafkaClusters(store).map((cluster) => cluster.status);
  const addresses = status?.listenerStatuses?.externalListeners?.[OUTSIDE] ?? [];
  const { message = '' } = status?.conditions?.find(({ type, status: is }) => type === 'ExternalAccessReady' && is === 'False') ?? {};
  const moved = closed.filter(({ broker, host, port }) =>
    addresses.some(({ name, address }) => name === `broker-${broker}` && address !== `${host}:${port}`),
  );
  const named = moved.filter(({ broker, host, port }) => message.includes(`broker ${broker} advertises ${host}:${port} on listener`));
  const counted = Number(/; and (\d+) more$/.exec(message)?.[1] ?? 0);
  return moved.length - named.length <= counted ? moved : named;
};

/** The first broker of which status says that it advertises what it does not, in words; undefined when there is none. */
export const wrongRecord = ({ store, snapshot }: Pick<Facts, 'store' | 'snapshot'>): string | undefined => {
  const states = kafkaClusters(store).map(({ status }) => status?.brokersState ?? {})[0];
  for (const broker of states === undefined ? [] : running(snapshot)) {
    const [told] = toldBy(broker).map(({ host, port }) => `${host}:${port}`);
    const recorded = states?.[String(broker.id)]?.advertised?.listeners?.[OUTSIDE]?.address;
    if (told !== recorded) return `broker ${broker.id} advertises ${told ?? 'nothing'}, and status says ${recorded ?? 'nothing'}`;
  }
  return undefined;
};

const nodePortDoor = (port: number): string => `node port ${port}`;

/** The doors that a Service opens to clients outside: addresses of load balancers, and ports on every Kubernetes node. */
export const doorsOf = (object: KubeObject): readonly string[] => {
  const { spec, status } = object as Service;
  return [
    ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
    ...(spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePortDoor(nodePort)])),
  ];
};

const byNodePort = (services: readonly Service[], port: number): string | undefined => {
  const [service] = services.filter(({ spec }) => spec?.type === 'NodePort' && spec.ports?.some(({ nodePort }) => nodePort === port));
  const id = service?.spec?.selector?.['brokerId'];
  return id === undefined ? undefined : `broker-${id}`;
};

interface Listener {
  readonly address: { readonly socket_address: { readonly port_value: number } };
  readonly filter_chains: readonly { readonly filters: readonly { readonly typed_config: { readonly cluster?: string } }[] }[];
}

const byLoadBalancer = (store: Store, services: readonly Service[], { host, port }: Told): string | undefined => {
  const service = services.find(({ status }) => status?.loadBalancer?.ingress?.some(({ ip }) => ip === host));
  const target = service?.spec?.ports?.find((one) => one.port === port)?.targetPort;
  const name = service?.metadata?.name?.replace('envoy-loadbalancer-', 'envoy-config-') ?? '';
  const configMap = store.get(store.typeOf('v1', 'ConfigMap'), { namespace: CLUSTER.namespace, name }) as ConfigMap | undefined;
  const { resources } = (load(configMap?.data?.['lds.yaml'] ?? 'resources: []') ?? {}) as { readonly resources: readonly Listener[] };
  const listener = resources.find(({ address }) => address.socket_address.port_value === target);
  return listener?.filter_chains[0]?.filters[0]?.typed_config.cluster;
};
