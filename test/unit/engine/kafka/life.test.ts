/** How Kafka processes start, run and end: formatting, readiness, shutdown, and what must never run twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerOf, createKafkaBed, initial, type NodeSpec, three, threeStatic } from './kafka-bed.ts';

const [first, second, third] = three as [NodeSpec, NodeSpec, NodeSpec];
const ignore = { exit: () => undefined, changed: () => undefined };

for (const [quorum, specs] of [
  ['dynamic', three],
  ['static', threeStatic],
] as const) {
  test(`three nodes of a ${quorum} quorum become ready and elect a leader`, async () => {
    const bed = createKafkaBed();
    const nodes = await bed.startAll(specs);
    assert.deepEqual(
      nodes.map(({ program, exit }) => [program.ready(), exit()]),
      [0, 1, 2].map(() => [true, undefined]),
    );
    assert.ok(nodes.every(({ changes }) => changes() > 0));
    const { quorum: seen, brokers } = await bed.snapshot();
    assert.deepEqual(
      seen.voters.map(({ id, caughtUp }) => [id, caughtUp]),
      [0, 1, 2].map((id) => [id, true]),
    );
    assert.ok(seen.leader !== undefined);
    assert.deepEqual(
      brokers.map(({ id, fenced, endpoints }) => [id, fenced, endpoints[0]?.port]),
      [0, 1, 2].map((id) => [id, false, 29092]),
    );
  });
}

test('containers that are not Kafka of a KafkaCluster are left to others', () => {
  const { kafka } = createKafkaBed();
  const container = containerOf({ id: 0 }, ignore);
  assert.equal(kafka.start({ ...container, name: 'sidecar' }), undefined);
  assert.equal(kafka.start({ ...container, pod: { metadata: { labels: { app: 'cruisecontrol', kafka_cr: 'kafka' } } } }), undefined);
  assert.equal(kafka.start({ ...container, mounts: new Map() }), undefined, 'ZooKeeper’s brokers have no process.roles');
});

test('a broker that finds no controller for a minute ends with code 1', async () => {
  const bed = createKafkaBed();
  const lonely = bed.start(first);
  await bed.seconds(60);
  assert.equal(lonely.exit(), undefined);
  await bed.seconds(10);
  assert.equal(lonely.exit()?.code, 1);
});

test('a pure controller is ready while it has a vote and there is a leader', async () => {
  const bed = createKafkaBed();
  const specs = [0, 1, 2].map((id): NodeSpec => ({ id, roles: 'controller', voters: [0, 1, 2] }));
  const [a, b, c] = await bed.startAll(specs);
  assert.deepEqual(
    [a, b, c].map((node) => node?.program.ready()),
    [true, true, true],
  );
  const before = a?.changes() ?? 0;
  b?.program.kill();
  c?.program.kill();
  assert.equal(a?.program.ready(), false);
  assert.ok((a?.changes() ?? 0) > before, 'and tells the kubelet');
});

test('a broker without a majority of controllers stays ready, and a new one does not become it', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(threeStatic);
  nodes[1]?.program.kill();
  nodes[2]?.program.kill();
  const late = bed.start({ id: 3, roles: 'broker', voters: [0, 1, 2] });
  await bed.seconds(40);
  assert.equal(nodes[0]?.program.ready(), true);
  assert.equal(late.program.ready(), false);
  assert.equal((await bed.snapshot()).quorum.leader, undefined);
});

test('SIGTERM moves the leaders away and ends with code 0; the next start recovers quickly', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(three);
  await bed.createTopic();
  const { leader = -1 } = await bed.partition();
  bed.kafka.produce({ namespace: 'default', name: 'kafka' }, 't', 10);
  nodes[leader]?.program.terminate();
  await bed.seconds(0.5);
  const during = await bed.partition();
  assert.notEqual(during.leader, leader);
  assert.ok(!during.isr.includes(leader));
  await bed.seconds(5);
  assert.deepEqual(nodes[leader]?.exit(), { code: 0, message: undefined });
  const spec = three[leader] ?? first;
  const again = bed.start(spec);
  await bed.seconds(9);
  assert.equal(again.program.ready(), true);
});

test('after a kill the logs are recovered, which takes longer', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(three);
  await bed.createTopic();
  bed.kafka.produce({ namespace: 'default', name: 'kafka' }, 't', 10);
  nodes[0]?.program.kill();
  const again = bed.start(first);
  await bed.seconds(9);
  assert.equal(again.program.ready(), false);
  await bed.seconds(12);
  assert.equal(again.program.ready(), true);
});

test('a broker that is told to end while nobody takes its leaders waits', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(threeStatic);
  nodes[1]?.program.kill();
  nodes[2]?.program.kill();
  nodes[0]?.program.terminate();
  await bed.seconds(120);
  assert.equal(nodes[0]?.exit(), undefined);
  await bed.seconds(181);
  assert.equal(nodes[0]?.exit()?.code, 0);
});

test('SIGTERM before the broker is up ends it soon', async () => {
  const bed = createKafkaBed();
  const node = bed.start(first);
  node.program.terminate();
  await bed.seconds(2);
  assert.equal(node.exit()?.code, 0);
});

interface Refusal {
  readonly it: string;
  readonly before: NodeSpec;
  readonly next: NodeSpec;
  readonly says: RegExp;
}

const standalone: NodeSpec = { id: 0, format: '--standalone' };
const refusals: readonly Refusal[] = [
  {
    it: 'another node’s disk',
    before: standalone,
    next: { id: 1, volumes: ['volume-0'] },
    says: /Stored node id 0 does not match the configured 1/,
  },
  {
    it: 'a new disk beside one of another cluster',
    before: standalone,
    next: { id: 0, volumes: ['volume-0', 'new'], clusterId: 'cluster-b', format: '--standalone' },
    says: /Invalid cluster\.id in \/disk-0\/kafka\/meta\.properties: expected cluster-b, but read cluster-a/,
  },
  {
    it: 'an empty disk of a controller without a format option',
    before: standalone,
    next: { id: 0, volumes: ['new'], format: '' },
    says: /exactly one of --standalone/,
  },
  {
    it: 'an empty disk of a controller that the first voters do not know',
    before: standalone,
    next: { id: 5, volumes: ['new'], format: initial([0, 1, 2]) },
    says: /not among the initial controllers/,
  },
];
for (const { it, before, next: spec, says } of refusals) {
  test(`${it} is refused with code 1`, async () => {
    const bed = createKafkaBed();
    const [node] = await bed.startAll([before]);
    node?.program.terminate();
    await bed.seconds(10);
    const next = bed.start(spec);
    await bed.seconds(10);
    assert.equal(next.exit()?.code, 1);
    assert.match(next.exit()?.message ?? '', says);
  });
}

test('a broker with a disk of another cluster does not get into this one', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  const stranger = bed.start({ id: 7, roles: 'broker', clusterId: 'cluster-b' });
  await bed.seconds(20);
  assert.equal(stranger.exit()?.code, 1);
  assert.match(stranger.exit()?.message ?? '', /INCONSISTENT_CLUSTER_ID/);
});

test('two processes with one id are recorded, and the second ends', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  const twin = bed.start({ ...second, pod: 'kafka-1-twin', volumes: ['another'] });
  await bed.seconds(20);
  assert.equal(twin.exit()?.code, 1);
  assert.deepEqual(bed.kafka.violations(), ['node 1 of kafka runs twice: in kafka-1 and in default/kafka-1-twin']);
});

test('two processes on one volume are recorded', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  bed.start({ ...third, id: 9, pod: 'kafka-9', volumes: ['volume-2'] });
  assert.match(bed.kafka.violations()[0] ?? '', /volume volume-2 is used twice/);
});

test('one id in two clusters, or one after the other, is nothing to record', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(three);
  bed.start({ id: 0, name: 'other', pod: 'other-0', volumes: ['other-volume'], clusterId: 'cluster-o', format: '--standalone' });
  nodes[1]?.program.kill();
  bed.start(second);
  await bed.seconds(30);
  assert.deepEqual(bed.kafka.violations(), []);
});
