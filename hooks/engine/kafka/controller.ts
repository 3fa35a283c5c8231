/**
 * What the active controller does with brokers: registers them, fences the silent and the leaving, lets those lead again
 * that came back. Whoever calls has made sure that there is an active controller.
 */
import { reviewCopies } from './copies.ts';
import { electLeader, fillReplica, isServing, leave, replicaOf } from './replicas.ts';
import { type Cluster, commit, type KafkaProcess, partitionsOf, type Registration, type World } from './state.ts';

/** A new incarnation of a broker. What the last one was in sync with, it has to be again; replicas that nobody assigned to it go. */
export const register = (world: World, cluster: Cluster, process: KafkaProcess): Registration => {
  const { config } = process;
  const last = cluster.registrations.get(config.nodeId);
  if (last !== undefined && !last.fenced) fence(world, cluster, last);
  const registration: Registration = { id: config.nodeId, config, process, fenced: true, expiring: false, copying: false };
  cluster.registrations.set(config.nodeId, registration);
  for (const { disk } of process.dirs) {
    for (const partition of disk.replicas.keys()) {
      const current = cluster.topics.get(partition.topic)?.partitions[partition.index] === partition;
      if (!current || !partition.replicas.includes(config.nodeId)) disk.replicas.delete(partition);
    }
  }
  commit(cluster);
  return registration;
};

/** The broker leads nothing and is in no ISR, except where it is the last. */
export const fence = (world: World, cluster: Cluster, registration: Registration): void => {
  registration.fenced = true;
  for (const partition of partitionsOf(cluster)) leave(cluster, partition, registration.id);
  commit(cluster);
  reviewCopies(world, cluster);
};

/** The broker may lead. */
export const unfence = (world: World, cluster: Cluster, registration: Registration): void => {
  registration.fenced = false;
  for (const partition of partitionsOf(cluster)) {
    const isNew =
      partition.acknowledged === 0 && partition.isr.includes(registration.id) && replicaOf(registration, partition) === undefined;
    if (isNew) fillReplica(registration.process, partition);
    electLeader(cluster, partition);
  }
  commit(cluster);
  reviewCopies(world, cluster);
};

/** Fences a broker whose process is gone when its session ends. Without an active controller then, the next one starts anew. */
export const expire = (world: World, cluster: Cluster, registration: Registration): void => {
  if (registration.fenced || registration.expiring) return;
  registration.expiring = true;
  world.clock.after(world.timings.session, () => {
    registration.expiring = false;
    const isSilent = cluster.registrations.get(registration.id) === registration && !registration.process.open && !registration.fenced;
    if (isSilent && cluster.leader !== undefined) fence(world, cluster, registration);
  });
};

/** Brokers whose log dir failed leave the partitions on it. */
export const reviewReplicas = (world: World, cluster: Cluster): void => {
  for (const registration of cluster.registrations.values()) {
    if (registration.fenced || !isServing(registration)) continue;
    for (const partition of partitionsOf(cluster)) {
      if (partition.isr.includes(registration.id) && replicaOf(registration, partition) === undefined)
        leave(cluster, partition, registration.id);
    }
  }
  commit(cluster);
  reviewCopies(world, cluster);
};

/** A new active controller looks at what happened while there was none. */
export const takeOver = (world: World, cluster: Cluster): void => {
  for (const registration of cluster.registrations.values()) if (!isServing(registration)) expire(world, cluster, registration);
  reviewReplicas(world, cluster);
  for (const process of [...cluster.processes]) process.leaderFound();
};
