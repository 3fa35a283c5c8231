/** The scheduler: where a Pod may go, where it goes, and what it says of Nodes that will not do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NodeShape } from '../../../../hooks/engine/kubernetes/nodes/cluster-setup.ts';
import type { Node, PodSpec } from '../../../../hooks/kube/types.ts';
import { claimOf, createCluster, key, mounting, podOf } from './cluster.ts';

const TAIL = (nodes: number) =>
  `no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;

interface Case {
  readonly it: string;
  readonly nodes: readonly NodeShape[];
  readonly spec: Partial<PodSpec>;
  /** The Node, or the message. */
  readonly says: string;
}

const node = (name: string, fields: Partial<NodeShape> = {}): NodeShape => ({ name, zone: 'zone-a', ...fields });
const container = (cpu: string) => [{ name: 'kafka', image: 'kafka:1', resources: { requests: { cpu } } }];
const affinity = (operator: string, values: readonly string[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator, values }] }] },
    },
  },
});

const cases: readonly Case[] = [
  {
    it: 'follows a nodeSelector',
    nodes: [node('a'), node('b', { labels: { disk: 'ssd' } })],
    spec: { nodeSelector: { disk: 'ssd' } },
    says: 'b',
  },
  {
    it: 'follows required node affinity',
    nodes: [node('a', { labels: { disk: 'hdd' } }), node('b', { labels: { disk: 'ssd' } })],
    spec: affinity('NotIn', ['hdd']),
    says: 'b',
  },
  {
    it: 'says which Nodes do not match',
    nodes: [node('a'), node('b')],
    spec: affinity('In', ['ssd']),
    says: `0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. ${TAIL(2)}`,
  },
  {
    it: 'keeps away from a taint',
    nodes: [node('a', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] }), node('b')],
    spec: {},
    says: 'b',
  },
  {
    it: 'goes to a taint that it bears',
    nodes: [node('a', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] })],
    spec: { tolerations: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] },
    says: 'a',
  },
  {
    it: 'names a taint that it does not bear',
    nodes: [node('a', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] })],
    spec: { tolerations: [{ key: 'dedicated', value: 'web' }] },
    says: `0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: db}. ${TAIL(1)}`,
  },
  {
    it: 'looks for room',
    nodes: [node('a', { cpu: '500m' }), node('b', { cpu: '2' })],
    spec: { containers: container('1') },
    says: 'b',
  },
  {
    it: 'counts each reason',
    nodes: [node('a', { cpu: '500m' }), node('b', { cpu: '500m' }), node('c', { taints: [{ key: 'x', effect: 'NoSchedule' }] })],
    spec: { containers: container('1') },
    says: '0/3 nodes are available: 1 node(s) had untolerated taint {x: }, 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 2 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
  },
  {
    it: 'waits for a claim that nobody made',
    nodes: [node('a')],
    spec: mounting('absent'),
    says: '0/1 nodes are available: persistentvolumeclaim "absent" not found. not found',
  },
  { it: 'says that there is no Node at all', nodes: [], spec: {}, says: 'no nodes available to schedule pods' },
];

for (const { it, nodes, spec, says } of cases)
  test(it, async () => {
    const cluster = createCluster({ nodes: 0 });
    for (const shape of nodes) cluster.kubernetes.addNode(shape);
    cluster.create(podOf('kafka-0', spec));
    await cluster.pass(1);
    const pod = cluster.pod('kafka-0');
    assert.equal(pod?.spec?.nodeName ?? pod?.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message, says);
  });

const apart: Partial<PodSpec> = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'kafka' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};
const spread = (whenUnsatisfiable: string): Partial<PodSpec> => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable, labelSelector: { matchLabels: { app: 'kafka' } } },
  ],
});

describe('several Pods', () => {
  test('that must be apart are, and the one too many says why', async () => {
    const cluster = createCluster({ nodes: 3 });
    for (const id of [0, 1, 2, 3]) cluster.create(podOf(`kafka-${id}`, apart));
    await cluster.pass(5);
    const nodes = [0, 1, 2, 3].map((id) => cluster.pod(`kafka-${id}`)?.spec?.nodeName);
    assert.equal(new Set(nodes).size, 4);
    const left = cluster.pod(`kafka-${nodes.indexOf(undefined)}`);
    assert.equal(
      left?.status?.conditions?.[0]?.message,
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    );
    await cluster.pass(60);
    assert.equal(cluster.clock.nextAt(), undefined, 'nobody asks again before something changes');
    cluster.kubernetes.addNode({ name: 'node-4', zone: 'zone-a' });
    await cluster.pass(5);
    assert.equal(cluster.pod(left?.metadata?.name ?? '')?.spec?.nodeName, 'node-4');
  });

  test('keep a stranger away who would be too near to one of them', async () => {
    const cluster = createCluster({ nodes: 1 });
    cluster.create(podOf('kafka-0', apart));
    await cluster.pass(5);
    cluster.create(podOf('kafka-1'));
    await cluster.pass(5);
    assert.equal(cluster.pod('kafka-1')?.spec?.nodeName, undefined);
  });

  test('go to every zone in turn, though they need not', async () => {
    const cluster = createCluster({ nodes: 6 });
    for (const id of [0, 1, 2]) cluster.create(podOf(`kafka-${id}`, spread('ScheduleAnyway')));
    await cluster.pass(5);
    const zones = [0, 1, 2].map((id) => Number(cluster.pod(`kafka-${id}`)?.spec?.nodeName?.slice('node-'.length)) % 3);
    assert.deepEqual(zones.sort(), [0, 1, 2]);
  });

  test('wait rather than break a spread that must be kept', async () => {
    const cluster = createCluster({ nodes: 2 });
    cluster.kubernetes.drain('node-2');
    cluster.create(podOf('kafka-0', spread('DoNotSchedule')));
    cluster.create(podOf('kafka-1', spread('DoNotSchedule')));
    await cluster.pass(5);
    assert.deepEqual([0, 1].map((id) => cluster.pod(`kafka-${id}`)?.spec?.nodeName).sort(), ['node-1', undefined]);
    cluster.kubernetes.uncordon('node-2');
    await cluster.pass(5);
    assert.deepEqual([0, 1].map((id) => cluster.pod(`kafka-${id}`)?.spec?.nodeName).sort(), ['node-1', 'node-2']);
  });

  test('use what an ended one leaves', async () => {
    const cluster = createCluster({ nodes: 1, puppets: ['kafka'] });
    cluster.create(podOf('kafka-0', apart));
    await cluster.pass(10);
    cluster.create(podOf('kafka-1', apart));
    await cluster.pass(10);
    assert.equal(cluster.pod('kafka-1')?.spec?.nodeName, undefined);
    cluster.puppets[0]?.container.exit(1);
    await cluster.pass(1);
    assert.equal(cluster.pod('kafka-1')?.spec?.nodeName, 'node-1');
  });
});

test('a Pod follows its volume to its zone, and waits when that zone is closed', async () => {
  const cluster = createCluster({ nodes: 3 });
  cluster.create(claimOf('data'));
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(10);
  const home = cluster.pod('kafka-0')?.spec?.nodeName ?? '';
  cluster.kubernetes.drain(home);
  cluster.kubernetes.killPod(key('kafka-0'), { force: true });
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(10);
  assert.match(
    cluster.pod('kafka-0')?.status?.conditions?.[0]?.message ?? '',
    /^0\/3 nodes are available: 1 node\(s\) were unschedulable, 2 node\(s\) had volume node affinity conflict\./,
  );
  const { metadata } = cluster.read<Node>('v1', 'Node', home) ?? {};
  cluster.kubernetes.addNode({ name: 'spare', zone: metadata?.labels?.['topology.kubernetes.io/zone'] ?? '' });
  await cluster.pass(10);
  assert.equal(cluster.pod('kafka-0')?.spec?.nodeName, 'spare');
});

test('a Pod that waits for its volume holds its place against others', async () => {
  const cluster = createCluster({ nodes: 1 });
  cluster.create(claimOf('data'));
  cluster.create(podOf('kafka-0', { ...mounting('data'), ...apart }));
  await cluster.pass(1);
  cluster.create(podOf('kafka-1', apart));
  await cluster.pass(10);
  assert.deepEqual(
    [0, 1].map((id) => cluster.pod(`kafka-${id}`)?.spec?.nodeName),
    ['node-1', undefined],
  );
});

test('a promised Node that is gone before the volume is there is replaced by another', async () => {
  const cluster = createCluster({ nodes: 2 });
  cluster.create(claimOf('data'));
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(1);
  const promised = cluster.claim('data')?.metadata?.annotations?.['volume.kubernetes.io/selected-node'] ?? '';
  cluster.kubernetes.removeNode(promised);
  await cluster.pass(10);
  assert.equal(cluster.pod('kafka-0')?.spec?.nodeName, promised === 'node-1' ? 'node-2' : 'node-1');
});
