/**
 * The text of lds.yaml: one listener for each port. A listener is named by its port and its broker, so that the
 * same port to the same broker stays the same listener, with its connections, whether it is wanted or only still advertised.
 */
import { nonEmpty } from '../../kafkacluster/cluster.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { backendName } from '../backends.ts';
import type { Door, Routes } from '../routes.ts';
import { chain, namedChain, TLS, TLS_INSPECTOR } from './filter-chains.ts';
import { healthListener } from './health-listener.ts';
import { TCP_PROXY, TYPE } from './typed.ts';
import { resourcesYaml } from './yaml.ts';

/** The text of lds.yaml. */
export const listenersYaml = (ingress: Ingress, { main, single }: Routes): string => {
  const endsTls = nonEmpty(ingress.service.tlsSecretName) !== undefined;
  return resourcesYaml(
    [
      listener('all', main, { named: endsTls, others: endsTls && ingress.isSni }),
      healthListener(ingress),
      ...single.map((door) => listener(nameOf(door), door, { named: endsTls, others: false })),
    ],
    { listener: TYPE.listener, tcp: TCP_PROXY, proxy: TYPE.tcpProxy, keepalive: KEEPALIVE, tls: TLS },
  );
};

const nameOf = ({ otherwise, port }: Door): string => `${backendName(otherwise ?? 'all')}-${port}`;

/** For which connections TLS ends at Envoy. */
interface EndsTls {
  readonly named: boolean;
  readonly others: boolean;
}

const listener = (name: string, { port, names, otherwise }: Door, endsTls: EndsTls) => ({
  '@type': TYPE.listener,
  name,
  address: { socket_address: { address: '0.0.0.0', port_value: port } },
  socket_options: KEEPALIVE,
  ...(names.size === 0
    ? { ...(otherwise !== undefined && { filter_chains: [chain(otherwise, endsTls.others)] }) }
    : {
        listener_filters: [TLS_INSPECTOR],
        // What leads to any broker comes first: it is always there, so what others share can be written in it.
        ...(otherwise !== undefined && { default_filter_chain: chain(otherwise, endsTls.others) }),
        filter_chains: anyBrokerFirst(names).map(([serverName, target]) => namedChain(serverName, target, endsTls.named)),
      }),
});

const anyBrokerFirst = (names: Door['names']) => [...names].sort(([, a], [, b]) => rank(a) - rank(b));
const rank = (target: number | 'all'): number => (target === 'all' ? -1 : target);

/** Connections whose client vanished are found after 30 s + 3 × 30 s. Numbers of Linux: SOL_SOCKET SO_KEEPALIVE, then TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT of IPPROTO_TCP. */
const KEEPALIVE = [
  { level: 1, name: 9, int_value: 1 },
  { level: 6, name: 4, int_value: 30 },
  { level: 6, name: 5, int_value: 30 },
  { level: 6, name: 6, int_value: 3 },
];
