/**
 * Creation and deletion of topics. Replicas are placed round robin over the brokers that are there, racks taking turns;
 * brokers that come later get none until somebody moves some there.
 */
import type { NewTopic } from '../../ports/kafka-admin.ts';
import { PortError } from '../../ports/port-error.ts';
import { electLeader, fillReplica, isServing } from './replicas.ts';
import { type Cluster, commit, type Partition, type Registration, type World } from './state.ts';

/** Throws a PortError when the controller refuses. */
export const createTopic = (world: World, cluster: Cluster, topic: NewTopic): void => {
  const replicationFactor = topic.replicationFactor ?? cluster.replicationFactor;
  const brokers = brokersByRack([...cluster.registrations.values()].filter(({ fenced }) => !fenced));
  if (cluster.topics.has(topic.name)) throw new PortError('ALREADY_EXISTS', `topic ${topic.name} already exists`);
  if (topic.partitions < 1 || replicationFactor < 1) throw new PortError('REFUSED', 'partitions and replicas are counted from 1');
  if (brokers.length < replicationFactor) {
    throw new PortError('REFUSED', `replication factor ${replicationFactor} is more than the ${brokers.length} usable brokers`);
  }
  const start = world.random.integer(0, brokers.length - 1);
  const partitions = Array.from({ length: topic.partitions }, (_, index) => {
    const ids = Array.from({ length: replicationFactor }, (__, turn) => brokers[(start + index + turn) % brokers.length]?.id ?? 0);
    return newPartition(topic.name, index, ids);
  });
  cluster.topics.set(topic.name, { name: topic.name, minInsyncReplicas: topic.minInsyncReplicas, partitions });
  for (const partition of partitions) {
    for (const id of partition.replicas) {
      const registration = cluster.registrations.get(id);
      if (isServing(registration)) fillReplica(registration.process, partition);
    }
    electLeader(cluster, partition);
  }
  commit(cluster);
};

/** Throws a PortError when there is no such topic. */
export const deleteTopic = (world: World, cluster: Cluster, name: string): void => {
  const topic = cluster.topics.get(name);
  if (topic === undefined) throw new PortError('NOT_FOUND', `there is no topic ${name}`);
  cluster.topics.delete(name);
  for (const { replicas } of world.disks.values()) for (const partition of topic.partitions) replicas.delete(partition);
  commit(cluster);
};

const newPartition = (topic: string, index: number, replicas: readonly number[]): Partition => ({
  topic,
  index,
  replicas,
  isr: replicas,
  leader: undefined,
  move: undefined,
  acknowledged: 0,
  lostFrom: undefined,
  destroyed: [],
});

/** Neighbours in the list are in different racks for as long as there are any. */
const brokersByRack = (brokers: readonly Registration[]): readonly Registration[] => {
  const racks = new Map<string, Registration[]>();
  for (const broker of [...brokers].sort((a, b) => a.id - b.id)) {
    const rack = broker.config.rack ?? '';
    racks.set(rack, [...(racks.get(rack) ?? []), broker]);
  }
  const columns = [...racks.keys()].sort().map((rack) => racks.get(rack) ?? []);
  const depth = Math.max(0, ...columns.map(({ length }) => length));
  return Array.from({ length: depth }, (_, row) => columns.flatMap((column) => column[row] ?? [])).flat();
};
