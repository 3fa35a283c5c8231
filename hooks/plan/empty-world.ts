/**
 * What a plan takes for granted when it is told of no cluster: namespaces, service accounts and storage classes that the
 * files name, a default class, and Kubernetes nodes enough for every broker. It is friendly on purpose: a plan without
 * a state shows what the files make, not what some cluster lacks; the plan says so.
 */
import { isKafkaCluster } from '../api/is-kafka-cluster.ts';
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { shortHash } from '../kube/hash.ts';
import { isRecord } from '../kube/is-record.ts';
import type { KubeObject } from '../kube/types.ts';

const ZONE = 'topology.kubernetes.io/zone';
const ZONES = ['a', 'b', 'c'];

/** The objects of a world in which nothing stands in the way of these files; `fallback` is the namespace of those that name none. */
export const emptyWorld = (files: readonly KubeObject[], fallback = 'default'): readonly KubeObject[] => {
  const clusters = files.filter(isKafkaCluster) as readonly KubeObject[] as readonly (KubeObject & Pick<KafkaCluster, 'spec'>)[];
  const given = new Set(files.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata?.name));
  const namespaces = new Set([fallback, 'default', 'kube-system', ...files.flatMap(({ metadata }) => metadata?.namespace ?? [])]);
  const rackLabels = clusters.flatMap(({ spec }) => textsOf(spec?.rackAwareness?.labels));
  const brokers = clusters.map(({ spec }) => (Array.isArray(spec?.brokers) ? spec.brokers.length : 0));
  return [
    ...[...namespaces].filter((name) => !given.has(name)).map((name) => object('v1', 'Namespace', name)),
    ...clusters.flatMap((cluster) => serviceAccounts(cluster, fallback)),
    ...[...new Set(['standard', ...valuesOf('storageClassName', clusters)])].map((name) => storageClass(name)),
    ...Array.from({ length: Math.max(ZONES.length, ...brokers) }, (_, index) => node(index, rackLabels)),
  ];
};

const object = (apiVersion: string, kind: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, uid: uidOf(kind, name), creationTimestamp: '2000-01-01T00:00:00Z' },
});

const uidOf = (kind: string, name: string): string => {
  const digits = shortHash(`${kind}/${name}`, 32);
  return [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`, digits.slice(20)].join('-');
};

const storageClass = (name: string): KubeObject => {
  const { metadata, ...rest } = object('storage.k8s.io/v1', 'StorageClass', name);
  const isDefault = name === 'standard' ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {};
  return {
    ...rest,
    metadata: { ...metadata, ...isDefault },
    ...{ provisioner: 'example.com/disk', allowVolumeExpansion: true, reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer' },
  };
};

const serviceAccounts = (cluster: KubeObject, fallback: string): readonly KubeObject[] => {
  const namespace = cluster.metadata?.namespace ?? fallback;
  return [...new Set(valuesOf('serviceAccountName', cluster))].map((name) => {
    const { metadata, ...rest } = object('v1', 'ServiceAccount', name);
    return { ...rest, metadata: { ...metadata, namespace, uid: uidOf('ServiceAccount', `${namespace}/${name}`) } };
  });
};

const node = (index: number, rackLabels: readonly string[]): KubeObject => {
  const name = `node-${index}`;
  const zone = ZONES[index % ZONES.length] ?? '';
  const { metadata, ...rest } = object('v1', 'Node', name);
  const labels = { 'kubernetes.io/hostname': name, ...Object.fromEntries(rackLabels.map((label) => [label, zone])), [ZONE]: zone };
  const resources = { cpu: '1k', memory: '1Pi', pods: '1k' };
  return {
    ...rest,
    metadata: { ...metadata, labels },
    ...{ status: { allocatable: resources, capacity: resources, conditions: [{ type: 'Ready', status: 'True' }] } },
  };
};

/** The texts of a field anywhere in the specs. */
const valuesOf = (field: string, value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(field, item));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === field && typeof item === 'string' ? [item] : valuesOf(field, item)));
};

/** The files are not checked yet: anything may stand anywhere. */
const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
