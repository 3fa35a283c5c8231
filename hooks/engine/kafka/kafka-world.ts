/**
 * Kafka as the engine's world has it: processes in containers, disks that outlive them, topics, producers and an account
 * of what was acknowledged. It works on events only; when nothing happens it costs nothing.
 *
 * On purpose it is not Kafka in this: what a process wrote survives any kill and any loss of power (Kafka trusts the
 * page cache); records that were not acknowledged leave no trace; a broker whose last in-sync replica is gone leads
 * nothing, where Kafka before ELR (KIP-966) would elect its empty log; leaders do not go back to preferred replicas.
 */
import type { Clock } from '../../ports/clock.ts';
import type { KafkaAdmin, KafkaSnapshot } from '../../ports/kafka-admin.ts';
import type { PortError } from '../../ports/port-error.ts';
import type { Random } from '../clock/random.ts';
import type { ProgramStarter } from '../kubernetes/container.ts';
import { adminOf } from './admin.ts';
import { type ClusterName, findCluster } from './clusters.ts';
import { destroyDisk, failDisk } from './disk-faults.ts';
import { isExcused } from './losses.ts';
import { type BrokerDirs, cancelMove, emptyDirs, type Move, reassign } from './moves.ts';
import { readNodeConfig } from './node-config.ts';
import { startProcess } from './process.ts';
import { produce } from './producer.ts';
import { takeSnapshot } from './snapshot.ts';
import { type Loss, partitionsOf, type World } from './state.ts';
import { DEFAULT_KAFKA_TIMINGS, type KafkaTimings } from './timings.ts';

export interface KafkaWorld {
  /** For containers `kafka` of Pods with app=kafka; undefined for all others, and for ZooKeeper's brokers. */
  readonly start: ProgramStarter;
  readonly timings: KafkaTimings;
  /** The port to a cluster, which need not run yet. */
  admin(cluster: ClusterName): KafkaAdmin;
  /** Writes records with acks=all, spread over a topic's partitions; answers how many were acknowledged. */
  produce(cluster: ClusterName, topic: string, count: number): number;
  /** Acknowledged records of a cluster's topics, lost ones included. */
  acknowledged(cluster: ClusterName): number;
  /** A volume is gone with its content: to be told of every volume, also of an emptyDir that went with its Pod. */
  volumeLost(volume: string): void;
  /** I/O errors on a volume, until it is mended and the broker restarted. */
  logDirFailed(volume: string): void;
  diskMended(volume: string): void;
  /** The next calls of any admin client of the cluster fail so. */
  failCalls(cluster: ClusterName, ...errors: readonly PortError[]): void;
  /** What must never be and was: a broker id or a volume in use twice, a second quorum. */
  violations(): readonly string[];
  /** How many acknowledged records no volume holds any more. */
  lostRecords(): number;
  /** Losses for which the destroyed volumes that were declared are no excuse. */
  lossesNotExcused(declared: ReadonlySet<string>): readonly Loss[];
  /** For Cruise Control: undefined when no broker of the cluster answers. */
  mover(cluster: ClusterName): ReplicaMover | undefined;
  /** Calls after every change of a cluster's metadata, as far as the cluster exists. The answer ends it. */
  watch(cluster: ClusterName, watcher: () => void): () => void;
}

/** What an application that moves replicas does with a cluster. */
export interface ReplicaMover {
  snapshot(): KafkaSnapshot;
  /** Answers whether there is anything to wait for. Throws a PortError. */
  reassign(move: Move): boolean;
  /** Throws a PortError. */
  cancel(move: Move): void;
  /** Empties log dirs of a broker into its others; false when it cannot. */
  emptyDirs(dirs: BrokerDirs): boolean;
}

export interface KafkaParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly timings?: Partial<KafkaTimings>;
}

/** A world without any Kafka yet. */
export const createKafkaWorld = ({ clock, random, timings }: KafkaParts): KafkaWorld => {
  const world: World = {
    clock,
    random: random.fork('kafka'),
    timings: { ...DEFAULT_KAFKA_TIMINGS, ...timings },
    disks: new Map(),
    clusters: [],
    processes: new Set(),
    losses: [],
    violations: [],
    directories: 0,
  };
  const failures = new Map<string, PortError[]>();
  const failuresOf = ({ namespace, name }: ClusterName): PortError[] => {
    const key = `${namespace}/${name}`;
    const known = failures.get(key) ?? [];
    failures.set(key, known);
    return known;
  };
  return {
    start: (container) => {
      const config = readNodeConfig(container);
      return config === undefined ? undefined : startProcess(world, container, config);
    },
    timings: world.timings,
    admin: (name) => adminOf(world, name, () => failuresOf(name).shift()),
    produce: (name, topic, count) => {
      const cluster = findCluster(world, name);
      return cluster === undefined ? 0 : produce(cluster, topic, count);
    },
    acknowledged: (name) => {
      const cluster = findCluster(world, name);
      let records = 0;
      for (const partition of cluster === undefined ? [] : partitionsOf(cluster)) records += partition.acknowledged;
      return records;
    },
    volumeLost: (volume) => {
      const disk = world.disks.get(volume);
      if (disk !== undefined) destroyDisk(world, disk);
    },
    logDirFailed: (volume) => {
      const disk = world.disks.get(volume);
      if (disk !== undefined) failDisk(world, disk, 'Input/output error');
    },
    diskMended: (volume) => {
      const disk = world.disks.get(volume);
      if (disk !== undefined) disk.failure = undefined;
    },
    failCalls: (name, ...errors) => void failuresOf(name).push(...errors),
    violations: () => world.violations,
    lostRecords: () => world.losses.reduce((sum, { records }) => sum + records, 0),
    lossesNotExcused: (declared) => world.losses.filter((loss) => !isExcused(loss, declared)),
    mover: (name) => {
      const cluster = findCluster(world, name);
      if (cluster === undefined || ![...cluster.processes].some(({ open }) => open)) return undefined;
      return {
        snapshot: () => takeSnapshot(world, cluster),
        reassign: (move) => reassign(world, cluster, move),
        cancel: (move) => cancelMove(world, cluster, move),
        emptyDirs: (dirs) => emptyDirs(cluster, dirs),
      };
    },
    watch: (name, watcher) => {
      const watchers = findCluster(world, name)?.watchers;
      watchers?.add(watcher);
      return () => void watchers?.delete(watcher);
    },
  };
};
