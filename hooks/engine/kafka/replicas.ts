/**
 * Where replicas are and who may lead: the rules of one partition. A broker leads only from the ISR, the last of the ISR
 * never leaves it, and a broker whose last in-sync replica is gone leads nothing: nobody asks for an unclean election.
 */
import type { Cluster, Disk, KafkaProcess, Partition, Registration, Replica } from './state.ts';

/** A broker's replica on a disk that can be read: of the process that runs, or of the last that ran. */
export const replicaOf = (registration: Registration | undefined, partition: Partition): Replica | undefined => {
  for (const { disk } of registration?.process.dirs ?? []) {
    const replica = disk.failure === undefined ? disk.replicas.get(partition) : undefined;
    if (replica !== undefined) return replica;
  }
  return undefined;
};

/** Whether the broker answers: a registration outlives its process until the session ends. */
export const isServing = (registration: Registration | undefined): registration is Registration => registration?.process.open === true;

/** The replica of the partition's leader, when it answers. */
export const leadingReplica = (cluster: Cluster, partition: Partition): Replica | undefined => {
  const registration = partition.leader === undefined ? undefined : cluster.registrations.get(partition.leader);
  return isServing(registration) ? replicaOf(registration, partition) : undefined;
};

/** The disk for a broker's replica; undefined while it may be on one that failed. Kafka takes the log dir with the fewest replicas. */
export const diskFor = (process: KafkaProcess, partition: Partition): Disk | undefined => {
  const disks = process.dirs.map(({ disk }) => disk);
  const holder = disks.find((disk) => disk.replicas.has(partition));
  if (holder !== undefined) return holder.failure === undefined ? holder : undefined;
  return disks
    .filter((disk) => disk.failure === undefined)
    .reduce<Disk | undefined>((best, disk) => (best === undefined || disk.replicas.size < best.replicas.size ? disk : best), undefined);
};

/** Makes the broker's replica hold everything that was acknowledged. False when it has no disk for it. */
export const fillReplica = (process: KafkaProcess, partition: Partition): boolean => {
  const disk = diskFor(process, partition);
  disk?.replicas.set(partition, { end: partition.acknowledged });
  return disk !== undefined;
};

/** Takes a broker out of the ISR and from the lead. */
export const leave = (cluster: Cluster, partition: Partition, id: number): void => {
  if (partition.isr.length > 1 && partition.isr.includes(id)) partition.isr = partition.isr.filter((other) => other !== id);
  if (partition.leader === id) partition.leader = undefined;
  electLeader(cluster, partition);
};

/** Gives a partition without a leader the first replica that is in sync and, as far as the controller knows, there. */
export const electLeader = (cluster: Cluster, partition: Partition): void => {
  partition.leader ??= partition.replicas.find((id) => {
    const registration = cluster.registrations.get(id);
    if (!partition.isr.includes(id) || registration?.fenced !== false) return false;
    const replica = replicaOf(registration, partition);
    return replica !== undefined && replica.end >= partition.acknowledged;
  });
};

/** Drops replicas from every disk of brokers that the partition is no longer assigned to. */
export const dropStrays = (disks: Iterable<Disk>, cluster: Cluster, partition: Partition): void => {
  for (const disk of disks) {
    if (disk.cluster === cluster && disk.meta !== undefined && !partition.replicas.includes(disk.meta.nodeId))
      disk.replicas.delete(partition);
  }
};
