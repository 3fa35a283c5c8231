/**
 * Names and labels of everything that belongs to a KafkaCluster. They are Koperator's wherever clients, certificates,
 * dashboards or stored data know them (Services, ConfigMaps, labels); Pods and claims, which it named at random,
 * get names that follow from the cluster, the broker id and the mount path, so that no second one can ever exist.
 */
import { shortHash } from '../kube/hash.ts';
import type { Labels } from '../kube/types.ts';
import type { Cluster, KafkaNode } from './cluster.ts';
import { recent } from './remember.ts';

export const LABEL = {
  app: 'app',
  cluster: 'kafka_cr',
  brokerId: 'brokerId',
  isController: 'isControllerNode',
  isBroker: 'isBrokerNode',
  processRoles: 'processRoles',
  claimRoles: 'pvcRoles',
} as const;

export const ANNOTATION = {
  /** Koperator's identity of a claim. */
  mountPath: 'mountPath',
  clusterId: 'kafka-hooks.io/cluster-id',
  /** On a controller's claim: how its quorum was made, and whether this disk was there at the time. */
  quorum: 'kafka-hooks.io/quorum',
  /** On a KafkaCluster: what alerts did (alerts/record.ts). */
  alerts: 'kafka-hooks.io/alerts',
  /** On a KafkaCluster: when somebody asked for a rebalance, RFC 3339. */
  rebalance: 'kafka-hooks.io/rebalance',
  /** On a Pod: fingerprints of the user's inputs that need a restart, by part. */
  inputs: 'kafka-hooks.io/inputs',
  /** On a Pod: the ways in from outside that it was made with (external/made-with.ts). */
  waysIn: 'kafka-hooks.io/ways-in',
  /** On a Pod: the version of the code that rendered it. */
  template: 'kafka-hooks.io/template',
} as const;

type Named = Pick<Cluster, 'name'>;

export const headlessName = (cluster: Named): string => `${cluster.name}-headless`;
export const controllerHeadlessName = (cluster: Named): string => `${cluster.name}-controller-headless`;
export const allBrokerName = (cluster: Named): string => `${cluster.name}-all-broker`;
/** Pod, hostname and per-broker Service. */
export const nodeName = (cluster: Named, id: number): string => `${cluster.name}-${id}`;
export const configMapName = (cluster: Named, id: number): string => `${cluster.name}-config-${id}`;
export const claimName = (cluster: Named, id: number, mountPath: string): string =>
  `${cluster.name}-${id}-storage-${rememberHash(mountPath, () => shortHash(mountPath))}`;

/** A cluster has a handful of mount paths, and every claim of every sync asks for one. */
const MOST_PATHS = 1024;
const rememberHash = recent<string>(MOST_PATHS);
export const kafkaJmxName = (cluster: Named): string => `${cluster.name}-kafka-jmx-exporter`;
export const cruiseControlJmxName = (cluster: Named): string => `${cluster.name}-cc-jmx-exporter`;
export const cruiseControlName = (cluster: Named): string => `${cluster.name}-cruisecontrol`;
export const budgetName = (cluster: Named): string => `${cluster.name}-pdb`;
export const controllerBudgetName = (cluster: Named): string => `${cluster.name}-controller-pdb`;

/** Labels that select all Kafka Pods of the cluster. */
export const kafkaLabels = (cluster: Named): Labels => ({ [LABEL.app]: 'kafka', [LABEL.cluster]: cluster.name });

/** Labels of everything that belongs to one broker. */
export const brokerLabels = (cluster: Named, id: number): Labels => ({ ...kafkaLabels(cluster), [LABEL.brokerId]: String(id) });

/** Adds the labels of the KafkaCluster when spec.propagateLabels says so; the resource's own win. */
export const propagated = (cluster: Cluster, labels: Labels): Labels =>
  cluster.spec.propagateLabels === true ? { ...cluster.labels, ...labels } : labels;

/** Roles in Koperator's spelling: sorted, joined by `_`. */
export const roleText = (node: KafkaNode): string => [...node.roles].sort().join('_');
