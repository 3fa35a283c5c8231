/** What becomes of acknowledged records: ISR, leaders, min.insync.replicas, lost volumes and who is to blame. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PortError } from '../../../../hooks/ports/port-error.ts';
import { CLUSTER, createKafkaBed, initial, type KafkaBed, type Node, type NodeSpec, three } from './kafka-bed.ts';

const withTopic = async (specs: readonly NodeSpec[] = three): Promise<{ readonly bed: KafkaBed; readonly nodes: readonly Node[] }> => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(specs);
  await bed.createTopic();
  return { bed, nodes };
};
const produce = (bed: KafkaBed, count = 10): number => bed.kafka.produce(CLUSTER, 't', count);
/** Three controllers, and brokers of these ids. */
const separated = (ids: readonly number[]): readonly NodeSpec[] => [
  ...[10, 11, 12].map((id): NodeSpec => ({ id, roles: 'controller', format: initial([10, 11, 12]) })),
  ...ids.map((id): NodeSpec => ({ id, roles: 'broker' })),
];
const sorted = (ids: readonly number[]): readonly number[] => [...ids].sort();

test('records are acknowledged by the whole ISR and spread over partitions', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  await bed.createTopic({ partitions: 3 });
  assert.equal(produce(bed, 10), 10);
  const { logDirs } = await bed.snapshot();
  assert.deepEqual(
    logDirs.map(({ broker, path, bytes, replicas }) => [broker, path, bytes, replicas.length]),
    [0, 1, 2].map((id) => [id, '/disk-0/kafka', 10_000, 3]),
  );
});

test('a dead broker holds up acknowledgements until its session ends, and leaves the ISR then', async () => {
  const { bed, nodes } = await withTopic();
  nodes[1]?.program.kill();
  assert.equal(produce(bed), 0);
  await bed.seconds(8);
  assert.equal(produce(bed), 0);
  await bed.seconds(6);
  const { isr, leader } = await bed.partition();
  assert.deepEqual(sorted(isr), [0, 2]);
  assert.notEqual(leader, 1);
  assert.equal(produce(bed), 10);
});

test('acks=all below min.insync.replicas is refused', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(separated([0, 1, 2]));
  await bed.createTopic();
  nodes[3]?.program.terminate();
  await bed.seconds(6);
  assert.equal(produce(bed), 10);
  nodes[4]?.program.terminate();
  await bed.seconds(6);
  const { isr, leader } = await bed.partition();
  assert.deepEqual([isr, leader], [[2], 2], 'it can still be read');
  assert.equal(produce(bed), 0);
});

test('a broker that comes back catches up, the longer the more it lacks, and joins the ISR', async () => {
  const { bed, nodes } = await withTopic();
  nodes[2]?.program.terminate();
  await bed.seconds(6);
  // 1 GB at 50 MB a second: 20 s.
  assert.equal(produce(bed, 1_000_000), 1_000_000);
  bed.start(three[2] ?? { id: 2 });
  await bed.seconds(15);
  assert.equal((await bed.partition()).isr.length, 2);
  await bed.seconds(35);
  assert.equal((await bed.partition()).isr.length, 3);
});

test('without an active controller the ISR stands still', async () => {
  const { bed, nodes } = await withTopic();
  nodes[1]?.program.kill();
  nodes[2]?.program.kill();
  await bed.seconds(60);
  assert.equal((await bed.partition()).isr.length, 3);
  assert.equal(produce(bed), 0);
});

test('the last of the ISR stays in it, and leads again when it is back', async () => {
  const specs = separated([0, 1]);
  const bed = createKafkaBed();
  const nodes = await bed.startAll(specs);
  await bed.createTopic({ replicationFactor: 2, minInsyncReplicas: 1 });
  nodes[3]?.program.terminate();
  await bed.seconds(6);
  assert.equal(produce(bed, 7), 7);
  nodes[4]?.program.kill();
  bed.start({ id: 0, roles: 'broker' });
  await bed.seconds(30);
  assert.deepEqual(
    await bed.partition(),
    { index: 0, replicas: (await bed.partition()).replicas, isr: [1] },
    'broker 0 lacks records: offline',
  );
  bed.start({ id: 1, roles: 'broker' });
  await bed.seconds(40);
  assert.equal((await bed.partition()).leader, 1);
  assert.deepEqual(sorted((await bed.partition()).isr), [0, 1]);
  assert.equal(bed.kafka.lostRecords(), 0);
});

test('who is not in the ISR does not lead, though by chance it lacks nothing', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(separated([0, 1]));
  await bed.createTopic({ replicationFactor: 2, minInsyncReplicas: 1 });
  produce(bed);
  nodes[3]?.program.terminate();
  await bed.seconds(6);
  nodes[4]?.program.kill();
  bed.start({ id: 0, roles: 'broker' });
  await bed.seconds(60);
  const { isr, leader } = await bed.partition();
  assert.deepEqual([isr, leader], [[1], undefined]);
});

test('a broker does not lead with an old disk of its own', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(separated([0, 1]));
  await bed.createTopic({ replicationFactor: 2, minInsyncReplicas: 1 });
  produce(bed, 10);
  nodes[3]?.program.terminate();
  await bed.seconds(6);
  const other = bed.start({ id: 0, roles: 'broker', volumes: ['other-0'] });
  await bed.seconds(40);
  assert.equal((await bed.partition()).isr.length, 2);
  nodes[4]?.program.terminate();
  await bed.seconds(6);
  assert.equal(produce(bed, 5), 5);
  other.program.terminate();
  await bed.seconds(6);
  bed.start({ id: 0, roles: 'broker' });
  const back = bed.start({ id: 1, roles: 'broker' });
  await bed.seconds(40);
  assert.equal(back.program.ready(), true);
  assert.equal((await bed.partition()).leader, undefined);
  assert.equal(bed.kafka.lostRecords(), 0, 'the other disk is still there');
});

test('one lost volume loses nothing, and an empty one is filled again', async () => {
  const { bed, nodes } = await withTopic();
  produce(bed);
  bed.kafka.volumeLost('volume-0');
  assert.equal(nodes[0]?.exit()?.code, 1);
  bed.start({ id: 0, volumes: ['new'] });
  await bed.seconds(40);
  assert.deepEqual(sorted((await bed.partition()).isr), [0, 1, 2]);
  assert.equal(bed.kafka.lostRecords(), 0);
  bed.kafka.volumeLost('volume-1');
  bed.kafka.volumeLost('volume-2');
  assert.equal(bed.kafka.lostRecords(), 0, 'the new volume holds them too');
});

test('records whose every holder is destroyed are lost, and excused only when each of them was declared', async () => {
  const { bed, nodes } = await withTopic();
  produce(bed, 10);
  nodes[0]?.program.terminate();
  await bed.seconds(6);
  produce(bed, 5);
  bed.kafka.volumeLost('volume-1');
  bed.kafka.volumeLost('volume-2');
  assert.equal(bed.kafka.lostRecords(), 5, 'broker 0 holds the first ten');
  bed.kafka.volumeLost('volume-0');
  assert.equal(bed.kafka.lostRecords(), 15);
  assert.deepEqual(bed.kafka.lossesNotExcused(new Set(['volume-0', 'volume-1', 'volume-2'])), []);
  assert.deepEqual(
    bed.kafka
      .lossesNotExcused(new Set(['volume-1', 'volume-2']))
      .map(({ records, volumes }) => [records, sorted(volumes.map((v) => Number(v.at(-1))))]),
    [[10, [0, 1, 2]]],
  );
  assert.equal(bed.kafka.lossesNotExcused(new Set(['volume-0', 'volume-1'])).length, 2);
});

test('when the last in-sync disk is lost the partition stays offline', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(separated([0, 1]));
  await bed.createTopic({ replicationFactor: 2, minInsyncReplicas: 1 });
  produce(bed, 10);
  nodes[3]?.program.terminate();
  await bed.seconds(6);
  produce(bed, 5);
  bed.kafka.volumeLost('volume-1');
  bed.start({ id: 0, roles: 'broker' });
  bed.start({ id: 1, roles: 'broker', volumes: ['new-1'] });
  await bed.seconds(120);
  const { isr, leader } = await bed.partition();
  assert.deepEqual([isr, leader], [[1], undefined]);
  assert.equal(bed.kafka.lostRecords(), 5);
  assert.deepEqual(bed.kafka.lossesNotExcused(new Set(['volume-1'])), []);
  assert.equal(bed.kafka.lossesNotExcused(new Set()).length, 1);
});

test('a failed log dir takes its replicas out, and the broker goes on with its others', async () => {
  const two = three.map((spec) => ({ ...spec, volumes: [`meta-${spec.id}`, `data-${spec.id}`] }));
  const bed = createKafkaBed();
  const nodes = await bed.startAll(two);
  await bed.createTopic({ partitions: 2 });
  bed.kafka.logDirFailed('data-0');
  assert.equal(nodes[0]?.exit(), undefined);
  const { topics, logDirs } = await bed.snapshot();
  assert.equal(topics[0]?.partitions.filter(({ isr }) => !isr.includes(0)).length, 1);
  assert.equal(logDirs.find(({ broker, path }) => broker === 0 && path === '/disk-1/kafka')?.error, 'Input/output error');
  bed.kafka.logDirFailed('meta-0');
  assert.equal(nodes[0]?.exit()?.code, 1);
  bed.kafka.diskMended('meta-0');
  bed.kafka.diskMended('data-0');
  const back = bed.start(two[0] ?? { id: 0 });
  await bed.seconds(40);
  assert.equal(back.program.ready(), true);
  assert.ok((await bed.snapshot()).topics[0]?.partitions.every(({ isr }) => isr.length === 3));
});

test('replicas are placed in different racks, and new brokers get none by themselves', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three.map((spec) => ({ ...spec, rack: spec.id === 2 ? 'b' : 'a' })));
  await bed.createTopic({ partitions: 6, replicationFactor: 2, minInsyncReplicas: 1 });
  bed.start({ id: 3, roles: 'broker', rack: 'b' });
  await bed.seconds(30);
  const { topics, brokers } = await bed.snapshot();
  assert.deepEqual(
    brokers.map(({ id }) => id),
    [0, 1, 2, 3],
  );
  const used = new Set(topics[0]?.partitions.flatMap(({ replicas }) => replicas));
  assert.deepEqual(sorted([...used]), [0, 1, 2]);
  await assert.rejects(bed.createTopic({ name: 'u', replicationFactor: 5 }), { code: 'REFUSED', retriable: false });
  await assert.rejects(bed.createTopic(), { code: 'ALREADY_EXISTS' });
});

test('a deleted topic takes its records with it, and they are not lost', async () => {
  const { bed } = await withTopic();
  produce(bed);
  await bed.kafka.admin(CLUSTER).deleteTopic('t', { deadline: bed.clock.now() + 1 });
  for (const id of [0, 1, 2]) bed.kafka.volumeLost(`volume-${id}`);
  assert.equal(bed.kafka.lostRecords(), 0);
});

test('calls fail when nobody answers, when the deadline has passed, and when they are told to', async () => {
  const bed = createKafkaBed();
  await assert.rejects(bed.snapshot(), { code: 'UNREACHABLE' });
  await bed.startAll(three);
  await assert.rejects(bed.kafka.admin(CLUSTER).snapshot({ deadline: bed.clock.now() }), { code: 'DEADLINE_EXCEEDED' });
  bed.kafka.failCalls(CLUSTER, new PortError('BUSY', 'told to'));
  await assert.rejects(bed.snapshot(), { code: 'BUSY' });
  assert.equal((await bed.snapshot()).brokers.length, 3);
});
