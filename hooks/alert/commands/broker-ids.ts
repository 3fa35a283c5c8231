/**
 * Broker ids for commands: which one a new broker gets, and which broker an alert means.
 */
import type { KafkaNode } from '../../kafkacluster/cluster.ts';
import { type Asked, wantedNodes } from '../asked.ts';
import { invalid } from '../decision.ts';
import { type Reading, readBrokerId } from './annotations.ts';

/** One more than the highest that was ever seen: an id that is free may belong to a broker that still drains, or to claims that were kept. */
export const nextBrokerId = ({ target, record }: Pick<Asked, 'target' | 'record'>): number =>
  Math.max(
    record.highestBrokerId,
    ...target.spec.brokers.map(({ id }) => id),
    ...Object.keys(target.status?.brokersState ?? {}).map(Number),
  ) + 1;

/** The node of the label brokerId; undefined without the label. */
export const labelledNode = ({ alert, cluster }: Asked): Reading<KafkaNode | undefined> => {
  const id = readBrokerId(alert);
  if (!id.ok || id.value === undefined) return id.ok ? { ok: true, value: undefined } : id;
  const nodes = wantedNodes(cluster);
  const node = nodes.find((one) => one.id === id.value);
  return node === undefined
    ? {
        ok: false,
        objection: invalid(
          'BrokerNotFound',
          `the label brokerId names broker ${id.value}; spec.brokers has ${nodes.map((one) => one.id).join(', ')}`,
        ),
      }
    : { ok: true, value: node };
};
