/**
 * What a guard and a command look at: one firing alert that asks for a command, and the cluster that it means, as both were
 * seen at one moment. Plain data; everything that decides on it is pure.
 */
import type { BrokerState, KafkaCluster } from '../api/kafka-cluster.ts';
import type { AlertRecord } from '../kafkacluster/alerts/record.ts';
import type { Cluster, KafkaNode } from '../kafkacluster/cluster.ts';
import type { PersistentVolumeClaim } from '../kube/types.ts';
import type { Alert } from './alert.ts';
import type { Command } from './commands/command.ts';
import type { Limits } from './limits.ts';

export interface Asked {
  readonly alert: Alert;
  readonly command: Command;
  readonly target: KafkaCluster;
  /** The model of the target. */
  readonly cluster: Cluster;
  readonly record: AlertRecord;
  readonly limits: Limits;
  /** What the label persistentvolumeclaim names. */
  readonly claim: PersistentVolumeClaim | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Nodes of the spec; those that left it and are drained are not among them. */
export const wantedNodes = ({ nodes }: Cluster): readonly KafkaNode[] => nodes.filter(({ removed }) => !removed);

/** Wanted nodes that hold data of topics: what limits count. */
export const wantedBrokers = (cluster: Cluster): readonly KafkaNode[] => wantedNodes(cluster).filter(({ isBroker }) => isBroker);

/** What status says of a node. */
export const stateOf = ({ status }: KafkaCluster, id: number): BrokerState | undefined => status?.brokersState?.[String(id)];

/** A text in which a person finds the node: `broker 3`. */
export const nameOf = ({ id }: Pick<KafkaNode, 'id'>): string => `broker ${id}`;
