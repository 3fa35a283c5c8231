/**
 * Account of acknowledged records that no volume holds any more, and of who is to blame. A volume that a replica was
 * moved away from does not count: only those count that held the records when they were destroyed.
 */
import { type Cluster, type Disk, type Loss, type Partition, partitionsOf, type World } from './state.ts';

/** A volume is no more. Its disk must have left `world.disks` already. */
export const accountFor = (world: World, disk: Disk): void => {
  const { cluster } = disk;
  if (cluster === undefined) return;
  if (disk.metadataEnd > 0) cluster.destroyedMetadata.push(disk.volume);
  for (const [partition, replica] of disk.replicas) {
    partition.destroyed.push({ volume: disk.volume, end: replica.end });
    const safe = longest(world, partition);
    const end = partition.lostFrom ?? partition.acknowledged;
    if (safe >= end) continue;
    world.losses.push(...lossesOf(cluster, partition, { from: safe, to: end }));
    partition.lostFrom = safe;
  }
};

/** How many of the first records the best replica of any volume holds. */
const longest = (world: World, partition: Partition): number => {
  let end = 0;
  for (const { replicas } of world.disks.values()) {
    const replica = replicas.get(partition);
    if (replica !== undefined) end = Math.max(end, replica.end);
  }
  return end;
};

interface Range {
  readonly from: number;
  readonly to: number;
}

/** One loss for each stretch of records that the same volumes held. */
const lossesOf = (cluster: Cluster, partition: Partition, { from, to }: Range): readonly Loss[] => {
  const inside = partition.destroyed.map(({ end }) => end).filter((end) => end > from && end < to);
  const bounds = [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  return bounds.slice(1).map((bound, index) => {
    const volumes = [...new Set(partition.destroyed.filter(({ end }) => end >= bound).map(({ volume }) => volume))];
    return { ...nameOf(cluster, partition), records: bound - (bounds[index] ?? from), volumes, excusedBy: volumes.length };
  });
};

const nameOf = (cluster: Cluster, partition: Partition): Pick<Loss, 'cluster' | 'topic' | 'partition'> => ({
  cluster: `${cluster.namespace}/${cluster.name}`,
  topic: partition.topic,
  partition: partition.index,
});

/** The metadata is gone with a majority of the voters' disks, and with it all topics: the brokers will clear away their replicas. */
export const loseMetadata = (world: World, cluster: Cluster, majority: number): void => {
  const holders = [...world.disks.values()].filter((disk) => disk.cluster === cluster && disk.metadataEnd > 0);
  const volumes = [...cluster.destroyedMetadata, ...holders.map(({ volume }) => volume)];
  for (const partition of partitionsOf(cluster)) {
    const records = partition.lostFrom ?? partition.acknowledged;
    if (records > 0) world.losses.push({ ...nameOf(cluster, partition), records, volumes, excusedBy: majority });
    // What is still on disks belongs to no topic any more.
    partition.lostFrom = 0;
  }
  cluster.topics.clear();
  cluster.registrations.clear();
  cluster.destroyedMetadata.length = 0;
  cluster.committed = 0;
};

/** Whether declared faults and intents are reason enough for a loss. */
export const isExcused = (loss: Loss, declared: ReadonlySet<string>): boolean =>
  loss.volumes.filter((volume) => declared.has(volume)).length >= loss.excusedBy;
