/**
 * Moving replicas: between brokers as AlterPartitionReassignments does, where the old ones go when the new ones are in
 * sync, and between the disks of one broker.
 */
import { PortError } from '../../ports/port-error.ts';
import { endMove, reviewCopies } from './copies.ts';
import { dropStrays, electLeader, isServing } from './replicas.ts';
import { type Cluster, commit, type Partition, type World } from './state.ts';

/** Where a partition's replicas shall be. */
export interface Move {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
}

/** Begins a reassignment, in place of one that goes on; answers whether there is anything to wait for. Throws a PortError when the controller refuses. */
export const reassign = (world: World, cluster: Cluster, move: Move): boolean => {
  const partition = partitionNamed(cluster, move);
  const unknown = move.replicas.find((id) => !cluster.registrations.has(id));
  if (unknown !== undefined || move.replicas.length === 0) throw new PortError('REFUSED', `there is no broker ${unknown}`);
  const from = partition.move?.from ?? partition.replicas;
  partition.move = { from, to: move.replicas };
  partition.replicas = [...new Set([...move.replicas, ...from])];
  partition.isr = partition.isr.filter((id) => partition.replicas.includes(id));
  endMove(world, cluster, partition);
  commit(cluster);
  reviewCopies(world, cluster);
  return partition.move !== undefined;
};

/** Goes back to where the replicas were. */
export const cancelMove = (world: World, cluster: Cluster, move: Move): void => {
  const partition = partitionNamed(cluster, move);
  const from = partition.move?.from;
  if (from === undefined) return;
  // A replica that is in sync alone must not go: the reassignment stays then.
  const isr = partition.isr.filter((id) => from.includes(id));
  if (isr.length === 0) return;
  partition.move = undefined;
  partition.replicas = from;
  partition.isr = isr;
  if (partition.leader !== undefined && !from.includes(partition.leader)) partition.leader = undefined;
  electLeader(cluster, partition);
  dropStrays(world.disks.values(), cluster, partition);
  commit(cluster);
};

/** Log dirs of a broker. */
export interface BrokerDirs {
  readonly broker: number;
  readonly paths: readonly string[];
}

/** Moves all replicas from log dirs of a broker to its others, at once. Answers false when it cannot. */
export const emptyDirs = (cluster: Cluster, { broker, paths }: BrokerDirs): boolean => {
  const registration = cluster.registrations.get(broker);
  if (!isServing(registration)) return false;
  const { dirs } = registration.process;
  const targets = dirs.filter(({ path, disk }) => !paths.includes(path) && disk.failure === undefined).map(({ disk }) => disk);
  for (const { disk } of dirs.filter(({ path }) => paths.includes(path))) {
    for (const [partition, replica] of disk.failure === undefined ? disk.replicas : []) {
      const target = targets.reduce<(typeof targets)[number] | undefined>(
        (best, other) => (best === undefined || other.replicas.size < best.replicas.size ? other : best),
        undefined,
      );
      if (target === undefined) return false;
      target.replicas.set(partition, replica);
      disk.replicas.delete(partition);
    }
  }
  return true;
};

const partitionNamed = (cluster: Cluster, { topic, partition }: Move): Partition => {
  if (cluster.leader === undefined) throw new PortError('NOT_READY', 'there is no active controller');
  const found = cluster.topics.get(topic)?.partitions[partition];
  if (found === undefined) throw new PortError('NOT_FOUND', `there is no partition ${topic}-${partition}`);
  return found;
};
