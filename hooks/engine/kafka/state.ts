/**
 * What the model of Kafka knows, apart from what it does. This state changes in place: it is private to the model, and
 * copies would cost a simulation more than everything else. Records are only counted: a log is the number of its end.
 */

import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../clock/random.ts';
import type { Container } from '../kubernetes/container.ts';
import type { NodeConfig } from './node-config.ts';
import type { KafkaTimings } from './timings.ts';

/** All Kafka clusters of an engine. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: KafkaTimings;
  /** By volume UID. */
  readonly disks: Map<string, Disk>;
  readonly clusters: Cluster[];
  /** That have started and not ended. */
  readonly processes: Set<KafkaProcess>;
  readonly losses: Loss[];
  readonly violations: string[];
  /** Directory ids given so far. */
  directories: number;
}

/** A volume's content. It stays when processes end, and goes with the volume. */
export interface Disk {
  readonly volume: string;
  /** meta.properties; undefined: unformatted. */
  meta: { readonly clusterId: string; readonly nodeId: number; readonly directoryId: string } | undefined;
  cluster: Cluster | undefined;
  /** Why nothing can be read or written. */
  failure: string | undefined;
  /** The logs were closed. */
  clean: boolean;
  readonly replicas: Map<Partition, Replica>;
  /** Of a controller's metadata log; 0: it holds nothing yet. */
  metadataEnd: number;
  /** First voters that it was formatted with. */
  founders: readonly Voter[] | undefined;
  user: KafkaProcess | undefined;
}

export interface Replica {
  /** It holds the records 0..end-1. */
  end: number;
}

export interface Voter {
  readonly id: number;
  readonly directoryId: string;
}

/** One cluster id under one name. */
export interface Cluster {
  readonly namespace: string;
  readonly name: string;
  readonly clusterId: string;
  /** Controllers and brokers that run, past the formatting. */
  readonly processes: Set<KafkaProcess>;
  /** Voters of a dynamic quorum; undefined when nobody has founded one. */
  voters: readonly Voter[] | undefined;
  /** The active controller. */
  leader: KafkaProcess | undefined;
  electing: boolean;
  /** End of the committed metadata. */
  committed: number;
  /** Destroyed volumes that held metadata of voters. */
  readonly destroyedMetadata: string[];
  /** By broker id. */
  readonly registrations: Map<number, Registration>;
  readonly topics: Map<string, Topic>;
  minInsyncReplicas: number;
  replicationFactor: number;
  readonly watchers: Set<() => void>;
}

export interface Registration {
  readonly id: number;
  readonly config: NodeConfig;
  process: KafkaProcess;
  fenced: boolean;
  /** A timer that ends in fencing it. */
  expiring: boolean;
  /** A timer that ends in taking its replicas into the ISR. */
  copying: boolean;
}

export interface Topic {
  readonly name: string;
  readonly minInsyncReplicas: number | undefined;
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly topic: string;
  readonly index: number;
  /** While a reassignment goes on the old and the new ones. */
  replicas: readonly number[];
  isr: readonly number[];
  leader: number | undefined;
  /** Of a reassignment that goes on. */
  move: { readonly from: readonly number[]; readonly to: readonly number[] } | undefined;
  /** Records 0..acknowledged-1 were acknowledged: every replica in the ISR had them. */
  acknowledged: number;
  /** Acknowledged records from here on are lost. */
  lostFrom: number | undefined;
  /** Replicas on volumes that are no more. */
  readonly destroyed: { readonly volume: string; readonly end: number }[];
}

/** Acknowledged records that no volume holds any more. */
export interface Loss {
  /** `namespace/name`. */
  readonly cluster: string;
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  /** Volumes that held them. */
  readonly volumes: readonly string[];
  /** The loss is excused when so many of the volumes were destroyed for a declared reason. */
  readonly excusedBy: number;
}

export interface KafkaProcess {
  readonly config: NodeConfig;
  readonly container: Container;
  readonly dirs: readonly { readonly path: string; readonly disk: Disk }[];
  /** The log dir with the metadata. */
  readonly metadata: Disk;
  cluster: Cluster | undefined;
  stage: 'starting' | 'registering' | 'recovering' | 'recovered' | 'up' | 'stopping' | 'gone';
  /** The controller's part answers. */
  controlling: boolean;
  /** The broker's listeners are open. */
  open: boolean;
  /** A leader of the quorum was found. */
  leaderFound: () => void;
  /** It ends with code 1. */
  halt: (message: string) => void;
}

/** All partitions of a cluster. */
export const partitionsOf = (cluster: Cluster): readonly Partition[] =>
  [...cluster.topics.values()].flatMap(({ partitions }) => partitions);

/** Runs an action after a time that varies by a quarter both ways. */
export const later = (world: World, milliseconds: number, action: () => void): (() => void) =>
  world.clock.after(Math.round(milliseconds * (0.75 + world.random.next() / 2)), action);

/** Something was written into the metadata log: every controller that runs has it at once. */
export const commit = (cluster: Cluster): void => {
  cluster.committed += 1;
  for (const process of cluster.processes) if (process.controlling) process.metadata.metadataEnd = cluster.committed;
  for (const watcher of cluster.watchers) watcher();
};
