/** What Cruise Control refuses at once: brokers and disks that it does not see, and what would leave too few of them. */
import type { CruiseControlTask } from '../../ports/cruise-control.ts';
import type { KafkaSnapshot } from '../../ports/kafka-admin.ts';
import { propose } from './proposals.ts';

/** Why a task is refused; undefined when it is not. */
export const refusalOf = (task: CruiseControlTask, snapshot: KafkaSnapshot): string | undefined => {
  const unseen = unseenBroker(task, snapshot);
  if (unseen !== undefined) return `Broker [${unseen}] does not exist.`;
  if (task.kind === 'remove_disks') return diskRefusal(task, snapshot);
  if (task.kind !== 'rebalance' && task.brokers.length === 0) return 'no broker is named';
  const proposals = propose(task, snapshot);
  return typeof proposals === 'string' ? `OptimizationFailureException: ${proposals}` : undefined;
};

/** A broker that is down can be emptied, as long as Kafka knows of it; it cannot take anything. */
const unseenBroker = ({ kind, brokers }: CruiseControlTask, snapshot: KafkaSnapshot): number | undefined =>
  brokers.find((id) => {
    const broker = snapshot.brokers.find((other) => other.id === id);
    return broker === undefined || (broker.fenced && kind !== 'remove_broker');
  });

const diskRefusal = ({ logDirs = [] }: CruiseControlTask, snapshot: KafkaSnapshot): string | undefined => {
  if (logDirs.length === 0) return 'no log dir is named';
  for (const { broker, path } of logDirs) {
    const own = snapshot.logDirs.filter((dir) => dir.broker === broker);
    if (!own.some((dir) => dir.path === path)) return `Broker ${broker} has no log dir ${path}.`;
    const left = own.filter(
      (dir) => dir.error === undefined && !logDirs.some((other) => other.broker === broker && other.path === dir.path),
    );
    if (left.length === 0) return `Broker ${broker} would be left without a log dir.`;
  }
  return undefined;
};
