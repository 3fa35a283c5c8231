/**
 * Keystores of SSL listeners: where the Secrets are mounted and how a broker reads their passwords.
 * Koperator writes the passwords in clear text into a ConfigMap; ours name a file that Kafka's DirectoryConfigProvider
 * (KIP-421, KIP-632) reads from the mounted Secret, so a password is never anywhere but in its Secret.
 */
import type { InternalListener, KafkaClusterSpec } from '../../api/kafka-cluster.ts';
import type { Cluster } from '../cluster.ts';

const KEYSTORES = '/var/run/secrets/java.io/keystores';
export const CLIENT_KEYSTORES = `${KEYSTORES}/client`;
/** Our name for the provider in `config.providers`; a user's providers keep theirs. */
export const PROVIDER = 'kafkahooks';
export const PROVIDER_CLASS = 'org.apache.kafka.common.config.provider.DirectoryConfigProvider';

/** Folder of one listener's server keystore. */
export const serverKeystores = (listener: { readonly name: string }): string => `${KEYSTORES}/server/${listener.name}`;

/** A reference that the broker resolves at start: the content of a file. */
export const fileReference = (folder: string, file: string): string => `\${${PROVIDER}:${folder}:${file}}`;

/** All listeners whose traffic is TLS with keystores of the operator's keeping (type exactly ssl). */
export const sslListeners = (cluster: Cluster): readonly Pick<InternalListener, 'name' | 'serverSSLCertSecret' | 'sslClientAuth'>[] =>
  [...cluster.externalListeners, ...cluster.internalListeners].filter((listener) => listener.type.toLowerCase() === 'ssl');

/** Secret with keystore.jks, truststore.jks and password of a listener. */
export const serverSecretName = (cluster: Cluster, listener: Pick<InternalListener, 'serverSSLCertSecret'>): string =>
  listener.serverSSLCertSecret?.name ?? `${cluster.name}-server-certificate`;

/** Secret of the client certificate that Cruise Control and its reporter use; undefined when there is none. */
export const clientSecretName = (cluster: { readonly name: string; readonly spec: KafkaClusterSpec }): string | undefined => {
  const { clientSSLCertSecret, listenersConfig } = cluster.spec;
  return clientSSLCertSecret?.name ?? (listenersConfig?.sslSecrets === undefined ? undefined : `${cluster.name}-controller`);
};
