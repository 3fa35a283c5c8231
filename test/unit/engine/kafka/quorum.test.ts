/** What the quorum survives, and how controllers that lost their disk come back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLUSTER, createKafkaBed, type NodeSpec, three, threeStatic } from './kafka-bed.ts';

const [first, second, third] = three as [NodeSpec, NodeSpec, NodeSpec];

for (const [quorum, specs] of [
  ['dynamic', three],
  ['static', threeStatic],
] as const) {
  test(`a ${quorum} quorum survives the loss of one of three, and not of two`, async () => {
    const bed = createKafkaBed();
    const nodes = await bed.startAll(specs);
    nodes[0]?.program.kill();
    await bed.seconds(5);
    assert.notEqual((await bed.snapshot()).quorum.leader, 0);
    assert.ok((await bed.snapshot()).quorum.leader !== undefined);
    await bed.createTopic({ replicationFactor: 2 });
    assert.deepEqual(
      (await bed.snapshot()).quorum.voters.map(({ caughtUp }) => caughtUp),
      [false, true, true],
    );
    nodes[1]?.program.kill();
    await bed.seconds(5);
    assert.equal((await bed.snapshot()).quorum.leader, undefined);
    await assert.rejects(bed.createTopic({ name: 'u' }), { code: 'NOT_READY', retriable: true });
  });
}

test('a voter of a static quorum comes back with an empty disk and is caught up', async () => {
  const bed = createKafkaBed();
  await bed.startAll(threeStatic);
  await bed.createTopic();
  bed.kafka.volumeLost('volume-0');
  const back = bed.start({ ...first, voters: [0, 1, 2], volumes: ['new-volume-0'] });
  await bed.seconds(30);
  assert.equal(back.program.ready(), true);
  assert.deepEqual(
    (await bed.snapshot()).quorum.voters.map(({ caughtUp }) => caughtUp),
    [true, true, true],
  );
  assert.equal((await bed.snapshot()).topics.length, 1);
});

test('a controller of a dynamic quorum with a new disk is an observer first, and joins in place of its old self', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  bed.kafka.volumeLost('volume-0');
  bed.start({ ...first, volumes: ['new-volume-0'], format: '--no-initial-controllers' });
  await bed.seconds(6.9);
  while ((await bed.snapshot()).quorum.observers.length === 0) await bed.seconds(0.1);
  assert.deepEqual(
    (await bed.snapshot()).quorum.observers.map(({ id }) => id),
    [0],
  );
  await bed.seconds(10);
  const { voters, observers } = (await bed.snapshot()).quorum;
  assert.deepEqual(observers, []);
  assert.deepEqual(
    voters.map(({ id, directoryId, caughtUp }) => [id, directoryId === 'dir-of-0', caughtUp]),
    [0, 1, 2].map((id) => [id, false, true]),
  );
});

test('with two of three disks lost a dynamic quorum stands still', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  await bed.createTopic();
  for (const spec of [first, second]) {
    bed.kafka.volumeLost(`volume-${spec.id}`);
    bed.start({ ...spec, volumes: [`new-volume-${spec.id}`], format: '--no-initial-controllers' });
  }
  await bed.seconds(50);
  const { quorum, topics } = await bed.snapshot();
  assert.equal(quorum.leader, undefined);
  assert.equal(topics.length, 1);
});

test('a majority of static voters with empty disks begins anew: the topics are lost', async () => {
  const bed = createKafkaBed();
  const nodes = await bed.startAll(threeStatic);
  await bed.createTopic();
  assert.equal(bed.kafka.produce(CLUSTER, 't', 30), 30);
  nodes[2]?.program.kill();
  for (const id of [0, 1]) {
    bed.kafka.volumeLost(`volume-${id}`);
    bed.start({ id, voters: [0, 1, 2], volumes: [`new-volume-${id}`] });
  }
  await bed.seconds(40);
  assert.deepEqual((await bed.snapshot()).topics, []);
  assert.equal(bed.kafka.lostRecords(), 30);
  assert.equal(bed.kafka.lossesNotExcused(new Set(['volume-0'])).length, 1);
  assert.equal(bed.kafka.lossesNotExcused(new Set(['volume-0', 'volume-1'])).length, 0);
  bed.kafka.volumeLost('volume-2');
  assert.equal(bed.kafka.lostRecords(), 30, 'nothing is lost twice');
});

test('a disk that is formatted as a first voter again founds no second quorum unseen', async () => {
  const bed = createKafkaBed();
  await bed.startAll(three);
  bed.kafka.volumeLost('volume-2');
  bed.start({ ...third, volumes: ['new-volume-2'], format: '--standalone' });
  await bed.seconds(20);
  assert.match(bed.kafka.violations()[0] ?? '', /second quorum/);
  assert.equal((await bed.snapshot()).quorum.voters.length, 3);
});
