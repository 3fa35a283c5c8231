/**
 * Which cluster a process belongs to: the cluster id on its disks decides, under the name that its Pod carries. A name
 * can have had several clusters, one after the other, when the disks of the first were given up.
 */
import type { Cluster, KafkaProcess, World } from './state.ts';

/** Names a Kafka cluster as Kubernetes does. */
export interface ClusterName {
  readonly namespace: string;
  /** Of the KafkaCluster: the label kafka_cr. */
  readonly name: string;
}

/** The cluster of a process whose disks are formatted. */
export const clusterOf = (world: World, { config, metadata }: KafkaProcess): Cluster => {
  const clusterId = metadata.meta?.clusterId ?? '';
  const name = { namespace: config.namespace, name: config.cluster };
  const known = world.clusters.find((cluster) => isNamed(cluster, name) && cluster.clusterId === clusterId);
  if (known !== undefined) return known;
  const cluster: Cluster = {
    ...name,
    clusterId,
    processes: new Set(),
    voters: undefined,
    leader: undefined,
    electing: false,
    committed: 0,
    destroyedMetadata: [],
    registrations: new Map(),
    topics: new Map(),
    minInsyncReplicas: config.minInsyncReplicas,
    replicationFactor: config.replicationFactor,
    watchers: new Set(),
  };
  world.clusters.push(cluster);
  return cluster;
};

/** The cluster that runs under a name now, or ran last. */
export const findCluster = (world: World, name: ClusterName): Cluster | undefined =>
  world.clusters.findLast((cluster) => isNamed(cluster, name) && cluster.processes.size > 0) ??
  world.clusters.findLast((cluster) => isNamed(cluster, name));

/** Whether the addresses under this cluster's name lead to controllers of another one. */
export const isStranger = (world: World, cluster: Cluster): boolean =>
  cluster.leader === undefined &&
  world.clusters.some((other) => other !== cluster && isNamed(other, cluster) && other.leader !== undefined);

const isNamed = (cluster: Cluster, { namespace, name }: ClusterName): boolean => cluster.namespace === namespace && cluster.name === name;
