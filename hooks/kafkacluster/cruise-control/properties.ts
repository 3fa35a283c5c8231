/**
 * The text of cruisecontrol.properties: our complete defaults, over them the user's options, over both what only the
 * cluster can tell. A password is never part of it: Cruise Control's configuration class is Kafka's own AbstractConfig
 * (read in 2.5.57, 2.5.123, 2.5.146 and 3.0.3), whose constructor replaces references by what config providers answer.
 * So the passwords stay in the mounted Secret, and no start command has to write them into a file.
 */
import { parseProperties, writeProperties } from '../../kafka/properties.ts';
import { adminPort, bootstrapHost } from '../addresses.ts';
import { clientSecretName, fileReference, PROVIDER, PROVIDER_CLASS } from '../broker-config/stores.ts';
import type { Cluster } from '../cluster.ts';
import { defaultOptions } from './default-options.ts';
import { KEYSTORES, ownCruiseControl } from './names.ts';

type Options = Readonly<Record<string, string>>;

/** Sorted, one option a line. Source: koperator.md, section 6. */
export const cruiseControlProperties = (cluster: Cluster): string => {
  const user = parseProperties(ownCruiseControl(cluster)?.config ?? '').entries;
  return writeProperties(
    new Map([
      ...Object.entries(defaultOptions(cluster, user)),
      ...Object.entries(protocolOption(cluster)),
      ...user,
      ...Object.entries(forcedOptions(cluster, user)),
    ]),
  );
};

/** Type of the listener that Cruise Control connects to, in lower case. */
const listenerType = (cluster: Cluster): string => {
  const port = adminPort(cluster);
  const listener = [...cluster.internalListeners, ...cluster.externalListeners].find((l) => l.containerPort === port);
  return listener?.type.toLowerCase() ?? 'plaintext';
};

/** Follows the listener; how to log in on a SASL listener only the user can tell. */
const protocolOption = (cluster: Cluster): Options => {
  const type = listenerType(cluster);
  return type === 'plaintext' ? {} : { 'security.protocol': type.toUpperCase() };
};

const forcedOptions = (cluster: Cluster, user: ReadonlyMap<string, string>): Options => {
  const port = adminPort(cluster);
  return {
    ...(port !== undefined && { 'bootstrap.servers': `${bootstrapHost(cluster)}:${port}` }),
    ...(cluster.mode === 'zookeeper' ? zookeeperOptions(cluster) : kraftOptions),
    ...(usesClientStores(cluster) && storeOptions(cluster, user)),
  };
};

const zookeeperOptions = (cluster: Cluster): Options => {
  const path = cluster.spec.zkPath || '/';
  return { 'zookeeper.connect': `${(cluster.spec.zkAddresses ?? []).join(',')}${path.startsWith('/') ? path : `/${path}`}` };
};

/** The 3.0 line looks for ZooKeeper unless it is told otherwise; later releases ignore the second one. */
const kraftOptions: Options = {
  'topic.config.provider.class': 'com.linkedin.kafka.cruisecontrol.config.KafkaAdminTopicConfigProvider',
  'kafka.broker.failure.detection.enable': 'true',
};

/** Whether Cruise Control shows a client certificate: its listener is encrypted and there is a Secret with stores. */
export const usesClientStores = (cluster: Cluster): boolean =>
  ['ssl', 'sasl_ssl'].includes(listenerType(cluster)) && clientSecretName(cluster) !== undefined;

const storeOptions = (cluster: Cluster, user: ReadonlyMap<string, string>): Options => ({
  ...protocolOption(cluster),
  'ssl.keystore.type': 'JKS',
  'ssl.keystore.location': `${KEYSTORES}/keystore.jks`,
  'ssl.keystore.password': fileReference(KEYSTORES, 'password'),
  'ssl.truststore.type': 'JKS',
  'ssl.truststore.location': `${KEYSTORES}/truststore.jks`,
  'ssl.truststore.password': fileReference(KEYSTORES, 'password'),
  'config.providers': providers(user.get('config.providers')),
  [`config.providers.${PROVIDER}.class`]: PROVIDER_CLASS,
});

/** `env` is what Cruise Control itself offers when the file names no provider; a list of ours would take it away. */
const providers = (own: string | undefined): string => {
  const names = (own ?? 'env').split(',').map((name) => name.trim());
  return [...new Set([...names.filter((name) => name !== ''), PROVIDER])].join(',');
};
