/**
 * Which quorum a cluster has, which of its disks found it and which join it. A wrong answer here is a second quorum on
 * fresh disks, which is the loss of all metadata.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Broker, KafkaClusterStatus } from '../../../hooks/api/kafka-cluster.ts';
import { gather } from '../../../hooks/kafkacluster/gather.ts';
import { directoryId, formatOptions, markForNewClaim, type Quorum } from '../../../hooks/kafkacluster/quorum.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { claim, clusterOf, NOW, node, nodeOf, pod, pvc, READY, request } from './world.ts';

const QUORUM = 'kafka-hooks.io/quorum';
const BEFORE = '2026-11-20T00:00:00Z';

interface World {
  readonly image?: string;
  readonly brokers?: readonly Broker[];
  readonly status?: KafkaClusterStatus;
  readonly children?: readonly KubeObject[];
  readonly related?: readonly KubeObject[];
}

const inputOf = ({ image = 'apache/kafka:4.1.0', brokers = [node(0), node(1), node(2)], status, children = [], related = [] }: World) =>
  gather(request(clusterOf({ ...(status && { status }), spec: { clusterImage: image, brokers } }), { children, related }), NOW);

const marked = (id: number, mark: string | undefined, creationTimestamp = '2026-11-21T11:01:00Z'): KubeObject =>
  claim(id, { metadata: { creationTimestamp }, ...(mark !== undefined && { annotations: { [QUORUM]: mark } }) });

interface Case {
  readonly it: string;
  readonly world: World;
  readonly quorum: Quorum;
}

const dynamic = (established: boolean, ...initialControllers: readonly number[]): Quorum => ({
  mode: 'dynamic',
  established,
  initialControllers,
  strangers: [],
});
const fixed = (established: boolean): Quorum => ({ mode: 'static', established, initialControllers: [], strangers: [] });

const cases: readonly Case[] = [
  { it: 'gives a new cluster on Kafka 4.1 a dynamic quorum of all its controllers', world: {}, quorum: dynamic(false, 0, 1, 2) },
  {
    it: 'leaves pure brokers out of it',
    world: { brokers: [node(2), node(10, ['controller']), node(1, ['broker'])] },
    quorum: dynamic(false, 2, 10),
  },
  { it: 'gives a new cluster on Kafka 3.9 static voters', world: { image: 'apache/kafka:3.9.2' }, quorum: fixed(false) },
  { it: 'gives a new cluster on Kafka 4.0 static voters', world: { image: 'apache/kafka:4.0.0' }, quorum: fixed(false) },
  {
    it: 'gives a cluster of unknown version static voters, which every Kafka knows',
    world: { image: 'registry/kafka:latest' },
    quorum: fixed(false),
  },
  {
    it: 'keeps static voters through an upgrade to Kafka 4.1',
    world: { status: { quorum: { mode: 'static', established: true } } },
    quorum: fixed(true),
  },
  {
    it: 'keeps a dynamic quorum whatever the image says now',
    world: { image: 'registry/kafka:latest', status: { quorum: { mode: 'dynamic', established: true, initialControllers: [0] } } },
    quorum: dynamic(true, 0),
  },
  {
    it: 'keeps the first voters of status when a controller is added later',
    world: { brokers: [node(0), node(1)], status: { quorum: { mode: 'dynamic', established: true, initialControllers: [0] } } },
    quorum: dynamic(true, 0),
  },
  {
    it: 'is established as soon as a controller is ready',
    world: { children: [pod(1, { status: READY })] },
    quorum: dynamic(true, 0, 1, 2),
  },
  {
    it: 'is not established by a ready broker',
    world: { brokers: [node(0, ['controller']), node(1, ['broker'])], children: [pod(1, { status: READY })] },
    quorum: dynamic(false, 0),
  },
  {
    it: 'stays established when no controller is ready any more',
    world: { status: { quorum: { mode: 'dynamic', established: true, initialControllers: [0, 1, 2] } } },
    quorum: dynamic(true, 0, 1, 2),
  },
  {
    it: 'takes claims without a mark for Koperator’s, which has static voters',
    world: { children: [marked(0, undefined)] },
    quorum: fixed(false),
  },
  { it: 'takes claims that wait for adoption into account', world: { related: [marked(0, undefined)] }, quorum: fixed(false) },
  {
    it: 'believes the disks and not the status',
    world: { status: { quorum: { mode: 'dynamic', established: false, initialControllers: [0] } }, children: [marked(0, 'static')] },
    quorum: fixed(false),
  },
  {
    it: 'takes one unmarked disk for enough: a quorum is of one kind',
    world: { children: [marked(0, 'dynamic-initial'), marked(1, undefined)] },
    quorum: fixed(false),
  },
  {
    it: 'finds the first voters on disks from an earlier life',
    world: { children: [marked(0, 'dynamic-initial', BEFORE), marked(1, 'dynamic-initial', BEFORE), marked(2, 'dynamic-joining', BEFORE)] },
    quorum: dynamic(true, 0, 1),
  },
  {
    it: 'finds the quorum on disks of controllers that nobody describes any more, and founds no second one',
    world: { brokers: [node(0)], related: [marked(1, 'dynamic-initial', BEFORE), marked(2, 'dynamic-initial', BEFORE)] },
    quorum: { ...dynamic(true, 1, 2), strangers: [1, 2] },
  },
  {
    it: 'names as strangers only those that nobody runs',
    world: { image: 'apache/kafka:3.9.2', brokers: [node(0)], children: [marked(1, 'static'), marked(2, 'static'), pod(1)] },
    quorum: { ...fixed(false), strangers: [2] },
  },
];

for (const { it, world, quorum } of cases) test(it, () => assert.deepEqual(inputOf(world).quorum, quorum));

test('has no quorum in ZooKeeper mode', () =>
  assert.equal(gather(request(clusterOf({ spec: { kRaft: false, zkAddresses: ['z:1'] } })), NOW).quorum, undefined));

const markCases: readonly (readonly [it: string, quorum: Quorum, id: number, mark: string])[] = [
  ['marks the disk of a first voter', dynamic(false, 0, 1), 1, 'dynamic-initial'],
  ['marks a controller that was added before the quorum stood as joining', dynamic(false, 0), 1, 'dynamic-joining'],
  ['marks a new disk in an established quorum as joining, also that of a first voter', dynamic(true, 0, 1), 1, 'dynamic-joining'],
  ['marks disks of static voters', fixed(true), 1, 'static'],
];
for (const [it, quorum, id, mark] of markCases) test(it, () => assert.equal(markForNewClaim(quorum, id), mark));

const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const optionsFor = (
  brokers: readonly Broker[],
  id: number,
  facts: { readonly quorum: Quorum; readonly mark?: 'dynamic-initial' | 'dynamic-joining' },
) => {
  const { cluster } = inputOf({ brokers });
  return formatOptions(cluster, nodeOf(cluster, id), { quorum: facts.quorum, clusterId: CLUSTER_ID, mark: facts.mark });
};

test('formats static voters without options', () => assert.deepEqual(optionsFor([node(0)], 0, { quorum: fixed(false) }), []));
test('formats a single first controller as standalone', () =>
  assert.deepEqual(optionsFor([node(0)], 0, { quorum: dynamic(false, 0), mark: 'dynamic-initial' }), ['--standalone']));
test('formats pure brokers without first controllers', () =>
  assert.deepEqual(optionsFor([node(0), node(1, ['broker'])], 1, { quorum: dynamic(false, 0) }), ['--no-initial-controllers']));
test('formats a new disk of an established quorum without first controllers', () =>
  assert.deepEqual(optionsFor([node(0), node(1)], 1, { quorum: dynamic(true, 0, 1), mark: 'dynamic-joining' }), [
    '--no-initial-controllers',
  ]));
test('tells every first controller the same list, with addresses and directory ids', () => {
  const facts = { quorum: dynamic(false, 0, 2), mark: 'dynamic-initial' } as const;
  const brokers = [node(0), node(1, ['broker']), node(2, ['controller'])];
  const options = optionsFor(brokers, 0, facts);
  assert.deepEqual(options, optionsFor(brokers, 2, facts));
  assert.deepEqual(options, [
    '--initial-controllers',
    `0@kafka-0.kafka-headless.apps.svc.cluster.local:29093:${directoryId(CLUSTER_ID, 0)},2@kafka-2.kafka-controller-headless.apps.svc.cluster.local:29093:${directoryId(CLUSTER_ID, 2)}`,
  ]);
});
test('gives each node a directory id of its own, which is a UUID of Kafka', () => {
  assert.notEqual(directoryId(CLUSTER_ID, 0), directoryId(CLUSTER_ID, 1));
  assert.match(directoryId(CLUSTER_ID, 0), /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
});

const onEmptyDir = (id: number): Broker => ({
  id,
  brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs: [{ mountPath: '/d', emptyDir: {} }, pvc('/e')] },
});
test('founds a quorum on disks that live with the Pod, which no claim can mark', () => {
  assert.deepEqual(optionsFor([onEmptyDir(0)], 0, { quorum: dynamic(false, 0) }), ['--standalone']);
  assert.deepEqual(optionsFor([onEmptyDir(0), onEmptyDir(1)], 0, { quorum: dynamic(false, 0, 1) })[0], '--initial-controllers');
});
test('lets such a disk join once the quorum stands: it is new each time', () =>
  assert.deepEqual(optionsFor([onEmptyDir(0), onEmptyDir(1)], 0, { quorum: dynamic(true, 0, 1) }), ['--no-initial-controllers']));
