/**
 * What a Kafka process makes of its container: the file `broker-config`, the start script's environment, and the volumes
 * under its log dirs. A container without process.roles is none of the model's business: ZooKeeper's brokers are not modelled.
 */
import { parseProperties } from '../../kafka/properties.ts';
import type { EndpointView } from '../../ports/kafka-admin.ts';
import type { Container } from '../kubernetes/container.ts';

export interface NodeConfig {
  readonly namespace: string;
  /** The label kafka_cr. */
  readonly cluster: string;
  readonly pod: string;
  readonly nodeId: number;
  readonly isBroker: boolean;
  readonly isController: boolean;
  readonly rack: string | undefined;
  /** CLUSTER_ID: what empty disks are formatted for. */
  readonly clusterId: string | undefined;
  /** KAFKA_FORMAT_OPTIONS. */
  readonly formatOptions: readonly string[];
  /** Log dirs and the volume under each, in the order of log.dirs. */
  readonly dirs: readonly { readonly path: string; readonly volume: string }[];
  /** Path of the metadata's log dir. */
  readonly metadataDir: string;
  /** Ids of controller.quorum.voters; undefined: the quorum is dynamic. */
  readonly staticVoters: readonly number[] | undefined;
  /** controller.quorum.auto.join.enable. */
  readonly autoJoin: boolean;
  readonly endpoints: readonly EndpointView[];
  readonly minInsyncReplicas: number;
  readonly replicationFactor: number;
}

/** The configuration of a container, or undefined when no Kafka process of KRaft runs in it. */
export const readNodeConfig = (container: Container): NodeConfig | undefined => {
  const { metadata } = container.pod;
  const cluster = metadata?.labels?.['kafka_cr'];
  if (container.name !== 'kafka' || metadata?.labels?.['app'] !== 'kafka' || cluster === undefined) return undefined;
  const options = parseProperties(brokerConfig(container)).entries;
  const roles = list(options.get('process.roles'));
  if (roles.length === 0) return undefined;
  const paths = list(options.get('log.dirs') ?? options.get('log.dir'));
  const voters = options.get('controller.quorum.voters');
  return {
    namespace: metadata.namespace ?? 'default',
    cluster,
    pod: metadata.name ?? '',
    nodeId: Number(options.get('node.id')),
    isBroker: roles.includes('broker'),
    isController: roles.includes('controller'),
    rack: options.get('broker.rack'),
    clusterId: container.env['CLUSTER_ID'],
    formatOptions: (container.env['KAFKA_FORMAT_OPTIONS'] ?? '').split(/\s+/).filter((word) => word !== ''),
    dirs: paths.map((path) => ({ path, volume: volumeUnder(container, path) })),
    metadataDir: options.get('metadata.log.dir') ?? paths[0] ?? '',
    staticVoters: voters === undefined ? undefined : list(voters).map((voter) => Number(voter.split('@', 1)[0])),
    autoJoin: options.get('controller.quorum.auto.join.enable') === 'true',
    endpoints: list(options.get('advertised.listeners')).flatMap(readEndpoint),
    minInsyncReplicas: Number(options.get('min.insync.replicas') ?? 1),
    replicationFactor: Number(options.get('default.replication.factor') ?? 1),
  };
};

const brokerConfig = (container: Container): string => {
  for (const mount of container.mounts.values()) {
    const text = mount.kind === 'files' ? mount.files['broker-config'] : undefined;
    if (text !== undefined) return text;
  }
  return '';
};

/** A dir under no mount lives in the container, and goes with it. */
const volumeUnder = (container: Container, path: string): string => {
  let found = '';
  for (const [under, mount] of container.mounts) {
    if (mount.kind !== 'files' && under.length > found.length && `${path}/`.startsWith(`${under.replace(/\/$/, '')}/`)) found = under;
  }
  const mount = container.mounts.get(found);
  return mount === undefined || mount.kind === 'files' ? `${container.pod.metadata?.uid ?? ''}${path}` : mount.volume;
};

const list = (text: string | undefined): readonly string[] => (text ?? '').split(',').flatMap((item) => item.trim() || []);

const readEndpoint = (text: string): readonly EndpointView[] => {
  const [, listener, host, port] = /^([^:]+):\/\/(.*):(\d+)$/.exec(text) ?? [];
  return listener === undefined || host === undefined ? [] : [{ listener, host, port: Number(port) }];
};
