/**
 * A producer with acks=all, as strict as can be: a record is acknowledged when every replica in the ISR has it and the
 * ISR is not below min.insync.replicas. What would not be acknowledged is not written at all, so logs never diverge.
 */
import { isServing, replicaOf } from './replicas.ts';
import type { Cluster, Partition, Replica } from './state.ts';

/** Writes records, spread over the partitions of a topic; answers how many were acknowledged. */
export const produce = (cluster: Cluster, name: string, count: number): number => {
  const topic = cluster.topics.get(name);
  if (topic === undefined) return 0;
  const { partitions } = topic;
  const least = topic.minInsyncReplicas ?? cluster.minInsyncReplicas;
  let acknowledged = 0;
  for (const partition of partitions) {
    const share = Math.floor(count / partitions.length) + (partition.index < count % partitions.length ? 1 : 0);
    if (share > 0 && append(cluster, partition, { share, least })) acknowledged += share;
  }
  return acknowledged;
};

const append = (cluster: Cluster, partition: Partition, { share, least }: { readonly share: number; readonly least: number }): boolean => {
  if (partition.leader === undefined || partition.isr.length < least) return false;
  const replicas: Replica[] = [];
  for (const id of partition.isr) {
    const registration = cluster.registrations.get(id);
    const replica = isServing(registration) ? replicaOf(registration, partition) : undefined;
    if (replica === undefined) return false;
    replicas.push(replica);
  }
  partition.acknowledged += share;
  for (const replica of replicas) replica.end = partition.acknowledged;
  return true;
};
