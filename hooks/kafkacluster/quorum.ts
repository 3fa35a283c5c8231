/**
 * The KRaft quorum: static voters for clusters made on Kafka below 4.1 (as Koperator does), KIP-853's dynamic quorum
 * for those made on 4.1 or later. Which one a cluster has is decided once, kept in status and written on each
 * controller's claim, so that it survives the loss of status or of the KafkaCluster itself.
 * A directory id follows from cluster id and node id: every controller can be told those of the others before any of them has a disk.
 */
import type { KafkaClusterStatus } from '../api/kafka-cluster.ts';
import { isAtLeast } from '../kafka/version.ts';
import { kafkaUuid } from '../kube/hash.ts';
import { controllerListeners, nodeHost } from './addresses.ts';
import type { Cluster, KafkaNode } from './cluster.ts';

/** On a controller's claim. `initial`: its disk belongs to the first voters; `joining`: it came when the quorum stood. */
export type QuorumMark = 'static' | 'dynamic-initial' | 'dynamic-joining';

export interface Quorum {
  readonly mode: 'static' | 'dynamic';
  /** A controller has been Ready once: from then on a new disk joins and never founds a second quorum. */
  readonly established: boolean;
  /** Ids of the first voters of a dynamic quorum, ascending. */
  readonly initialControllers: readonly number[];
  /** Ids of members whose claims are there, and that nobody describes or runs; ascending. */
  readonly strangers: readonly number[];
}

export interface QuorumEvidence {
  readonly status: KafkaClusterStatus | undefined;
  /** Marks on the claims of controllers that were seen, adopted or not, by node id. */
  readonly marks: ReadonlyMap<number, QuorumMark | undefined>;
  /** Some of these claims are older than the KafkaCluster: its disks were formatted in an earlier life. */
  readonly retained: boolean;
  /** Some controller's Pod is Ready now. */
  readonly controllerReady: boolean;
  /** Ids with a controller's claim that no node of the cluster has, and without a Pod. */
  readonly strangers: readonly number[];
}

const DYNAMIC_SINCE = '4.1';

/** What the cluster's quorum is: what the disks say, else status, else (for a new cluster) what its Kafka version suggests. */
export const decideQuorum = (cluster: Cluster, evidence: QuorumEvidence): Quorum | undefined => {
  if (cluster.mode === 'zookeeper') return undefined;
  const known = evidence.status?.quorum;
  const mode = modeOnDisks(evidence) ?? readMode(known?.mode) ?? modeOfNew(cluster);
  const established = known?.established === true || evidence.controllerReady || evidence.retained;
  const strangers = ascending([...new Set(evidence.strangers)]);
  if (mode === 'static') return { mode, established, initialControllers: [], strangers };
  return { mode, established, initialControllers: known?.initialControllers ?? firstVoters(cluster, evidence), strangers };
};

/** A claim without a mark was made by Koperator, which knows static voters only. */
const modeOnDisks = ({ marks }: QuorumEvidence): Quorum['mode'] | undefined => {
  if (marks.size === 0) return undefined;
  return [...marks.values()].every((mark) => mark === 'dynamic-initial' || mark === 'dynamic-joining') ? 'dynamic' : 'static';
};

const readMode = (text: string | undefined): Quorum['mode'] | undefined => (text === 'static' || text === 'dynamic' ? text : undefined);

const modeOfNew = (cluster: Cluster): Quorum['mode'] =>
  cluster.version !== undefined && isAtLeast(cluster.version, DYNAMIC_SINCE) ? 'dynamic' : 'static';

/** Of disks from an earlier life those that were there from the start, of a new cluster all controllers. */
const firstVoters = (cluster: Cluster, { marks, retained }: QuorumEvidence): readonly number[] =>
  ascending(
    retained
      ? [...marks].filter(([, mark]) => mark === 'dynamic-initial').map(([id]) => id)
      : cluster.nodes.filter((node) => node.isController).map((node) => node.id),
  );

/** The mark for a controller's claim that does not exist yet. */
export const markForNewClaim = (quorum: Quorum, id: number): QuorumMark => {
  if (quorum.mode === 'static') return 'static';
  return !quorum.established && quorum.initialControllers.includes(id) ? 'dynamic-initial' : 'dynamic-joining';
};

/** directory.id of a first voter's metadata directory. */
export const directoryId = (clusterId: string, nodeId: number): string => kafkaUuid(`${clusterId}/${nodeId}`);

/** Options of `kafka-storage format` beyond cluster id and configuration (KIP-853); empty for a static quorum. */
export const formatOptions = (cluster: Cluster, node: KafkaNode, facts: FormatFacts): readonly string[] => {
  if (facts.quorum.mode === 'static') return [];
  // A disk that lives with the Pod has no claim to carry a mark: it is new each time.
  const mark = hasClaim(node) ? facts.mark : markForNewClaim(facts.quorum, node.id);
  if (!node.isController || mark !== 'dynamic-initial') return ['--no-initial-controllers'];
  const initial = facts.quorum.initialControllers;
  if (initial.length === 1) return ['--standalone'];
  const voters = initial.flatMap((id) => {
    const voter = cluster.nodes.find((other) => other.id === id);
    return voter === undefined ? [] : [`${id}@${controllerAddress(cluster, voter)}:${directoryId(facts.clusterId, id)}`];
  });
  return ['--initial-controllers', voters.join(',')];
};

const hasClaim = (node: KafkaNode): boolean => node.config.storageConfigs?.[0]?.pvcSpec !== undefined;

export interface FormatFacts {
  readonly quorum: Quorum;
  readonly clusterId: string;
  readonly mark: QuorumMark | undefined;
}

/** `id@host:port` of all controllers, ascending: controller.quorum.voters. */
export const quorumVoters = (cluster: Cluster): string =>
  controllers(cluster)
    .map((node) => `${node.id}@${controllerAddress(cluster, node)}`)
    .join(',');

/** `host:port` of all controllers, ascending: controller.quorum.bootstrap.servers. */
export const quorumBootstrap = (cluster: Cluster): string =>
  controllers(cluster)
    .map((node) => controllerAddress(cluster, node))
    .join(',');

const controllers = (cluster: Cluster): readonly KafkaNode[] => cluster.nodes.filter((node) => node.isController);

const controllerAddress = (cluster: Cluster, node: KafkaNode): string => {
  const listener = controllerListeners(cluster)[0];
  return listener === undefined ? '' : `${nodeHost(cluster, node)}:${listener.containerPort}`;
};

const ascending = (ids: readonly number[]): readonly number[] => [...ids].sort((a, b) => a - b);
