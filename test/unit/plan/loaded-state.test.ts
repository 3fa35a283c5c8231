/** What a plan takes from the state that it starts from, well or ill, and what it does not make up when that is not there. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import type { KubeObject, Pod } from '../../../hooks/kube/types.ts';
import { emptyWorld } from '../../../hooks/plan/empty-world.ts';
import { makePlan } from '../../../hooks/plan/make-plan.ts';
import { observeChange } from '../../../hooks/plan/observe.ts';
import type { Plan } from '../../../hooks/plan/plan.ts';
import { broker, three } from './observed-change.ts';
import { openWorld } from './world.ts';

const NOW = Date.UTC(2026, 0, 1);

const clusterOf = (spec: KafkaClusterSpec): KubeObject & { readonly spec: KafkaClusterSpec } => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'demo' },
  spec,
});

const planFrom = async (objects: readonly KubeObject[], files: readonly KubeObject[]) => {
  const observation = await observeChange(await openWorld(objects, NOW, 1), files);
  return { plan: makePlan(observation), after: observation.after };
};

const three0 = clusterOf(three());
const four = clusterOf(three({ brokers: [broker(0), broker(1), broker(2), broker(3)] }));
let running: readonly KubeObject[] = [];
before(async () => {
  running = (await planFrom(emptyWorld([three0]), [three0])).after;
});

const without = (...kinds: readonly string[]): readonly KubeObject[] => running.filter(({ kind }) => !kinds.includes(kind ?? ''));

const risksIn = ({ clusters }: Plan): readonly string[] =>
  clusters.flatMap(({ risks }) => risks.map(({ code, message }) => `${code} ${message}`));
const stepsIn = ({ clusters }: Plan): readonly string[] => clusters.flatMap(({ steps }) => steps.map(({ does }) => does));

test('without Nodes no new broker runs, and the plan says so', async () => {
  const { plan } = await planFrom(without('Node'), [four]);
  assert.match(risksIn(plan).join('\n'), /no nodes available to schedule pods/);
  assert.doesNotMatch(stepsIn(plan).join('\n'), /ready/);
});

test('without storage classes no claim is bound, and the plan says so', async () => {
  const bare = emptyWorld([three0]).filter(({ kind }) => kind !== 'StorageClass');
  const { plan } = await planFrom(bare, [three0]);
  assert.match(risksIn(plan).join('\n'), /unbound immediate PersistentVolumeClaims/);
  assert.doesNotMatch(stepsIn(plan).join('\n'), /bound|ready/);
});

test('a claim whose class is gone does not grow', async () => {
  const grown = broker(0, { storageConfigs: [{ ...broker(0).brokerConfig.storageConfigs[0], pvcSpec: claimOf('20Gi') }] });
  const { plan } = await planFrom(without('StorageClass'), [clusterOf(three({ brokers: [grown, broker(1), broker(2)] }))]);
  assert.match(risksIn(plan).join('\n'), /CLAIM_NOT_EXPANDABLE/);
});
const claimOf = (storage: string) => ({ storageClassName: 'standard', resources: { requests: { storage } } });

test('disks that a deleted cluster left behind are taken over, not created', async () => {
  const left = without('KafkaCluster', 'Pod', 'Service', 'ConfigMap', 'PodDisruptionBudget').map((object) =>
    object.kind === 'PersistentVolumeClaim' ? withoutOwners(object) : object,
  );
  const { plan } = await planFrom(left, [three0]);
  const [cluster] = plan.clusters;
  assert.deepEqual(
    [...new Set(cluster?.objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ verb }) => verb))],
    ['update'],
  );
  assert.deepEqual(
    cluster?.brokers.map(({ action, changes }) => [action, changes.filter(({ what }) => what === 'claim')]),
    [0, 1, 2].map(() => ['create', []]),
  );
});

test('a disk that was left behind and is wanted larger grows from what it is', async () => {
  const left = without('KafkaCluster', 'Pod').map((object) => (object.kind === 'PersistentVolumeClaim' ? withoutOwners(object) : object));
  const larger = {
    ...broker(0),
    brokerConfig: { ...broker(0).brokerConfig, storageConfigs: [{ mountPath: '/kafka-logs', pvcSpec: claimOf('20Gi') }] },
  };
  const { plan } = await planFrom(left, [clusterOf(three({ brokers: [larger, broker(1), broker(2)] }))]);
  const change = plan.clusters[0]?.brokers[0]?.changes.find(({ what }) => what === 'claim');
  assert.deepEqual([change?.key, change?.from, change?.to], ['/kafka-logs', '10Gi', '20Gi']);
});

const withoutOwners = ({ metadata, ...object }: KubeObject): KubeObject => {
  const { ownerReferences: _owners, ...own } = metadata ?? {};
  return { ...object, metadata: own };
};

/** The running cluster with one Pod in another state, and a cluster that says that it is not ready. */
const ill = (status: Pod['status']): readonly KubeObject[] =>
  running.map((object) => {
    if (object.kind === 'Pod' && object.metadata?.name === 'kafka-1') return { ...object, status };
    if (object.kind !== 'KafkaCluster') return object;
    const { status: was, ...rest } = object as KubeObject & {
      readonly status: { readonly conditions: readonly { readonly type: string }[] };
    };
    const conditions = was.conditions.map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'False', message: '2 of 3 brokers are ready' } : condition,
    );
    return { ...rest, status: { ...was, conditions } };
  });

const ailments: readonly { readonly it: string; readonly status: Pod['status']; readonly says: string }[] = [
  {
    it: 'crashes',
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'kafka',
          image: 'a',
          imageID: 'a',
          ready: false,
          restartCount: 7,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
        },
      ],
    },
    says: 'not ready now: container kafka: CrashLoopBackOff',
  },
  {
    it: 'has no place',
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] },
    says: 'not ready now: 0/3 nodes are available',
  },
  { it: 'starts', status: { phase: 'Pending' }, says: 'not ready now: it is Pending' },
];
for (const { it, status, says } of ailments)
  test(`a broker that ${it} is told, although nothing changes`, async () => {
    const { plan } = await planFrom(ill(status), [three0]);
    assert.deepEqual(
      plan.underWay.filter(({ message }) => message.startsWith('not ready now')),
      [
        {
          object: 'KafkaCluster demo/kafka',
          message: 'not ready now: 2 of 3 brokers are ready (the plan takes it that what is not ready comes back by itself)',
        },
        { object: 'Pod demo/kafka-1', message: says },
      ],
    );
    assert.equal(plan.changes, false);
  });

test('nothing is told of a cluster that is well', async () => {
  assert.deepEqual((await planFrom(running, [three0])).plan.underWay, []);
});
