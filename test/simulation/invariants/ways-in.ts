/**
 * Whatever a running broker tells its clients outside leads to that broker: from the address through the Service and, for
 * a load balancer, through Envoy's own files. Asked at rest; the addresses are the Kafka processes' own, not the hooks'.
 */
import { load } from 'js-yaml';
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import type { ConfigMap, Node, Service } from '../../../hooks/kube/types.ts';
import type { KafkaSnapshot } from '../../../hooks/ports/kafka-admin.ts';
import { CLUSTER } from '../edits.ts';
import { kafkaClusters } from './pods.ts';

type Broker = KafkaSnapshot['brokers'][number];

/** The first address that leads nowhere or to another broker, in words; undefined when all is well. */
export const wrongWay = (store: Store, brokers: readonly Broker[]): string | undefined => {
  const services = store.list(store.typeOf('v1', 'Service'), CLUSTER.namespace) as readonly Service[];
  const hosts = new Set(
    (store.list(store.typeOf('v1', 'Node')) as readonly Node[]).flatMap(
      ({ status }) => status?.addresses?.map(({ address }) => address) ?? [],
    ),
  );
  for (const { id, endpoints, fenced } of brokers) {
    // Kafka remembers brokers that do not run; clients are not sent to them.
    if (fenced) continue;
    for (const { listener, host, port } of endpoints) {
      if (listener.toUpperCase() !== 'OUTSIDE') continue;
      // A Service that somebody deleted comes back with another address of the cloud's: nobody can mend that, but it has to be told.
      if (isUnknown(services, hosts, host) && tellsOf(store, id)) continue;
      const target = hosts.has(host) ? byNodePort(services, port) : byLoadBalancer(store, services, { host, port });
      if (target !== `broker-${id}`) return `broker ${id} advertises ${host}:${port}, which leads to ${target ?? 'nobody'}`;
    }
  }
  return undefined;
};

const isUnknown = (services: readonly Service[], hosts: ReadonlySet<string>, host: string): boolean =>
  !hosts.has(host) && !services.some(({ status }) => status?.loadBalancer?.ingress?.some(({ ip }) => ip === host));

/** Whether status says that clients outside do not reach this broker, or nobody wants them to any more. */
const tellsOf = (store: Store, id: number): boolean =>
  kafkaClusters(store).some(
    ({ spec, status }) =>
      (spec.listenersConfig?.externalListeners ?? []).length === 0 ||
      status?.conditions?.some(
        ({ type, status: is, message }) => type === 'ExternalAccessReady' && is === 'False' && message?.includes(`broker ${id} advertises`),
      ),
  );

const byNodePort = (services: readonly Service[], port: number): string | undefined => {
  const [service] = services.filter(({ spec }) => spec?.type === 'NodePort' && spec.ports?.some(({ nodePort }) => nodePort === port));
  const id = service?.spec?.selector?.['brokerId'];
  return id === undefined ? undefined : `broker-${id}`;
};

interface Listener {
  readonly address: { readonly socket_address: { readonly port_value: number } };
  readonly filter_chains: readonly { readonly filters: readonly { readonly typed_config: { readonly cluster?: string } }[] }[];
}

const byLoadBalancer = (
  store: Store,
  services: readonly Service[],
  { host, port }: { readonly host: string; readonly port: number },
): string | undefined => {
  const service = services.find(({ status }) => status?.loadBalancer?.ingress?.some(({ ip }) => ip === host));
  const target = service?.spec?.ports?.find((one) => one.port === port)?.targetPort;
  const name = service?.metadata?.name?.replace('envoy-loadbalancer-', 'envoy-config-') ?? '';
  const configMap = store.get(store.typeOf('v1', 'ConfigMap'), { namespace: CLUSTER.namespace, name }) as ConfigMap | undefined;
  const { resources } = (load(configMap?.data?.['lds.yaml'] ?? 'resources: []') ?? {}) as { readonly resources: readonly Listener[] };
  const listener = resources.find(({ address }) => address.socket_address.port_value === target);
  return listener?.filter_chains[0]?.filters[0]?.typed_config.cluster;
};
