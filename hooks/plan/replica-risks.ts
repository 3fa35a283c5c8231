/**
 * Risks of replication: one copy, no copy to spare, more copies than brokers. Defaults are those of Kafka's broker
 * (documentation, section "Broker Configs", the same from 3.9 to 4.3): default.replication.factor 1, min.insync.replicas 1,
 * internal topics 3. The offsets topic has the minimum of all topics, the transaction log one of its own, by default 2.
 */
import type { KafkaTopic } from '../api/kafka-topic.ts';
import { userOptions } from '../kafkacluster/broker-config/broker-config.ts';
import type { ClusterView } from './cluster-view.ts';
import type { ClusterRisk } from './risks.ts';

/** Risks of the topics that are resources, and of those that are made without naming a number of replicas. */
export const replicaRisks = (view: ClusterView, topics: readonly KafkaTopic[]): readonly ClusterRisk[] => {
  if (view.input === undefined) return [];
  const brokers = view.input.cluster.nodes.filter((node) => node.isBroker && !node.removed);
  const first = brokers[0];
  if (first === undefined) return [];
  const options = userOptions(view.input.cluster, first);
  const option = (name: string, otherwise: number): number => Number(options.get(name) ?? otherwise);
  const minimum = { minOption: MIN_INSYNC, minInsync: option(MIN_INSYNC, 1) };
  const defaults = { replicas: option('default.replication.factor', 1), ...minimum };
  const ofTransactions = { minOption: TRANSACTION_MIN, minInsync: option(TRANSACTION_MIN, 2) };
  const internal = [
    { title: 'offsets.topic.replication.factor', ...minimum },
    { title: 'transaction.state.log.replication.factor', ...ofTransactions },
  ]
    .map((topic) => ({ ...topic, replicas: option(topic.title, 3) }))
    .filter(({ title, replicas }) => replicas > 1 || options.has(title));
  const judge = judgeAgainst(brokers.length);
  return [
    ...judge({ title: 'default.replication.factor', ...defaults }),
    ...internal.flatMap(judge),
    ...topics.flatMap((topic) => judge({ title: `topic ${topic.spec.name}`, ...replicationOf(topic, defaults) })),
  ];
};

const MIN_INSYNC = 'min.insync.replicas';
const TRANSACTION_MIN = 'transaction.state.log.min.isr';

interface Replication {
  /** An option, or `topic NAME`. */
  readonly title: string;
  readonly replicas: number;
  /** The option that sets the minimum. */
  readonly minOption: string;
  readonly minInsync: number;
}

const replicationOf = ({ spec }: KafkaTopic, defaults: Omit<Replication, 'title'>): Omit<Replication, 'title'> => ({
  // Kafka takes its default for -1.
  replicas: spec.replicationFactor === undefined || spec.replicationFactor < 1 ? defaults.replicas : spec.replicationFactor,
  minOption: MIN_INSYNC,
  minInsync: Number(spec.config?.[MIN_INSYNC] ?? defaults.minInsync),
});

const judgeAgainst =
  (brokers: number) =>
  ({ title, replicas, minOption, minInsync }: Replication): readonly ClusterRisk[] => {
    const named = title.startsWith('topic ') ? `${title} has ${count(replicas, 'replica')}` : `${title} is ${replicas}`;
    if (replicas > brokers)
      return [
        { code: 'REPLICATION_ABOVE_BROKERS', message: `${named}, but there are ${count(brokers, 'broker')}: no such topic can be made` },
      ];
    // With one broker there is nothing to choose.
    if (replicas === 1 && brokers > 1)
      return [
        { code: 'SINGLE_REPLICA', message: `${named}: its partitions are unavailable while their broker restarts, and lost with its disk` },
      ];
    // More than there are replicas counts as all of them: Kafka takes the smaller number (Partition.effectiveMinIsr).
    if (replicas > 1 && minInsync >= replicas)
      return [
        {
          code: 'MIN_ISR_REACHED',
          message: `${named} and ${minOption} is ${minInsync}: writes with acks=all fail while one broker is down`,
        },
      ];
    return [];
  };

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;
