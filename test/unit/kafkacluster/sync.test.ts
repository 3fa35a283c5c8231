/**
 * The hook as a whole: a spec that cannot be changes nothing, and a world in which nothing happens gives the same answer
 * for ever. Metacontroller writes each status that differs, and each write is another call: one field that does not
 * settle is a hot loop.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { KubeObject, Pod } from '../../../hooks/kube/types.ts';
import { guardComposite } from '../../../hooks/protocol/guard.ts';
import { type Around, claim, clusterOf, NOW, node, pod, replay, request, sync, type Wanted, written } from './world.ts';

// --- a spec that cannot be

const invalid: readonly (readonly [it: string, parent: KafkaCluster])[] = [
  ['ids that are not unique', clusterOf({ spec: { brokers: [node(0), node(0)] } })],
  ['a misshapen spec', clusterOf({ spec: { brokers: 'three' as unknown as [] } })],
  ['no spec of a broker at all', clusterOf({ spec: { brokers: [null as unknown as ReturnType<typeof node>] } })],
  ['an empty variable', clusterOf({ spec: { envs: [null as unknown as { name: string }] } })],
];
const runningChildren = async (): Promise<readonly KubeObject[]> => (await replay(clusterOf(), 4)).at(-1)?.around.children ?? [];

for (const [it, parent] of invalid) {
  test(`changes nothing for ${it}, and says so`, async () => {
    const children = await runningChildren();
    const answer = await sync(parent, { children });
    const record = (object: KubeObject): unknown =>
      JSON.parse(object.metadata?.annotations?.['metacontroller.k8s.io/last-applied-configuration'] ?? '');
    const byName = (a: KubeObject, b: KubeObject): number => `${a.kind}/${a.metadata?.name}`.localeCompare(`${b.kind}/${b.metadata?.name}`);
    assert.deepEqual([...answer.children].sort(byName), [...children].sort(byName).map(record));
    assert.equal(answer.resyncAfterSeconds, undefined);
    const conditions = new Map(answer.status.conditions?.map((condition) => [condition.type, condition]));
    assert.deepEqual([conditions.get('Ready')?.status, conditions.get('Ready')?.reason], ['False', 'InvalidSpec']);
    assert.deepEqual([conditions.get('Stalled')?.status, conditions.get('Reconciling')?.status], ['True', 'False']);
    assert.match(conditions.get('Ready')?.message ?? '', /^spec\./);
    assert.deepEqual(guardComposite(request(parent, { children }), answer, kafkaCluster.granted(parent)), []);
  });

  test(`says it in the same words at the next calls: ${it}`, async () => {
    const first = await sync(parent);
    const second = await sync({ ...parent, status: first.status }, {}, NOW + 60_000);
    const third = await sync({ ...parent, status: second.status }, {}, NOW + 120_000);
    assert.deepEqual([second.status, third.status], [first.status, first.status]);
  });
}

test('keeps what status knew while the spec cannot be, for what runs is still there', async () => {
  const last = (await replay(clusterOf(), 4)).at(-1);
  const good = last?.answer.status;
  const bad = await sync(clusterOf({ ...(good && { status: good }), spec: { brokers: [], readOnlyConfig: 'port=1' } }), last?.around);
  assert.deepEqual({ ...bad.status, conditions: undefined }, { ...good, conditions: undefined });
});

test('goes on where it was when the spec is right again', async () => {
  const steps = await replay(clusterOf(), 4);
  const last = steps.at(-1);
  const broken = await sync(clusterOf({ ...(last && { status: last.answer.status }), spec: { readOnlyConfig: 'port=1' } }), last?.around);
  const mended = await sync(clusterOf({ status: broken.status }), last?.around);
  const ready = mended.status.conditions?.find(({ type }) => type === 'Ready');
  assert.deepEqual([ready?.status, ready?.reason, ready?.lastTransitionTime], ['True', 'AllBrokersReady', '2026-11-21T12:00:00Z']);
  assert.deepEqual(mended.children, last?.answer.children);
});

// --- worlds in which nothing happens

const three = { spec: { brokers: [node(0), node(1), node(2)] } };
const ended = (children: readonly KubeObject[], id: number): readonly KubeObject[] =>
  children.map((child) =>
    child.kind === 'Pod' && child.metadata?.name === `kafka-${id}`
      ? ({
          ...child,
          status: {
            phase: 'Failed',
            containerStatuses: [
              {
                name: 'kafka',
                state: { terminated: { exitCode: 1, startedAt: '2026-11-21T11:58:00Z', finishedAt: '2026-11-21T12:00:00Z' } },
              },
            ],
          },
        } as unknown as Pod)
      : child,
  );

interface Calm {
  readonly it: string;
  readonly wanted: Wanted;
  /** From the running cluster to the world that stays as it is. */
  readonly change?: (parent: KafkaCluster, around: Around) => { readonly parent: KafkaCluster; readonly around: Around };
}

const without = (id: number) => (parent: KafkaCluster, around: Around) => ({
  parent: { ...parent, spec: { ...parent.spec, brokers: parent.spec.brokers.filter((broker) => broker.id !== id) } },
  around,
});

const calms: readonly Calm[] = [
  { it: 'a cluster that runs', wanted: three },
  {
    it: 'a cluster with separate controllers on Kafka 4.2',
    wanted: { spec: { clusterImage: 'apache/kafka:4.2.0', brokers: [node(0, ['broker']), node(1, ['controller'])] } },
  },
  { it: 'a cluster in ZooKeeper mode', wanted: { spec: { kRaft: false, zkAddresses: ['zk:2181'] } } },
  { it: 'a cluster with Cruise Control', wanted: { spec: { ...three.spec, cruiseControlConfig: {} } } },
  { it: 'a cluster whose racks are not known', wanted: { spec: { rackAwareness: { labels: ['zone'] } } } },
  {
    it: 'a cluster that waits for a restart',
    wanted: three,
    change: (parent, around) => ({ parent: { ...parent, spec: { ...parent.spec, clusterImage: 'apache/kafka:4.0.0' } }, around }),
  },
  { it: 'a broker that left the spec', wanted: three, change: without(2) },
  {
    it: 'a broker of which nobody knows anything but its claim',
    wanted: three,
    change: (parent, around) => ({ parent, around: { ...around, children: [...(around.children ?? []), written(claim(9), 'c9')] } }),
  },
  {
    it: 'a Pod that waits for adoption',
    wanted: three,
    change: (parent, around) => ({
      parent,
      around: {
        related: [pod(1, { metadata: { name: 'kafka-1-abc' } })],
        children: (around.children ?? []).filter((child) => child.metadata?.name !== 'kafka-1'),
      },
    }),
  },
  {
    it: 'a Pod that is being deleted',
    wanted: three,
    change: (parent, around) => ({
      parent,
      around: {
        children: (around.children ?? []).map((child) =>
          child.kind === 'Pod' ? { ...child, metadata: { ...child.metadata, deletionTimestamp: '2026-11-21T12:00:00Z' } } : child,
        ),
      },
    }),
  },
  {
    it: 'disks of two clusters',
    wanted: three,
    change: (parent, around) => ({
      parent,
      around: {
        children: (around.children ?? []).map((child) =>
          child.kind === 'PersistentVolumeClaim' && child.metadata?.labels?.['brokerId'] === '1'
            ? {
                ...child,
                metadata: { ...child.metadata, annotations: { ...child.metadata?.annotations, 'kafka-hooks.io/cluster-id': 'another' } },
              }
            : child,
        ),
      },
    }),
  },
];

for (const { it, wanted, change } of calms)
  test(`comes to rest: ${it}`, async () => {
    const running = (await replay(clusterOf(wanted), 4)).at(-1);
    assert.ok(running !== undefined);
    const { parent, around } = change?.(running.parent, running.around) ?? running;
    const first = await sync(parent, around, NOW + 10_000);
    const second = await sync({ ...parent, status: first.status }, around, NOW + 20_000);
    const third = await sync({ ...parent, status: second.status }, around, NOW + 3_600_000);
    assert.deepEqual([second.status, third.status], [first.status, first.status]);
    assert.deepEqual([second.children, third.children], [first.children, first.children]);
    assert.deepEqual(guardComposite(request(parent, around), first, kafkaCluster.granted(parent)), []);
  });

test('settles on a failed Pod: recorded in one call, left out in the next, and no claim is ever missing', async () => {
  const running = (await replay(clusterOf(three), 4)).at(-1);
  assert.ok(running !== undefined);
  const around = { children: ended(running.around.children ?? [], 1) };
  const names = (answer: { readonly children: readonly KubeObject[] }, kind: string) =>
    answer.children.filter((c) => c.kind === kind).length;
  const first = await sync(running.parent, around, NOW + 10_000);
  assert.deepEqual([names(first, 'Pod'), names(first, 'PersistentVolumeClaim')], [3, 3]);
  const next = { ...running.parent, status: first.status };
  const second = await sync(next, around, NOW + 11_000);
  assert.deepEqual([names(second, 'Pod'), names(second, 'PersistentVolumeClaim')], [2, 3]);
  assert.deepEqual(guardComposite(request(next, around), second, kafkaCluster.granted(next)), []);
  assert.notDeepEqual(guardComposite(request(running.parent, around), second, kafkaCluster.granted(running.parent)), []);
  const third = await sync({ ...next, status: second.status }, around, NOW + 12_000);
  assert.deepEqual(third.status, second.status);
});

test('keeps the Pod and the claims of a broker that left the spec, with the configuration it had', async () => {
  const running = (await replay(clusterOf(three), 4)).at(-1);
  assert.ok(running !== undefined);
  const { parent, around } = without(2)(running.parent, running.around);
  const answer = await sync(parent, around);
  const of2 = (child: KubeObject): boolean => child.metadata?.labels?.['brokerId'] === '2';
  const kinds = (children: readonly KubeObject[]) =>
    children
      .filter(of2)
      .map((child) => child.kind)
      .sort();
  assert.deepEqual(kinds(answer.children), ['ConfigMap', 'PersistentVolumeClaim', 'Pod']);
  assert.equal(answer.status.brokersState?.['2']?.removal?.reason, 'RemovalPending');
  assert.equal(answer.status.conditions?.find(({ type }) => type === 'RemovalPending')?.status, 'True');
});

test('shows the image that a Pod has while another waits for a restart', async () => {
  const running = (await replay(clusterOf(), 4)).at(-1);
  assert.ok(running !== undefined);
  const answer = await sync({ ...running.parent, spec: { ...running.parent.spec, clusterImage: 'apache/kafka:4.0.0' } }, running.around);
  assert.equal(answer.status.brokersState?.['0']?.image, 'apache/kafka:3.9.2');
  assert.deepEqual(answer.status.brokersState?.['0']?.pendingRestart?.changed, ['image']);
});
