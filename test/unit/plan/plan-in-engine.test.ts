/** Plans made in the engine: the order of events, what the API server refuses later, and what a large cluster costs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { KUBECTL_RECORD } from '../../../hooks/kube/kubectl-record.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
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

/** The plan and the world after it, in which the next one can begin. */
const planFrom = async (objects: readonly KubeObject[], files: readonly KubeObject[]) => {
  const observation = await observeChange(await openWorld(objects, NOW, 1), files);
  return { plan: makePlan(observation), after: observation.after };
};

const stepsIn = ({ clusters }: Plan): readonly string[] =>
  clusters.flatMap(({ steps }) => steps.map(({ does, waitsFor }) => [does, ...waitsFor].join(' | ')));

const first = clusterOf(three());

test('a new cluster: claims, then Pods, then claims bound, then brokers ready', async () => {
  const { plan } = await planFrom(emptyWorld([first]), [first]);
  const steps = stepsIn(plan);
  const order = [
    /create 3 PersistentVolumeClaims of brokers 0-2/,
    /create 3 Pods of brokers 0-2 \| .*cluster id and quorum/,
    /bound/,
    /ready/,
  ].map((each) => steps.findIndex((step) => each.test(step)));
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
    steps.join('\n'),
  );
  assert.ok(!order.includes(-1), steps.join('\n'));
  assert.ok((plan.clusters[0]?.estimate.seconds ?? 0) > 1);
});

test('a saved cluster is taken over as it runs: a plan of what it has is empty', async () => {
  const { after } = await planFrom(emptyWorld([first]), [first]);
  const saved = JSON.parse(JSON.stringify(after)) as readonly KubeObject[];
  const { plan } = await planFrom(saved, [first]);
  assert.deepEqual([plan.changes, plan.underWay, plan.notes, stepsIn(plan)], [false, [], [], []]);
});

test('fields that the file lacks stay where no kubectl apply is on record, and the plan says so', async () => {
  const { after } = await planFrom(emptyWorld([first]), [clusterOf(three({ clusterWideConfig: 'log.cleaner.threads=2' }))]);
  const unrecorded = after.map((object) => {
    const { [KUBECTL_RECORD]: _record, ...annotations } = object.metadata?.annotations ?? {};
    return { ...object, metadata: { ...object.metadata, annotations } };
  });
  const recorded = (await planFrom(after, [first])).plan;
  const { plan } = await planFrom(unrecorded, [first]);
  assert.equal(recorded.clusters[0]?.brokers[0]?.action, 'reconfigure');
  assert.equal(plan.clusters[0]?.brokers[0]?.action, 'nothing');
  assert.match(plan.notes.join(), /KafkaCluster demo\/kafka was not made by kubectl apply: fields that the file lacks stay/);
});

test('a Pod that the API server refuses is told with its message', async () => {
  const wanted = clusterOf(three({ brokers: [broker(0, { serviceAccountName: 'nobody' })] }));
  const without = emptyWorld([wanted]).filter(({ kind }) => kind !== 'ServiceAccount');
  const { plan } = await planFrom(without, [wanted]);
  assert.match(plan.clusters[0]?.failing.join() ?? '', /^create Pod kafka-0: .*serviceaccount "nobody" not found/);
  const [only] = plan.clusters[0]?.brokers ?? [];
  assert.deepEqual([only?.state, only?.waitsFor], ['pending', ['the API server takes its Pod']]);
});

test('a Pod that no node takes is a risk with the scheduler’s words', async () => {
  const wanted = clusterOf(three({ brokers: [broker(0, { nodeSelector: { disk: 'fast' } })] }));
  const { plan } = await planFrom(emptyWorld([wanted]), [wanted]);
  assert.match(plan.clusters[0]?.risks.find(({ code }) => code === 'UNSCHEDULABLE')?.message ?? '', /^broker 0: 0\/3 nodes are available/);
  assert.deepEqual(plan.clusters[0]?.estimate, { notes: ['it does not come to an end: no node takes the Pod of broker 0'] });
});

test('a Pod that no node has room for is a risk of its own', async () => {
  const wanted = clusterOf(three({ brokers: [broker(0, { resourceRequirements: { requests: { memory: '2Pi' } } })] }));
  const { plan } = await planFrom(emptyWorld([wanted]), [wanted]);
  assert.match(plan.clusters[0]?.risks.find(({ code }) => code === 'NO_SPACE')?.message ?? '', /Insufficient memory/);
});

const topic = (name: string, spec: object): KubeObject => ({
  apiVersion: 'kafka.banzaicloud.io/v1alpha1',
  kind: 'KafkaTopic',
  metadata: { name, namespace: 'demo' },
  ...{ spec: { name, partitions: 3, replicationFactor: 3, clusterRef: { name: 'kafka' }, ...spec } },
});

test('a topic alone is held against the cluster that it names', async () => {
  const { after } = await planFrom(emptyWorld([first]), [first]);
  const { plan } = await planFrom(after, [topic('one', { replicationFactor: 1 }), topic('nine', { replicationFactor: 9 })]);
  assert.deepEqual(
    plan.clusters.flatMap(({ risks }) => risks.map(({ code, isNew }) => `${code} ${isNew}`)),
    ['REPLICATION_ABOVE_BROKERS true', 'SINGLE_REPLICA true'],
  );
  assert.deepEqual(
    plan.clusters.flatMap(({ brokers }) => brokers.map(({ action }) => action)),
    ['nothing', 'nothing', 'nothing'],
  );
});

test('a topic of nobody’s cluster, and that nothing acts on topics yet, are said', async () => {
  const { after } = await planFrom(emptyWorld([first]), [first]);
  const { plan } = await planFrom(after, [
    topic('lost', { clusterRef: { name: 'other' } }),
    topic('far', { clusterRef: { name: 'kafka', namespace: 'b' } }),
  ]);
  assert.deepEqual(plan.clusters, []);
  assert.deepEqual(plan.notes, [
    'KafkaTopic demo/lost refers to KafkaCluster demo/other, which is not there',
    'KafkaTopic demo/far refers to KafkaCluster b/kafka, which is not there',
    'nothing acts on KafkaTopics in this release: they are kept as they are written, and Kafka hears nothing of them',
  ]);
});

test('what the CRD does not take is refused with the path', async () => {
  const { plan } = await planFrom(emptyWorld([first]), [clusterOf({ brokers: [{ id: -1 }] } as unknown as KafkaClusterSpec)]);
  assert.match(plan.refused[0]?.message ?? '', /spec\.brokers\[0\]\.id/);
  assert.deepEqual(plan.clusters, []);
});

test('a plan on a cluster of a hundred brokers takes less than two seconds of one core', async () => {
  const brokers = (count: number) =>
    Array.from({ length: count }, (_, id) => broker(id, { processRoles: id < 3 ? ['broker', 'controller'] : ['broker'] }));
  const large = clusterOf(three({ brokers: brokers(100) }));
  const { after } = await planFrom(emptyWorld([large]), [large]);
  const started = process.cpuUsage();
  const { plan } = await planFrom(after, [clusterOf(three({ brokers: brokers(101), readOnlyConfig: 'num.io.threads=16' }))]);
  const { user, system } = process.cpuUsage(started);
  assert.deepEqual(
    plan.clusters[0]?.brokers.map(({ action }) => action),
    [...Array.from({ length: 100 }, () => 'restart'), 'create'],
  );
  assert.ok(user + system < 2_000_000, `${(user + system) / 1e6} s`);
});
