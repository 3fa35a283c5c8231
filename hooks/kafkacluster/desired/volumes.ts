/**
 * Volumes of a broker Pod and where they are mounted. Each volume and its mount are made side by side,
 * so that neither can exist without the other.
 */

import { canonicalQuantity } from '../../kube/quantity.ts';
import type { Volume, VolumeMount } from '../../kube/types.ts';
import { CLIENT_KEYSTORES, clientSecretName, serverKeystores, serverSecretName, sslListeners } from '../broker-config/stores.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { claimName, configMapName, kafkaJmxName } from '../names.ts';
import type { ObservedNode } from '../observed.ts';
import { SECRET_MODE } from './restricted.ts';

export interface Mounted {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** Everything that the kafka container mounts; the user's own come last. */
export const mountedVolumes = (cluster: Cluster, node: KafkaNode, observed: ObservedNode): readonly Mounted[] => [
  ...dataVolumes(cluster, node, observed),
  {
    volume: { name: 'broker-config', configMap: { name: configMapName(cluster, node.id) } },
    mount: { name: 'broker-config', mountPath: '/config' },
  },
  scratch('extensions', '/opt/kafka/libs/extensions'),
  scratch('jmx-jar-data', '/opt/jmx-exporter/'),
  scratch('exitfile', '/var/run/wait'),
  {
    volume: { name: kafkaJmxName(cluster), configMap: { name: kafkaJmxName(cluster) } },
    mount: { name: kafkaJmxName(cluster), mountPath: '/etc/jmx-exporter/' },
  },
  ...sslListeners(cluster).map((listener) =>
    secret(`listener-${listener.name}-certs`, serverSecretName(cluster, listener), serverKeystores(listener)),
  ),
  ...clientVolumes(cluster),
];

const dataVolumes = (cluster: Cluster, node: KafkaNode, observed: ObservedNode): readonly Mounted[] =>
  (node.config.storageConfigs ?? []).map((storage, index) => {
    const name = `kafka-data-${index}`;
    // An adopted claim keeps the random name that Koperator gave it.
    const claim = observed.claims.get(storage.mountPath)?.metadata?.name ?? claimName(cluster, node.id, storage.mountPath);
    const source =
      storage.pvcSpec === undefined ? { emptyDir: emptyDir(storage.emptyDir) } : { persistentVolumeClaim: { claimName: claim } };
    return { volume: { name, ...source }, mount: { name, mountPath: storage.mountPath } };
  });

const emptyDir = (wanted: Readonly<Record<string, unknown>> | undefined): Volume['emptyDir'] & object => {
  const limit = wanted?.['sizeLimit'];
  return { ...wanted, ...((typeof limit === 'string' || typeof limit === 'number') && { sizeLimit: canonicalQuantity(limit) }) };
};

const scratch = (name: string, mountPath: string): Mounted => ({ volume: { name, emptyDir: {} }, mount: { name, mountPath } });

const secret = (name: string, secretName: string, mountPath: string): Mounted => ({
  volume: { name, secret: { secretName, defaultMode: SECRET_MODE } },
  mount: { name, mountPath, readOnly: true },
});

const clientVolumes = (cluster: Cluster): readonly Mounted[] => {
  const name = clientSecretName(cluster);
  return name === undefined ? [] : [secret('client-ks-files', name, CLIENT_KEYSTORES)];
};
