/** Budgets: their arithmetic, evictions within them, and a drain that waits for them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { budgetStatus } from '../../../../hooks/engine/kubernetes/disruption/budget-status.ts';
import type { Node, Pod, PodDisruptionBudget } from '../../../../hooks/kube/types.ts';
import { type Cluster, conditionOf, createCluster, key, NAMESPACE, podOf, START } from './cluster.ts';

const budgetOf = (spec: object): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'kafka-pdb', namespace: NAMESPACE, generation: 1 },
  spec: { selector: { matchLabels: { app: 'kafka' } }, ...spec },
});

interface Case {
  readonly it: string;
  readonly budget: object;
  readonly ready: number;
  readonly unready?: number;
  readonly owner?: string;
  /** currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed */
  readonly says: readonly [number, number, number, number];
  readonly reason: string;
}

const cases: readonly Case[] = [
  { it: 'may spare what is above minAvailable', budget: { minAvailable: 2 }, ready: 3, says: [3, 2, 3, 1], reason: 'SufficientPods' },
  {
    it: 'spares none when one is not ready',
    budget: { minAvailable: 2 },
    ready: 2,
    unready: 1,
    says: [2, 2, 3, 0],
    reason: 'InsufficientPods',
  },
  { it: 'is never below zero', budget: { minAvailable: 2 }, ready: 0, unready: 3, says: [0, 2, 3, 0], reason: 'InsufficientPods' },
  { it: 'spares nobody where nobody is', budget: { minAvailable: 0 }, ready: 0, says: [0, 0, 0, 0], reason: 'InsufficientPods' },
  {
    it: 'counts maxUnavailable from the scale of the owner',
    budget: { maxUnavailable: 1 },
    ready: 3,
    owner: 'StatefulSet',
    says: [3, 2, 3, 1],
    reason: 'SufficientPods',
  },
  {
    it: 'rounds a share up',
    budget: { minAvailable: '50%' },
    ready: 3,
    owner: 'StatefulSet',
    says: [3, 2, 3, 1],
    reason: 'SufficientPods',
  },
  {
    it: 'rounds an unavailable share up too',
    budget: { maxUnavailable: '50%' },
    ready: 3,
    owner: 'StatefulSet',
    says: [3, 1, 3, 2],
    reason: 'SufficientPods',
  },
  {
    it: 'allows nothing when the owner has no scale and the budget needs one',
    budget: { maxUnavailable: 1 },
    ready: 3,
    owner: 'KafkaCluster',
    says: [3, 0, 0, 0],
    reason: 'SyncFailed',
  },
  {
    it: 'needs no scale for a plain minAvailable',
    budget: { minAvailable: 2 },
    ready: 3,
    owner: 'KafkaCluster',
    says: [3, 2, 3, 1],
    reason: 'SufficientPods',
  },
];

const pods = ({ ready, unready = 0, owner }: Case): readonly Pod[] =>
  [...Array(ready + unready).keys()].map((id) => {
    const pod = podOf(`kafka-${id}`);
    const owners = owner === undefined ? [] : [{ apiVersion: 'v1', kind: owner, name: 'kafka', uid: '1', controller: true }];
    return {
      ...pod,
      metadata: { ...pod.metadata, ownerReferences: owners },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: id < ready ? 'True' : 'False' }] },
    };
  });

describe('a budget', () => {
  for (const c of cases)
    test(c.it, () => {
      const status = budgetStatus(budgetOf(c.budget), pods(c), START);
      assert.deepEqual([status.currentHealthy, status.desiredHealthy, status.expectedPods, status.disruptionsAllowed], c.says);
      assert.equal(status.conditions?.[0]?.reason, c.reason);
      assert.equal(status.observedGeneration, 1);
    });
});

const brokers = async (budget: object | undefined, nodes = 1): Promise<Cluster> => {
  const cluster = createCluster({ nodes });
  if (budget !== undefined) cluster.create(budgetOf(budget));
  for (const id of [0, 1, 2]) cluster.create(podOf(`kafka-${id}`));
  await cluster.pass(20);
  return cluster;
};
const allowed = (cluster: Cluster) =>
  cluster.read<PodDisruptionBudget>('policy/v1', 'PodDisruptionBudget', 'kafka-pdb', NAMESPACE)?.status?.disruptionsAllowed;

test('the status follows the Pods', async () => {
  const cluster = await brokers({ minAvailable: 2 });
  assert.equal(allowed(cluster), 1);
  cluster.kubernetes.crash(key('kafka-0'), { exitCode: 1 });
  await cluster.pass(1);
  assert.equal(allowed(cluster), 0);
});

test('a drain marks whom it evicts, and evicts no more than the budget can spare', async () => {
  const cluster = await brokers({ minAvailable: 2 });
  const marked = new Set<string | undefined>();
  cluster.store.subscribe(({ object }) => {
    if (conditionOf(object, 'DisruptionTarget') === 'True EvictionByEvictionAPI') marked.add(object.metadata?.name);
  });
  cluster.kubernetes.drain('node-1');
  await cluster.pass(60);
  assert.deepEqual([...marked], ['kafka-0']);
});

test('a drain takes one broker after the other as they come back elsewhere', async () => {
  const cluster = await brokers({ minAvailable: 2 });
  cluster.kubernetes.addNode({ name: 'other', zone: 'zone-b' });
  cluster.kubernetes.drain('node-1');
  let least = 3;
  for (let second = 0; second < 120; second += 1) {
    await cluster.pass(1);
    const here = [0, 1, 2].map((id) => cluster.pod(`kafka-${id}`));
    least = Math.min(least, here.filter((pod) => conditionOf(pod, 'Ready') === 'True').length);
    here.forEach((pod, id) => {
      if (pod === undefined) cluster.create(podOf(`kafka-${id}`));
    });
  }
  assert.deepEqual(
    [0, 1, 2].map((id) => cluster.pod(`kafka-${id}`)?.spec?.nodeName),
    ['other', 'other', 'other'],
  );
  assert.equal(least, 2);
  assert.equal(cluster.read<Node>('v1', 'Node', 'node-1')?.spec?.unschedulable, true);
});

test('a drain that no budget lets through waits without asking, until it is called off', async () => {
  const cluster = await brokers({ minAvailable: 3 });
  cluster.kubernetes.drain('node-1');
  await cluster.pass(60);
  assert.equal(cluster.clock.nextAt(), undefined);
  assert.ok(cluster.pod('kafka-0'));
  cluster.kubernetes.uncordon('node-1');
  assert.equal(cluster.read<Node>('v1', 'Node', 'node-1')?.spec?.unschedulable, undefined);
});

test('a drain without budgets empties the Node', async () => {
  const cluster = await brokers(undefined);
  cluster.kubernetes.drain('node-1');
  await cluster.pass(10);
  assert.deepEqual(
    [0, 1, 2].map((id) => cluster.pod(`kafka-${id}`)),
    [undefined, undefined, undefined],
  );
});
