/**
 * The options that the hooks own, one function a concern, in the order of the contract (koperator.md, section 3.2).
 * An option that does not apply is absent from the result; nothing is ever written empty.
 */
import type { ExternalListener, InternalListener } from '../../api/kafka-cluster.ts';
import { isAtLeast } from '../../kafka/version.ts';
import { adminPort, bootstrapHost, controllerListeners, innerListener, internalAddress, isControllerOnly } from '../addresses.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import type { Addresses } from '../external/ways.ts';
import { type Quorum, quorumBootstrap, quorumVoters } from '../quorum.ts';
import { CLIENT_KEYSTORES, clientSecretName, fileReference, PROVIDER, PROVIDER_CLASS, serverKeystores, sslListeners } from './stores.ts';

export type Options = Readonly<Record<string, string>>;

/** What one node's configuration depends on. */
export interface ConfigFacts {
  readonly cluster: Cluster;
  readonly node: KafkaNode;
  readonly quorum: Quorum | undefined;
  /** The node's rack, from its Kubernetes node's labels; undefined when unknown or not asked for. */
  readonly rack: string | undefined;
  /** `host:port` under which clients outside find the node, by the name of the listener. */
  readonly external: Addresses;
  /** The user's static options of this node, cluster's and broker's merged. */
  readonly user: ReadonlyMap<string, string>;
}

const REPORTER = 'com.linkedin.kafka.cruisecontrol.metricsreporter.CruiseControlMetricsReporter';
const JMX_REPORTER = 'org.apache.kafka.common.metrics.JmxReporter';
const SECURITY_PROTOCOL = 'security.inter.broker.protocol';

/** All generated options of a node. */
export const generatedOptions = (facts: ConfigFacts): Options => ({
  ...listenerOptions(facts),
  ...advertisedOptions(facts),
  ...storeOptions(facts),
  ...reporterOptions(facts),
  ...storageOptions(facts.node),
  ...identityOptions(facts),
  ...rackOptions(facts),
});

const upper = (name: string): string => name.toUpperCase();

/** Listeners that a node opens: a controller its own, a broker all but the controller's, a node with both roles all. */
const openListeners = ({ cluster, node }: ConfigFacts): readonly { readonly name: string; readonly containerPort: number }[] => {
  const internal = cluster.internalListeners.filter((l) => (isControllerOnly(cluster, l) ? node.isController : node.isBroker));
  return node.isBroker ? [...cluster.externalListeners, ...internal] : internal;
};

const listenerOptions = (facts: ConfigFacts): Options => {
  const { cluster, user } = facts;
  const all = [...cluster.externalListeners, ...cluster.internalListeners];
  const inner = innerListener(cluster);
  return {
    listeners: openListeners(facts)
      .map((l) => `${upper(l.name)}://:${l.containerPort}`)
      .join(','),
    'listener.security.protocol.map': all.map((l) => `${upper(l.name)}:${upper(l.type)}`).join(','),
    ...(inner !== undefined && !user.has(SECURITY_PROTOCOL) && { 'inter.broker.listener.name': upper(inner.name) }),
  };
};

const advertisedOptions = ({ cluster, node, external }: ConfigFacts): Options => {
  const advertised = node.isBroker ? advertisedAddresses(cluster, node, external) : [];
  return advertised.length === 0 ? {} : { 'advertised.listeners': advertised.join(',') };
};

/** `NAME://host:port` of every listener under which clients or brokers find the node: external ones first, each kind sorted. */
export const advertisedAddresses = (cluster: Cluster, node: KafkaNode, addresses: Addresses): readonly string[] => {
  const external = cluster.externalListeners.flatMap((l) => advertise(l, addresses[l.name]));
  const internal = cluster.internalListeners
    .filter((l) => !isControllerOnly(cluster, l))
    .flatMap((l) => advertise(l, internalAddress(cluster, { node, external: addresses }, l)));
  return [...external.sort(), ...internal.sort()];
};

const advertise = (listener: InternalListener | ExternalListener, address: string | undefined): readonly string[] =>
  address === undefined ? [] : [`${upper(listener.name)}://${address}`];

const storeOptions = ({ cluster, node, user }: ConfigFacts): Options => {
  const stores = sslListeners(cluster).map((listener) => {
    const folder = serverKeystores(listener);
    const prefix = `listener.name.${listener.name}.ssl`;
    return {
      [`${prefix}.keystore.location`]: `${folder}/keystore.jks`,
      [`${prefix}.keystore.type`]: 'JKS',
      [`${prefix}.keystore.password`]: fileReference(folder, 'password'),
      [`${prefix}.truststore.location`]: `${folder}/truststore.jks`,
      [`${prefix}.truststore.type`]: 'JKS',
      [`${prefix}.truststore.password`]: fileReference(folder, 'password'),
      [`${prefix}.client.auth`]: listener.sslClientAuth ?? 'required',
    };
  });
  const referenced = stores.length > 0 || (node.isBroker && reporterStores(cluster) !== undefined);
  return Object.assign({}, ...stores, referenced && providerOptions(user));
};

const providerOptions = (user: ReadonlyMap<string, string>): Options => ({
  'config.providers': withItem(user.get('config.providers'), PROVIDER),
  [`config.providers.${PROVIDER}.class`]: PROVIDER_CLASS,
});

/** A comma list with one more item, once. */
const withItem = (list: string | undefined, item: string): string => {
  const items = (list ?? '').split(',').map((text) => text.trim());
  return [...new Set([...items.filter((text) => text !== ''), item])].join(',');
};

const reporterOptions = ({ cluster, node, user }: ConfigFacts): Options => {
  const port = adminPort(cluster);
  if (cluster.spec.cruiseControlConfig === undefined || !node.isBroker || port === undefined) return {};
  const prefix = 'cruise.control.metrics.reporter';
  const folder = reporterStores(cluster);
  return {
    ...(!user.has(SECURITY_PROTOCOL) && { 'metric.reporters': metricReporters(node, user) }),
    [`${prefix}.bootstrap.servers`]: `${bootstrapHost(cluster)}:${port}`,
    [`${prefix}.kubernetes.mode`]: 'true',
    ...(folder !== undefined && {
      [`${prefix}.security.protocol`]: 'SSL',
      [`${prefix}.ssl.keystore.location`]: `${folder}/keystore.jks`,
      [`${prefix}.ssl.keystore.password`]: fileReference(folder, 'password'),
      [`${prefix}.ssl.truststore.location`]: `${folder}/truststore.jks`,
      [`${prefix}.ssl.truststore.password`]: fileReference(folder, 'password'),
    }),
  };
};

/** From Kafka 4.0 on the JMX reporter is a default that a list of one's own replaces (KIP-830): without it the exporter sees nothing. */
const metricReporters = (node: KafkaNode, user: ReadonlyMap<string, string>): string => {
  const own = user.get('metric.reporters') ?? (node.version !== undefined && isAtLeast(node.version, '4.0') ? JMX_REPORTER : undefined);
  return withItem(own, REPORTER);
};

const reporterStores = (cluster: Cluster): string | undefined => {
  const ssl = cluster.internalListeners.some((l) => l.usedForInnerBrokerCommunication === true && l.type.toLowerCase() === 'ssl');
  return ssl && cluster.spec.cruiseControlConfig !== undefined && clientSecretName(cluster) !== undefined ? CLIENT_KEYSTORES : undefined;
};

/** Kafka's data lives one level below the mount, beside `lost+found`. */
export const logDir = (mountPath: string): string => `${mountPath}/kafka`;

const storageOptions = (node: KafkaNode): Options => ({
  'log.dirs': (node.config.storageConfigs ?? []).map((storage) => logDir(storage.mountPath)).join(','),
});

const identityOptions = (facts: ConfigFacts): Options => {
  const { cluster, node, user } = facts;
  if (cluster.mode === 'zookeeper') return { ...zookeeperOptions(facts), ...controlPlaneOptions(cluster) };
  // Koperator's switches for brokers that are still on their way from ZooKeeper (contract, section 3.2).
  const kraftBroker = switchedOn(user, 'migration.broker.kRaftMode');
  const quorumKnown = switchedOn(user, 'migration.broker.controllerQuorumConfigEnabled');
  return {
    ...(kraftBroker ? { 'node.id': String(node.id), 'process.roles': node.roles.join(',') } : zookeeperOptions(facts)),
    ...(quorumKnown && quorumOptions(facts)),
  };
};

const switchedOn = (user: ReadonlyMap<string, string>, key: string): boolean => (user.get(key) ?? 'true') === 'true';

const quorumOptions = ({ cluster, node, quorum }: ConfigFacts): Options => {
  const listener = controllerListeners(cluster)[0];
  const dynamic = quorum?.mode === 'dynamic';
  return {
    ...(dynamic
      ? { 'controller.quorum.bootstrap.servers': quorumBootstrap(cluster) }
      : { 'controller.quorum.voters': quorumVoters(cluster) }),
    ...(listener !== undefined && { 'controller.listener.names': upper(listener.name) }),
    // KIP-853, Kafka 4.2: a controller with a new disk becomes a voter by itself.
    ...(dynamic &&
      node.isController &&
      node.version !== undefined &&
      isAtLeast(node.version, '4.2') && { 'controller.quorum.auto.join.enable': 'true' }),
  };
};

const zookeeperOptions = ({ cluster, node }: ConfigFacts): Options => {
  const path = cluster.spec.zkPath ?? '/';
  return {
    'broker.id': String(node.id),
    'zookeeper.connect': `${(cluster.spec.zkAddresses ?? []).join(',')}${path.startsWith('/') ? path : `/${path}`}`,
  };
};

const controlPlaneOptions = (cluster: Cluster): Options => {
  const listener = controllerListeners(cluster).at(-1);
  return listener === undefined ? {} : { 'control.plane.listener.name': upper(listener.name) };
};

const rackOptions = ({ node, rack, user }: ConfigFacts): Options =>
  rack === undefined || rack === '' || !node.isBroker || user.has('broker.rack') ? {} : { 'broker.rack': rack };
