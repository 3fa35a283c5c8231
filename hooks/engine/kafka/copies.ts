/**
 * Followers that lag: each broker copies all that it lacks in one go, which takes time by the amount, and is in sync
 * afterwards. Going into the ISR needs an active controller. A reassignment ends when all its targets are in sync.
 */
import { diskFor, dropStrays, electLeader, fillReplica, isServing, leadingReplica, replicaOf } from './replicas.ts';
import { type Cluster, commit, later, type Partition, partitionsOf, type Registration, type World } from './state.ts';

/** Starts the copying of every broker that lags and does not copy yet. */
export const reviewCopies = (world: World, cluster: Cluster): void => {
  if (cluster.leader === undefined) return;
  for (const registration of cluster.registrations.values()) {
    if (registration.copying || !isServing(registration)) continue;
    const missing = partitionsOf(cluster).filter((partition) => lags(cluster, registration, partition));
    if (missing.length > 0) copy(world, cluster, { registration, missing });
  }
};

interface Copy {
  readonly registration: Registration;
  readonly missing: readonly Partition[];
}

const lags = (cluster: Cluster, registration: Registration, partition: Partition): boolean =>
  partition.replicas.includes(registration.id) &&
  !partition.isr.includes(registration.id) &&
  !registration.fenced &&
  leadingReplica(cluster, partition) !== undefined &&
  diskFor(registration.process, partition) !== undefined;

const copy = (world: World, cluster: Cluster, { registration, missing }: Copy): void => {
  const { catchUp, copyRate, recordBytes } = world.timings;
  const records = missing.reduce((sum, partition) => sum + partition.acknowledged - (replicaOf(registration, partition)?.end ?? 0), 0);
  registration.copying = true;
  later(world, catchUp + (records * recordBytes * 1_000) / copyRate, () => {
    registration.copying = false;
    if (cluster.registrations.get(registration.id) !== registration || !isServing(registration)) return;
    const copied = missing.filter((partition) => isCurrent(cluster, partition) && lags(cluster, registration, partition));
    for (const partition of copied) fillReplica(registration.process, partition);
    if (cluster.leader === undefined) return;
    for (const partition of copied) {
      partition.isr = [...partition.isr, registration.id];
      endMove(world, cluster, partition);
    }
    if (copied.length > 0) commit(cluster);
    reviewCopies(world, cluster);
  });
};

const isCurrent = (cluster: Cluster, partition: Partition): boolean =>
  cluster.topics.get(partition.topic)?.partitions[partition.index] === partition;

/** Ends a partition's reassignment when every target is in sync. */
export const endMove = (world: World, cluster: Cluster, partition: Partition): void => {
  const to = partition.move?.to;
  if (to === undefined || !to.every((id) => partition.isr.includes(id))) return;
  partition.move = undefined;
  partition.replicas = to;
  partition.isr = partition.isr.filter((id) => to.includes(id));
  if (partition.leader !== undefined && !to.includes(partition.leader)) partition.leader = undefined;
  electLeader(cluster, partition);
  dropStrays(world.disks.values(), cluster, partition);
};
