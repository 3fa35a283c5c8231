/** The listeners that this decorator serves, and the Services that it wants for them: the pairs of listener and broker. */
import type { ExternalListener } from '../api/kafka-cluster.ts';
import type { Cluster, KafkaNode } from '../kafkacluster/cluster.ts';
import { accessMethodOf, exposedNodes } from '../kafkacluster/external/ingress.ts';

/** External listeners with node ports, by name: their order in the spec means nothing here. */
export const nodePortListeners = ({ externalListeners }: Pick<Cluster, 'externalListeners'>): readonly ExternalListener[] =>
  externalListeners.filter((listener) => accessMethodOf(listener) === 'NodePort').sort((a, b) => (a.name < b.name ? -1 : 1));

/** One broker on one listener. */
export interface Door {
  readonly listener: ExternalListener;
  readonly node: KafkaNode;
}

/** Every broker that clients connect to on every listener with node ports; draining brokers included. */
export const doorsOf = (cluster: Cluster): readonly Door[] =>
  nodePortListeners(cluster).flatMap((listener) => exposedNodes(cluster).map((node) => ({ listener, node })));
