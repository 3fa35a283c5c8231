/**
 * Where Envoy finds the brokers of a listener: names inside the Kubernetes cluster, and the port on which Kafka listens.
 * While that port changes, a broker listens on the old one until it restarts, so both are tried.
 */
import { bootstrapHost, nodeHost } from '../kafkacluster/addresses.ts';
import type { Cluster } from '../kafkacluster/cluster.ts';
import type { Advertisement } from '../kafkacluster/external/accepted.ts';
import type { Ingress } from '../kafkacluster/external/ingress.ts';
import type { Target } from './routes.ts';

/** What is behind one cluster of Envoy. */
export interface Backend {
  /** Name of Envoy's cluster. */
  readonly name: string;
  readonly host: string;
  /** Ascending; more than one while the listener's containerPort changes. */
  readonly ports: readonly number[];
}

/** Envoy's name for what is behind a target. */
export const backendName = (target: Target): string => (target === 'all' ? 'all-brokers' : `broker-${target}`);

/** All brokers first, then those that are asked for, in their order. */
export const backendsOf = (
  cluster: Cluster,
  { listener }: Ingress,
  { brokers, advertised }: { readonly brokers: readonly number[]; readonly advertised: readonly Advertisement[] },
): readonly Backend[] => {
  const running = advertised.filter((one) => one.listener === listener.name);
  const portsOf = (of: readonly Advertisement[]): readonly number[] =>
    [...new Set([listener.containerPort, ...of.flatMap(({ containerPort }) => containerPort ?? [])])].sort((a, b) => a - b);
  return [
    { name: backendName('all'), host: bootstrapHost(cluster), ports: portsOf(running) },
    ...brokers.map((id) => ({
      name: backendName(id),
      host: brokerHost(cluster, id),
      ports: portsOf(running.filter(({ broker }) => broker === id)),
    })),
  ];
};

/** As long as it is advertised it is a broker, even when the spec gave it another role since, or nothing is known of it any more. */
const brokerHost = (cluster: Cluster, id: number): string => {
  const [any] = cluster.nodes;
  return any === undefined ? '' : nodeHost(cluster, { ...any, id, isBroker: true });
};
