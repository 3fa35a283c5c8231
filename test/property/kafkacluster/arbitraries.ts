/**
 * Specs and worlds for the laws of the KafkaCluster hook. A world grows as a real one does, answer by answer from an
 * empty one; then things happen to it: Pods fail or vanish, claims are deleted or turn up unadopted, status is lost.
 */
import fc from 'fast-check';
import type { BrokerConfig, KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { kafkaClusterSchema } from '../../../hooks/api/schemas.ts';
import { firstRequest, nextRequest, type Request, VIRTUAL_NOW } from '../../../hooks/cli/settle.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import type { ObjectsByKey } from '../../../hooks/protocol/composite.ts';
import { LAST_APPLIED } from '../../../hooks/protocol/last-applied.ts';
import { type SchemaNode, valuesOf } from './schema-values.ts';

const specSchema: SchemaNode = kafkaClusterSchema.properties.spec;
const configSchema: SchemaNode = kafkaClusterSchema.properties.spec.properties.brokerConfigGroups.additionalProperties;

/** Anything that the schema lets through; seldom a cluster that could run. */
export const anySpec = valuesOf(specSchema) as fc.Arbitrary<KafkaClusterSpec>;
export const anyConfig = valuesOf(configSchema) as fc.Arbitrary<BrokerConfig>;

const disk = (mountPath: string, storage: string) => ({ mountPath, pvcSpec: { resources: { requests: { storage } } } });
const storageConfigs = fc.constantFrom(
  [disk('/kafka-logs', '10Gi')],
  [disk('/kafka-logs', '2048Mi'), disk('/kafka-logs-2', '1Ti')],
  [{ mountPath: '/kafka-logs', emptyDir: {} }, disk('/other', '1Gi')],
);

/** Clusters that can run, of one to five nodes. */
export const soundSpec: fc.Arbitrary<KafkaClusterSpec> = fc
  .record({
    kRaft: fc.boolean(),
    ids: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 }),
    separated: fc.boolean(),
    storageConfigs,
    more: fc.record(
      {
        headlessServiceEnabled: fc.boolean(),
        oneBrokerPerNode: fc.boolean(),
        propagateLabels: fc.boolean(),
        rackAwareness: fc.constantFrom({ labels: ['zone'] }, { labels: ['nowhere'] }, { labels: [] }),
        disruptionBudget: fc.constantFrom({ create: false }, { budget: '50%' }, { budget: '2' }),
        persistentVolumeClaimRetentionPolicy: fc.constantFrom({ whenDeleted: 'Retain' as const }, { whenDeleted: 'Delete' as const }),
        readOnlyConfig: fc.constantFrom('', 'num.io.threads=8\n', 'auto.create.topics.enable=false'),
        envs: fc.constantFrom([], [{ name: 'A+', value: 'b' }], [{ name: 'CLUSTER_ID', value: 'MkU3OEVBNTcwNTJENDM2Qg' }]),
        cruiseControlConfig: fc.constantFrom({}, { topicConfig: { partitions: 1, replicationFactor: 2 } }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ kRaft, ids, separated, storageConfigs: disks, more }) => ({
    ...more,
    kRaft,
    ...(!kRaft && { zkAddresses: ['zookeeper:2181'], clusterImage: 'docker.io/apache/kafka:3.9.2' }),
    brokers: ids.map((id, index) => ({
      id,
      brokerConfig: { storageConfigs: disks, ...(kRaft && { processRoles: rolesOf(separated && ids.length > 1, index) }) },
    })),
  }));

const rolesOf = (separated: boolean, index: number): string[] =>
  separated ? [index === 0 ? 'controller' : 'broker'] : ['broker', 'controller'];

type Change = (object: KubeObject) => KubeObject | undefined;

const patch =
  (fields: object): Change =>
  (object) => ({ ...object, ...fields });
const patchMeta =
  (fields: object): Change =>
  (object) => ({ ...object, metadata: { ...object.metadata, ...fields } });
const ended = (exitCode: number) => ({
  status: {
    phase: 'Failed',
    containerStatuses: [
      { name: 'kafka', state: { terminated: { exitCode, startedAt: '1999-12-31T23:00:00Z', finishedAt: '1999-12-31T23:59:58Z' } } },
    ],
  },
});

const keep: Change = (object) => object;
const gone: Change = () => undefined;
const terminating = patchMeta({ deletionTimestamp: '2000-01-01T00:00:00Z' });
const unrecorded: Change = (object) => {
  const { [LAST_APPLIED]: _last, ...annotations } = object.metadata?.annotations ?? {};
  return patchMeta({ annotations })(object);
};

const unscheduled: Change = (object) => {
  const { nodeName: _node, ...spec } =
    'spec' in object && typeof object.spec === 'object' ? (object.spec as Readonly<Record<string, unknown>>) : {};
  return patch({ spec, status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: 'no room' }] } })(object);
};
const otherCluster: Change = (object) =>
  patchMeta({ annotations: { ...object.metadata?.annotations, 'kafka-hooks.io/cluster-id': 'another' } })(object);
const nameless: Change = (object) => {
  const { brokerId: _id, ...labels } = object.metadata?.labels ?? {};
  return patchMeta({ labels })(object);
};

const podChanges: readonly Change[] = [
  keep,
  gone,
  terminating,
  unrecorded,
  patch(ended(1)),
  patch(ended(137)),
  patch({ status: { phase: 'Succeeded' } }),
  unscheduled,
  patch({ status: undefined }),
  patch({ status: { phase: 'Pending', containerStatuses: [{ name: 'kafka', state: { waiting: { reason: 'ImagePullBackOff' } } }] } }),
  patchMeta({ annotations: { 'kafka-hooks.io/inputs': 'image:00000000 pod:11111111' } }),
  patchMeta({ uid: 'another' }),
];

const claimChanges: readonly Change[] = [
  keep,
  keep,
  gone,
  terminating,
  unrecorded,
  patch({ status: { phase: 'Pending' } }),
  otherCluster,
  nameless,
];

const otherChanges: readonly Change[] = [keep, keep, gone, unrecorded];

export interface Fate {
  /** Answers that were applied before anything happened. */
  readonly rounds: number;
  /** Which change happens to the n-th object of a kind. */
  readonly pods: readonly number[];
  readonly claims: readonly number[];
  readonly others: readonly number[];
  /** Claims by number that are not adopted: seen as related instead of as children. */
  readonly foreign: readonly number[];
  readonly status: 'kept' | 'lost' | 'stale';
  /** Milliseconds after the moment of the first call. */
  readonly later: number;
}

const picks = (changes: readonly Change[]) => fc.array(fc.nat(changes.length - 1), { maxLength: 6 });

export const fate: fc.Arbitrary<Fate> = fc.record({
  rounds: fc.integer({ min: 0, max: 4 }),
  pods: picks(podChanges),
  claims: picks(claimChanges),
  others: picks(otherChanges),
  foreign: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.nat(4), { maxLength: 2 }) }),
  status: fc.constantFrom('kept' as const, 'kept' as const, 'lost' as const, 'stale' as const),
  later: fc.constantFrom(0, 5_000, 3_600_000),
});

export const clusterOf = (spec: KafkaClusterSpec): KafkaCluster => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'ns', uid: 'u-parent', generation: 1, labels: { team: 'a' } },
  spec,
});

export const sync = (request: Request, now: number = VIRTUAL_NOW) => kafkaCluster.sync(request, { now });

/** A world that grew from a spec and then met its fate. */
export const worldOf = async (spec: KafkaClusterSpec, fateOf: Fate): Promise<Request> => {
  let request = firstRequest(clusterOf(spec));
  let before = request.parent.status;
  for (let round = 0; round < fateOf.rounds; round += 1) {
    before = request.parent.status;
    request = nextRequest(request, await sync(request));
  }
  const { 'Pod.v1': pods = {}, 'PersistentVolumeClaim.v1': claims = {}, ...others } = request.children;
  const changed = Object.entries(change(claims, claimChanges, fateOf.claims));
  const isForeign = (_: unknown, index: number): boolean => fateOf.foreign.includes(index);
  const { status, ...parent } = request.parent;
  const kept = { kept: status, lost: undefined, stale: before }[fateOf.status];
  return {
    ...request,
    parent: { ...parent, ...(kept !== undefined && { status: kept }) },
    children: {
      ...Object.fromEntries(Object.entries(others).map(([group, objects]) => [group, change(objects, otherChanges, fateOf.others)])),
      'Pod.v1': change(pods, podChanges, fateOf.pods),
      'PersistentVolumeClaim.v1': Object.fromEntries(changed.filter((entry, index) => !isForeign(entry, index))),
    },
    related: { ...request.related, 'PersistentVolumeClaim.v1': Object.fromEntries(changed.filter(isForeign)) },
  };
};

const change = (objects: ObjectsByKey, changes: readonly Change[], chosen: readonly number[]): ObjectsByKey =>
  Object.fromEntries(
    Object.entries(objects).flatMap(([key, object], index) => {
      const changed = (changes[chosen[index] ?? 0] ?? keep)(object);
      return changed === undefined ? [] : [[key, changed] as const];
    }),
  );
