/**
 * A small world for the tests of the KafkaCluster hook: KafkaClusters, Pods, claims and requests, each with as little
 * in it as Kubernetes would show, and `replay`, which plays API server: what is answered now is observed next.
 */
import assert from 'node:assert/strict';
import type {
  Broker,
  ExternalListener,
  InternalListener,
  KafkaCluster,
  KafkaClusterSpec,
  KafkaClusterStatus,
} from '../../../hooks/api/kafka-cluster.ts';
import { type Cluster, type KafkaNode, readCluster } from '../../../hooks/kafkacluster/cluster.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { KubeObject, PersistentVolumeClaim, Pod } from '../../../hooks/kube/types.ts';
import type { CompositeRequest, CompositeResponse, ObjectGroups } from '../../../hooks/protocol/composite.ts';
import { LAST_APPLIED } from '../../../hooks/protocol/last-applied.ts';

export const NOW = Date.parse('2026-11-21T12:00:00Z');
export const CREATED = '2026-11-21T11:00:00Z';
export const UID = '11111111-2222-3333-4444-555555555555';
export const NAMESPACE_UID = 'aaaaaaaa-0000-0000-0000-000000000001';
export const KRAFT_IMAGE = 'apache/kafka:3.9.2';

export interface Wanted {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly generation?: number;
  readonly status?: KafkaClusterStatus;
  readonly spec?: Partial<KafkaClusterSpec>;
}

export const pvc = (mountPath: string, size = '10Gi') => ({
  mountPath,
  pvcSpec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
});

/** Listeners as a spec has them. */
export const internal: InternalListener = {
  type: 'plaintext',
  name: 'internal',
  containerPort: 29092,
  usedForInnerBrokerCommunication: true,
};
export const controller: InternalListener = {
  type: 'plaintext',
  name: 'controller',
  containerPort: 29093,
  usedForControllerCommunication: true,
};
export const external = (more: Partial<ExternalListener> = {}): ExternalListener => ({
  type: 'plaintext',
  name: 'external',
  containerPort: 9094,
  externalStartingPort: 19090,
  ...more,
});

/** A node in KRaft with one disk. */
export const node = (id: number, roles: readonly string[] = ['broker', 'controller'], rest: Partial<Broker> = {}): Broker => ({
  id,
  ...rest,
  brokerConfig: { processRoles: roles, storageConfigs: [pvc('/kafka-logs')], ...rest.brokerConfig },
});

/** The resource: by default one combined KRaft node on Kafka 3.9, which is a valid spec. */
export const clusterOf = (wanted: Wanted = {}): KafkaCluster => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: {
    name: wanted.name ?? 'kafka',
    namespace: wanted.namespace ?? 'apps',
    uid: wanted.uid ?? UID,
    generation: wanted.generation ?? 1,
    creationTimestamp: CREATED,
    ...(wanted.labels && { labels: wanted.labels }),
  },
  spec: { clusterImage: KRAFT_IMAGE, brokers: [node(0)], ...wanted.spec },
  ...(wanted.status && { status: wanted.status }),
});

/** The model of a resource. */
export const modelOf = (wanted: Wanted = {}): Cluster => readCluster(clusterOf(wanted));

/** A node of a model; a test that names one that is not there is wrong. */
export const nodeOf = (cluster: Cluster, id: number): KafkaNode => {
  const found = cluster.nodes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`the test's cluster has no node ${id}`);
  return found;
};

const groupOf = ({ apiVersion = '', kind = '' }: KubeObject): string => `${kind}.${apiVersion === 'v1' ? 'v1' : apiVersion}`;

/** Objects by group and key, as Metacontroller sends them. */
export const grouped = (objects: readonly KubeObject[]): ObjectGroups => {
  const groups: Record<string, Record<string, KubeObject>> = {
    'Pod.v1': {},
    'PersistentVolumeClaim.v1': {},
    'Service.v1': {},
    'ConfigMap.v1': {},
  };
  for (const object of objects) {
    const { namespace, name = '' } = object.metadata ?? {};
    const group = groups[groupOf(object)] ?? {};
    group[namespace === undefined ? name : `${namespace}/${name}`] = object;
    groups[groupOf(object)] = group;
  }
  return groups;
};

export const namespace = (name = 'apps', uid = NAMESPACE_UID): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, uid },
});

export const storageClass = (name: string, allowVolumeExpansion: boolean) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  allowVolumeExpansion,
});

export interface Around {
  readonly children?: readonly KubeObject[];
  readonly related?: readonly KubeObject[];
}

/** A call of sync; the namespace is always shown. */
export const request = (parent: KafkaCluster, { children = [], related = [] }: Around = {}): CompositeRequest<KafkaCluster> => ({
  controller: {},
  parent,
  children: grouped(children),
  related: grouped([namespace(parent.metadata.namespace), ...related]),
  finalizing: false,
});

export const sync = (parent: KafkaCluster, around: Around = {}, now = NOW): Promise<CompositeResponse<KafkaClusterStatus>> =>
  kafkaCluster.sync(request(parent, around), { now });

const labelsOf = (id: number) => ({ app: 'kafka', kafka_cr: 'kafka', brokerId: String(id), 'controller-uid': UID });

export interface PodFacts {
  readonly status?: Pod['status'];
  readonly metadata?: Pod['metadata'];
  readonly nodeName?: string;
}

/** A broker's Pod as Kubernetes shows it. */
export const pod = (id: number, { status, metadata, nodeName }: PodFacts = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `kafka-${id}`,
    namespace: 'apps',
    uid: `pod-${id}`,
    creationTimestamp: '2026-11-21T11:30:00Z',
    ...metadata,
    labels: { ...labelsOf(id), ...metadata?.labels },
  },
  spec: { containers: [{ name: 'kafka', image: KRAFT_IMAGE }], ...(nodeName !== undefined && { nodeName }) },
  ...(status && { status }),
});

export const READY: Pod['status'] = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } as Pod['status'];

export interface ClaimFacts {
  readonly mountPath?: string;
  readonly size?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly metadata?: PersistentVolumeClaim['metadata'];
  readonly phase?: string;
  readonly storageClassName?: string;
}

/** A claim of a broker as Kubernetes shows it. */
export const claim = (id: number, facts: ClaimFacts = {}): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    name: `claim-${id}`,
    namespace: 'apps',
    uid: `claim-${id}`,
    creationTimestamp: '2026-11-21T11:01:00Z',
    ...facts.metadata,
    labels: { ...labelsOf(id), ...facts.metadata?.labels },
    annotations: { mountPath: facts.mountPath ?? '/kafka-logs', ...facts.annotations },
  },
  spec: {
    resources: { requests: { storage: facts.size ?? '10Gi' } },
    ...(facts.storageClassName !== undefined && { storageClassName: facts.storageClassName }),
  },
  ...(facts.phase !== undefined && { status: { phase: facts.phase } }),
});

/** The object as the API server holds it after Metacontroller wrote it. */
export const written = (object: KubeObject, uid: string): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    uid,
    creationTimestamp: object.metadata?.creationTimestamp ?? '2026-11-21T11:45:00Z',
    labels: { ...object.metadata?.labels, 'controller-uid': UID },
    annotations: { ...object.metadata?.annotations, [LAST_APPLIED]: JSON.stringify(object) },
  },
});

/** Calls sync so often, each time with the status and children of the answer before; Pods are ready when they are seen. */
export const replay = async (parent: KafkaCluster, calls: number, related: readonly KubeObject[] = []): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  let around: Around = { related };
  let current = parent;
  for (let call = 0; call < calls; call += 1) {
    const answer = await sync(current, around, NOW + call * 1000);
    steps.push({ parent: current, around, answer });
    current = { ...current, status: answer.status };
    around = { related, children: answer.children.map((child) => seen(child)) };
  }
  return steps;
};

export interface Step {
  readonly parent: KafkaCluster;
  readonly around: Around;
  readonly answer: CompositeResponse<KafkaClusterStatus>;
}

const seen = (child: KubeObject): KubeObject => {
  const object = written(child, `uid-${child.kind}-${child.metadata?.name}`);
  return child.kind === 'Pod' ? ({ ...object, status: READY } as KubeObject) : object;
};

/** Children of a kind in an answer. */
export const ofKind = <T extends KubeObject>(answer: { readonly children: readonly KubeObject[] }, kind: T['kind']): readonly T[] =>
  answer.children.filter((child) => child.kind === kind) as unknown as readonly T[];

/** The answer when a new cluster has come to rest; the spec must be valid. */
export const settled = async (wanted: Wanted, related: readonly KubeObject[] = []) => {
  const answer = (await replay(clusterOf(wanted), 4, related)).at(-1)?.answer;
  assert.ok(answer !== undefined);
  assert.equal(answer.status.conditions?.find(({ type }) => type === 'Stalled')?.status, 'False', answer.status.conditions?.[0]?.message);
  return answer;
};
