/** Machines that stop, come back or do not: what becomes of their Nodes and Pods, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from '../../../../hooks/kube/types.ts';
import { type Cluster, conditionOf, createCluster, key, podOf } from './cluster.ts';

const nodeOf = (cluster: Cluster, name = 'node-1') => cluster.read<Node>('v1', 'Node', name);
const readyOf = (cluster: Cluster) => nodeOf(cluster)?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;

const withBroker = async (spec = {}) => {
  const cluster = createCluster({ nodes: 1, puppets: ['kafka'], onTerminate: () => undefined });
  cluster.create(podOf('kafka-0', spec));
  await cluster.pass(10);
  cluster.puppets[0]?.setReady(true);
  await cluster.pass(10);
  return cluster;
};

test('a silent Node is unknown after 40 s, and its Pods are not ready', async () => {
  const cluster = await withBroker();
  cluster.kubernetes.powerOff('node-1');
  assert.deepEqual(cluster.puppets[0]?.told, ['kill']);
  await cluster.pass(39);
  assert.equal(readyOf(cluster), 'True');
  assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'True');
  await cluster.pass(2);
  assert.equal(readyOf(cluster), 'Unknown');
  assert.deepEqual(
    nodeOf(cluster)?.spec?.taints?.map(({ key: name, effect }) => `${name}:${effect}`),
    ['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute'],
  );
  assert.equal(conditionOf(cluster.pod('kafka-0'), 'Ready'), 'False');
  assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Running', 'nobody knows better');
});

test('Pods of a lost Node are deleted after 300 s and stay as long as nobody can confirm their end', async () => {
  const cluster = await withBroker();
  cluster.kubernetes.powerOff('node-1');
  await cluster.pass(339);
  assert.equal(cluster.pod('kafka-0')?.metadata?.deletionTimestamp, undefined);
  await cluster.pass(3);
  assert.ok(cluster.pod('kafka-0')?.metadata?.deletionTimestamp);
  assert.equal(conditionOf(cluster.pod('kafka-0'), 'DisruptionTarget'), 'True DeletionByTaintManager');
  await cluster.pass(86_400);
  assert.ok(cluster.pod('kafka-0'));
  cluster.kubernetes.powerOn('node-1');
  await cluster.pass(20);
  assert.equal(cluster.pod('kafka-0'), undefined);
});

test('a Node that is back soon has lost the processes: a broker is Failed, others start again', async () => {
  const cluster = await withBroker();
  cluster.create(podOf('helper', { restartPolicy: 'Always', containers: [{ name: 'helper', image: 'kafka:1' }] }));
  await cluster.pass(10);
  cluster.kubernetes.powerOff('node-1');
  await cluster.pass(60);
  cluster.kubernetes.powerOn('node-1');
  await cluster.pass(30);
  assert.equal(readyOf(cluster), 'True');
  assert.equal(nodeOf(cluster)?.spec?.taints, undefined);
  const end = cluster.pod('kafka-0')?.status?.containerStatuses?.[0]?.state?.terminated;
  assert.deepEqual([cluster.pod('kafka-0')?.status?.phase, end?.exitCode, end?.reason], ['Failed', 255, 'Unknown']);
  assert.equal(conditionOf(cluster.pod('helper'), 'Ready'), 'True');
  assert.equal(cluster.pod('helper')?.status?.containerStatuses?.[0]?.restartCount, 1);
  await cluster.pass(1000);
  assert.ok(cluster.pod('kafka-0'), 'the eviction is off');
});

test('a blink shorter than the grace period marks nothing', async () => {
  const cluster = await withBroker();
  cluster.kubernetes.powerOff('node-1');
  await cluster.pass(5);
  cluster.kubernetes.powerOn('node-1');
  await cluster.pass(60);
  assert.equal(readyOf(cluster), 'True');
  assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Failed', 'but the processes are gone');
});

test('Pods of a Node that is deleted are removed by force', async () => {
  const cluster = await withBroker();
  cluster.kubernetes.removeNode('node-1');
  assert.equal(nodeOf(cluster), undefined);
  await cluster.pass(39);
  assert.ok(cluster.pod('kafka-0'));
  await cluster.pass(2);
  assert.equal(cluster.pod('kafka-0'), undefined);
});

test('a Node that is added under the name of one that was removed runs Pods', async () => {
  const cluster = await withBroker();
  cluster.kubernetes.removeNode('node-1');
  await cluster.pass(60);
  cluster.kubernetes.addNode({ name: 'node-1', zone: 'zone-a' });
  cluster.create(podOf('kafka-0'));
  await cluster.pass(60);
  assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Running');
});

test('a Pod that bears the taint for ever stays', async () => {
  const cluster = await withBroker({ tolerations: [{ operator: 'Exists' }] });
  cluster.kubernetes.powerOff('node-1');
  await cluster.pass(86_400);
  assert.equal(cluster.pod('kafka-0')?.metadata?.deletionTimestamp, undefined);
});

test('a NoExecute taint of a person evicts at once whom nothing makes bear it', async () => {
  const cluster = await withBroker();
  const node = nodeOf(cluster);
  assert.ok(node);
  cluster.update({ ...node, spec: { ...node.spec, taints: [{ key: 'mine', effect: 'NoExecute' }] } } as object);
  await cluster.pass(1);
  assert.ok(cluster.pod('kafka-0')?.metadata?.deletionTimestamp);
});

test('nothing names what is not there', () => {
  const { kubernetes } = createCluster();
  kubernetes.powerOn('nowhere');
  kubernetes.uncordon('nowhere');
  kubernetes.removeNode('nowhere');
  kubernetes.killPod(key('nobody'));
  assert.equal(kubernetes.killContainer(key('nobody')), false);
  assert.equal(kubernetes.loseVolume(key('nothing')), undefined);
});
