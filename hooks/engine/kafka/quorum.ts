/**
 * The quorum of controllers: static voters by configuration, or KIP-853's by id and directory. A leader needs a majority
 * of voters that run; it is the one with the longest log. A voter with an empty disk votes as any other: when a majority
 * is empty, the cluster begins anew and all metadata is lost. A dynamic quorum knows an emptied disk by its new directory.
 */
import { takeOver } from './controller.ts';
import { loseMetadata } from './losses.ts';
import { type Cluster, commit, type KafkaProcess, later, type Voter, type World } from './state.ts';

/** The controller's part of a process answers. */
export const joinQuorum = (world: World, cluster: Cluster, process: KafkaProcess): void => {
  process.controlling = true;
  found(world, cluster, process);
  if (cluster.leader !== undefined) process.metadata.metadataEnd = cluster.committed;
  reviewQuorum(world, cluster);
  // A leader that was there before says nothing: a pure controller is ready as soon as it has found it.
  if (!process.config.isBroker) process.container.changed();
};

/** Looks whether the leader still has a majority, and otherwise whether another could have one. */
export const reviewQuorum = (world: World, cluster: Cluster): void => {
  if (cluster.leader !== undefined) {
    if (hasMajority(cluster, cluster.leader)) return;
    cluster.leader = undefined;
    tellControllers(cluster);
  }
  if (cluster.electing || candidates(cluster).length === 0) return;
  cluster.electing = true;
  later(world, world.timings.election, () => {
    cluster.electing = false;
    elect(world, cluster);
  });
};

/** Whether the process has a vote. */
export const isVoter = (cluster: Cluster, { config, metadata }: KafkaProcess): boolean =>
  config.staticVoters?.includes(config.nodeId) ??
  cluster.voters?.some(({ id, directoryId }) => id === config.nodeId && directoryId === metadata.meta?.directoryId) ??
  false;

/** An observer becomes a voter; its lost disk's vote goes. */
export const addVoter = (world: World, cluster: Cluster, { config, metadata }: KafkaProcess): void => {
  const others = (cluster.voters ?? []).filter(({ id }) => id !== config.nodeId);
  const voter: Voter = { id: config.nodeId, directoryId: metadata.meta?.directoryId ?? '' };
  cluster.voters = [...others, voter].sort((a, b) => a.id - b.id);
  commit(cluster);
  tellControllers(cluster);
  reviewQuorum(world, cluster);
};

/** Voters as `viewer` sees them: with a static quorum each controller goes by its own configuration. */
const votersSeenBy = (cluster: Cluster, viewer: KafkaProcess): readonly number[] =>
  viewer.config.staticVoters ?? cluster.voters?.map(({ id }) => id) ?? [];

const hasMajority = (cluster: Cluster, candidate: KafkaProcess): boolean => {
  if (!candidate.controlling || !isVoter(cluster, candidate)) return false;
  const voters = votersSeenBy(cluster, candidate);
  let running = 0;
  for (const process of cluster.processes) {
    if (process.controlling && voters.includes(process.config.nodeId) && isVoter(cluster, process)) running += 1;
  }
  return running * 2 > voters.length;
};

const candidates = (cluster: Cluster): readonly KafkaProcess[] => [...cluster.processes].filter((process) => hasMajority(cluster, process));

const elect = (world: World, cluster: Cluster): void => {
  const able = candidates(cluster);
  if (cluster.leader !== undefined || able.length === 0) return;
  const end = Math.max(...able.map(({ metadata }) => metadata.metadataEnd));
  const leader = world.random.pick(able.filter(({ metadata }) => metadata.metadataEnd === end));
  const isReset = end === 0 && cluster.committed > 0;
  if (isReset) loseMetadata(world, cluster, Math.floor(votersSeenBy(cluster, leader).length / 2) + 1);
  cluster.leader = leader;
  cluster.committed = Math.max(cluster.committed, end);
  commit(cluster);
  tellControllers(cluster);
  takeOver(world, cluster);
};

/** The first voters come with the format of their disks. Others with the same cluster id would be a second quorum. */
const found = (world: World, cluster: Cluster, { config, metadata }: KafkaProcess): void => {
  const { founders } = metadata;
  if (config.staticVoters !== undefined || founders === undefined || metadata.metadataEnd > 0) return;
  const { voters } = cluster;
  if (voters === undefined) {
    cluster.voters = founders;
    return;
  }
  if (founders.length === voters.length && founders.every((own, index) => own.directoryId === voters[index]?.directoryId)) return;
  const remembers = [...world.disks.values()].some((disk) => disk.cluster === cluster && disk.metadataEnd > 0);
  if (remembers) {
    world.violations.push(`${config.namespace}/${config.pod} was formatted to found a second quorum of ${config.cluster}`);
    return;
  }
  loseMetadata(world, cluster, Math.floor(voters.length / 2) + 1);
  cluster.voters = founders;
};

/** A pure controller's readiness is its place in the quorum. */
const tellControllers = (cluster: Cluster): void => {
  for (const { config, container } of cluster.processes) if (!config.isBroker) container.changed();
};
