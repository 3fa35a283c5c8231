/**
 * What a person's edits make of a KafkaCluster's spec. Pure, and total: an edit that makes no sense for a spec gives the
 * same spec. Bad specs are bad in ways that people really write: some the API server refuses, some only the hooks do.
 */
import type { Broker, ExternalListener, KafkaClusterSpec, StorageConfig } from '../../hooks/api/kafka-cluster.ts';
import type { Edit, Start } from './scenario.ts';

export const CLUSTER = { namespace: 'apps', name: 'kafka' } as const;
/** Name of the listener for clients outside. */
export const OUTSIDE = 'outside';

const disk = (mountPath: string, gigabytes: number): StorageConfig => ({
  mountPath,
  pvcSpec: { resources: { requests: { storage: `${gigabytes}Gi` } } },
});

/** The spec that a scenario starts with. */
export const firstSpec = ({ shape, kafka, brokers, racks, retention }: Start): KafkaClusterSpec => ({
  clusterImage: `docker.io/apache/kafka:${kafka}`,
  readOnlyConfig: 'auto.create.topics.enable=false\ndefault.replication.factor=3\nmin.insync.replicas=2\n',
  persistentVolumeClaimRetentionPolicy: { whenDeleted: retention },
  ...(racks && { rackAwareness: { labels: ['topology.kubernetes.io/zone'] } }),
  brokerConfigGroups: {
    broker: { processRoles: shape === 'combined' ? ['broker', 'controller'] : ['broker'], storageConfigs: [disk('/kafka-logs', 10)] },
    controller: { processRoles: ['controller'], storageConfigs: [disk('/kafka-logs', 10)] },
    // Brokers that come later have no vote: the quorum of a static cluster is for ever.
    late: { processRoles: ['broker'], storageConfigs: [disk('/kafka-logs', 10)] },
  },
  brokers: [
    ...Array.from({ length: brokers }, (_, id): Broker => ({ id, brokerConfigGroup: 'broker' })),
    ...(shape === 'combined' ? [] : [100, 101, 102].map((id): Broker => ({ id, brokerConfigGroup: 'controller' }))),
  ],
});

/** The spec after an edit; undefined for edits that are not about the spec. */
export const edited = (spec: KafkaClusterSpec, edit: Edit): KafkaClusterSpec | undefined => {
  switch (edit.do) {
    case 'add-broker':
      return spec.brokers.some(({ id }) => id === edit.id)
        ? spec
        : { ...spec, brokers: [...spec.brokers, { id: edit.id, brokerConfigGroup: 'late' }] };
    case 'remove-broker':
      return { ...spec, brokers: spec.brokers.filter(({ id }) => id !== edit.id) };
    case 'grow-disk':
      return withDisks(spec, (disks) => disks.map((one) => (one.mountPath === '/kafka-logs' ? grown(one, edit.gigabytes) : one)));
    case 'shrink-disk':
      return withDisks(spec, (disks) => disks.map((one) => (one.mountPath === '/kafka-logs' ? disk('/kafka-logs', 1) : one)));
    case 'add-disk':
      return withDisks(spec, (disks) => (disks.some((one) => one.mountPath === edit.path) ? disks : [...disks, disk(edit.path, 10)]));
    case 'remove-disk':
      return withDisks(spec, (disks) => disks.filter((one) => one.mountPath !== edit.path));
    case 'read-only-option':
      return { ...spec, readOnlyConfig: `${firstLines(spec)}num.io.threads=${edit.value}\n` };
    case 'dynamic-option':
      return { ...spec, clusterWideConfig: `background.threads=${edit.value}\n` };
    case 'resources':
      return withGroup(spec, { resourceRequirements: { requests: { cpu: edit.cpu, memory: '2Gi' } } });
    case 'labels':
      return withGroup(spec, { brokerLabels: { team: edit.value } });
    case 'listener':
      return { ...spec, additionalPorts: [{ name: 'extra', containerPort: edit.port }] };
    case 'ways-in':
      return withWaysIn(spec, edit.how);
    case 'image':
      return spec.clusterImage?.endsWith(':3.9.2') ? spec : { ...spec, clusterImage: `docker.io/apache/kafka:${edit.tag}` };
    case 'bad-spec':
      return bad(spec, edit.how);
    default:
      return undefined;
  }
};

type Group = NonNullable<KafkaClusterSpec['brokerConfigGroups']>[string];

const withGroup = (spec: KafkaClusterSpec, change: Partial<Group>): KafkaClusterSpec => ({
  ...spec,
  brokerConfigGroups: { ...spec.brokerConfigGroups, broker: { ...spec.brokerConfigGroups?.['broker'], ...change } },
});

const withDisks = (spec: KafkaClusterSpec, change: (disks: readonly StorageConfig[]) => readonly StorageConfig[]): KafkaClusterSpec =>
  withGroup(spec, { storageConfigs: change(spec.brokerConfigGroups?.['broker']?.storageConfigs ?? []) });

/** Never smaller than it is: shrinking is an edit of its own. */
const grown = (one: StorageConfig, gigabytes: number): StorageConfig => {
  const now = Number.parseInt(one.pvcSpec?.resources?.requests?.['storage'] ?? '0', 10);
  return disk(one.mountPath, Math.max(now, gigabytes));
};

/** The default listeners, and one for clients outside. */
const withWaysIn = (spec: KafkaClusterSpec, how: Extract<Edit, { readonly do: 'ways-in' }>['how']): KafkaClusterSpec => {
  const { listenersConfig: _before, ...others } = spec;
  if (how === 'none') return others;
  const outside: ExternalListener = {
    name: OUTSIDE,
    type: 'plaintext',
    containerPort: 9094,
    externalStartingPort: { 'load-balancer': 19_090, 'other-ports': 20_090, 'node-port': 30_010 }[how],
    ...(how === 'node-port' && { accessMethod: 'NodePort' as const }),
  };
  return {
    ...others,
    listenersConfig: {
      internalListeners: [
        { type: 'plaintext', name: 'internal', containerPort: 29_092, usedForInnerBrokerCommunication: true },
        { type: 'plaintext', name: 'controller', containerPort: 29_093, usedForControllerCommunication: true },
      ],
      externalListeners: [outside],
    },
  };
};

const firstLines = ({ readOnlyConfig = '' }: KafkaClusterSpec): string => readOnlyConfig.replace(/^num\.io\.threads=.*\n/m, '');

const bad = (spec: KafkaClusterSpec, how: Extract<Edit, { readonly do: 'bad-spec' }>['how']): KafkaClusterSpec => {
  switch (how) {
    case 'no-such-option':
      return { ...spec, readOnlyConfig: `${spec.readOnlyConfig ?? ''}node.id=7\n` };
    case 'no-controller':
      return { ...spec, brokers: spec.brokers.map(({ id }) => ({ id, brokerConfigGroup: 'late' })) };
    case 'two-ports':
      return { ...spec, additionalPorts: [1, 2].map((n) => ({ name: `extra-${n}`, containerPort: 9100 })) };
    case 'bad-value':
      return { ...spec, readOnlyConfig: `${firstLines(spec)}num.io.threads=many\n` };
  }
};
