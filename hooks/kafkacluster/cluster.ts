/**
 * The cluster that a KafkaCluster asks for, with every default applied and every broker merged with its group.
 * All later steps read this model and never the raw spec's gaps, so a default is decided in one place.
 */
import type { Broker, BrokerConfig, ExternalListener, InternalListener, KafkaCluster, KafkaClusterSpec } from '../api/kafka-cluster.ts';
import { type KafkaVersion, parseKafkaVersion, versionFromImage } from '../kafka/version.ts';
import type { Labels } from '../kube/types.ts';
import { readBackup } from './configuration-backup.ts';
import { DEFAULT_CONTROLLER_LISTENER, DEFAULT_DOMAIN, DEFAULT_IMAGE, DEFAULT_INTERNAL_LISTENER } from './defaults.ts';
import { mergeBrokerConfig } from './merge.ts';
import { recent } from './remember.ts';

export type Mode = 'kraft' | 'zookeeper';
export type Role = 'broker' | 'controller';

/** One Kafka process: a broker, a controller or both (Kafka's term for either is node). */
export interface KafkaNode {
  readonly id: number;
  /** In the order of the spec; in ZooKeeper mode always `broker`. */
  readonly roles: readonly Role[];
  readonly isBroker: boolean;
  readonly isController: boolean;
  /** Group and broker merged. */
  readonly config: BrokerConfig;
  readonly image: string;
  /** Undefined when neither the image's tag nor spec.kafkaVersion tells it. */
  readonly version: KafkaVersion | undefined;
  /** Broker-level static configuration, as the user wrote it. */
  readonly readOnlyConfig: string;
  /** Mount paths of disks that left the spec: they stay in the configuration, behind the others, until they are drained. */
  readonly leftDisks: readonly string[];
  /** No longer in the spec: kept from its configuration backup until it is drained. */
  readonly removed: boolean;
  /** The item of spec.brokers that it was made from. */
  readonly source: Broker;
}

export interface Cluster {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly generation: number;
  readonly labels: Labels;
  readonly spec: KafkaClusterSpec;
  readonly mode: Mode;
  readonly headless: boolean;
  /** DNS suffix of the Kubernetes cluster. */
  readonly domain: string;
  /** The image of nodes that name none. */
  readonly image: string;
  readonly version: KafkaVersion | undefined;
  readonly internalListeners: readonly InternalListener[];
  readonly externalListeners: readonly ExternalListener[];
  /** Ascending by id; those that left the spec included. */
  readonly nodes: readonly KafkaNode[];
}

/** Absent kRaft means KRaft, unless ZooKeeper is named. */
export const modeOf = (spec: KafkaClusterSpec): Mode => {
  const kraft = spec.kRaft ?? (spec.zkAddresses ?? []).length === 0;
  return kraft ? 'kraft' : 'zookeeper';
};

/** A disk that a broker still has and its spec no longer mentions. */
export interface LeftDisk {
  readonly id: number;
  readonly mountPath: string;
}

/** The whole model. Expects a valid spec: validation comes first, and total functions here keep nonsense from throwing. */
export const readCluster = (parent: KafkaCluster, left: readonly LeftDisk[] = []): Cluster => {
  const { spec, metadata, status } = parent;
  const { name, namespace, uid, generation, labels } = metadata;
  // An equal text gives the very same model, so that whatever is made from it can be remembered by it.
  const text = JSON.stringify([name, namespace, uid, generation, labels, spec, status?.image, removedStates(parent), left]);
  return rememberCluster(text, () => makeCluster(parent, left));
};

const MOST_REMEMBERED = 64;
const rememberCluster = recent<Cluster>(MOST_REMEMBERED);

const makeCluster = (parent: KafkaCluster, left: readonly LeftDisk[]): Cluster => {
  const { spec, metadata, status } = parent;
  const mode = modeOf(spec);
  const image = nonEmpty(spec.clusterImage) ?? nonEmpty(status?.image) ?? DEFAULT_IMAGE[mode];
  const version = spec.kafkaVersion === undefined ? versionFromImage(image) : parseKafkaVersion(spec.kafkaVersion);
  const base = { spec, mode, image, left };
  const nodes = [
    ...spec.brokers.map((broker) => readNode(base, broker, false)),
    ...removedBrokers(parent).map((broker) => readNode(base, broker, true)),
  ].sort((a, b) => a.id - b.id);
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    labels: metadata.labels ?? {},
    spec,
    mode,
    headless: spec.headlessServiceEnabled ?? true,
    domain: nonEmpty(spec.kubernetesClusterDomain) ?? DEFAULT_DOMAIN,
    image,
    version,
    internalListeners: internalListenersOf(spec, mode),
    externalListeners: spec.listenersConfig?.externalListeners ?? [],
    nodes,
  };
};

interface Base {
  readonly spec: KafkaClusterSpec;
  readonly mode: Mode;
  readonly image: string;
  readonly left: readonly LeftDisk[];
}

const readNode = (base: Base, broker: Broker, removed: boolean): KafkaNode => {
  const { spec, mode } = base;
  const group = broker.brokerConfigGroup === undefined ? undefined : spec.brokerConfigGroups?.[broker.brokerConfigGroup];
  const merged = mergeBrokerConfig(group, broker.brokerConfig);
  const leftDisks = base.left.filter(({ id }) => id === broker.id).map(({ mountPath }) => mountPath);
  const config = withDisks(merged, leftDisks);
  const roles = rolesOf(config, mode);
  const image = nonEmpty(config.image) ?? base.image;
  return {
    id: broker.id,
    roles,
    isBroker: roles.includes('broker'),
    isController: roles.includes('controller'),
    config,
    image,
    version: spec.kafkaVersion === undefined ? versionFromImage(image) : parseKafkaVersion(spec.kafkaVersion),
    readOnlyConfig: broker.readOnlyConfig ?? '',
    leftDisks,
    removed,
    source: broker,
  };
};

/** What a broker writes is on its disks: one that is no longer mentioned stays mounted and in log.dirs. */
const withDisks = (config: BrokerConfig, mountPaths: readonly string[]): BrokerConfig =>
  mountPaths.length === 0
    ? config
    : { ...config, storageConfigs: [...(config.storageConfigs ?? []), ...mountPaths.map((mountPath) => ({ mountPath, pvcSpec: {} }))] };

const rolesOf = (config: BrokerConfig, mode: Mode): readonly Role[] => {
  if (mode === 'zookeeper') return ['broker'];
  const roles = (config.processRoles ?? []).filter((role): role is Role => role === 'broker' || role === 'controller');
  return [...new Set(roles)];
};

const internalListenersOf = (spec: KafkaClusterSpec, mode: Mode): readonly InternalListener[] => {
  const given = spec.listenersConfig?.internalListeners;
  if (given !== undefined) return given;
  return mode === 'kraft' ? [DEFAULT_INTERNAL_LISTENER, DEFAULT_CONTROLLER_LISTENER] : [DEFAULT_INTERNAL_LISTENER];
};

/** Brokers that status knows and the spec does not: their configuration comes from the backup that was made while they were in it. */
const removedBrokers = (parent: KafkaCluster): readonly Broker[] =>
  removedStates(parent)
    .map(([id, backup]) => ({ id, broker: readBackup(backup) }))
    // A backup under another broker's id would make two nodes with one id.
    .flatMap(({ id, broker }) => (broker !== undefined && String(broker.id) === id ? [broker] : []));

const removedStates = ({ spec, status }: KafkaCluster): readonly (readonly [id: string, backup: string | undefined])[] => {
  const present = new Set(spec.brokers.map((broker) => String(broker.id)));
  return Object.entries(status?.brokersState ?? {}).flatMap(([id, state]) =>
    present.has(id) ? [] : [[id, state.configurationBackup] as const],
  );
};

/** Koperator's "not set" of a text: absent or empty. */
export const nonEmpty = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);
