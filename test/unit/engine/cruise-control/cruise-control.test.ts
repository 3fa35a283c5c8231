/** Cruise Control's model: what its tasks move, how long they take, what it refuses, and what a restart leaves behind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createCruiseControl, type SimulatedCruiseControl } from '../../../../hooks/engine/cruise-control/cruise-control.ts';
import type { CruiseControlTask } from '../../../../hooks/ports/cruise-control.ts';
import { CLUSTER, createKafkaBed, initial, type KafkaBed, type Node, type NodeSpec } from '../kafka/kafka-bed.ts';

interface Bed extends KafkaBed {
  readonly nodes: readonly Node[];
  readonly cc: SimulatedCruiseControl;
  begin(task: CruiseControlTask): Promise<string>;
  state(): Promise<string | undefined>;
  /** How many replicas each broker holds. */
  replicas(): Promise<Readonly<Record<number, number>>>;
}

/** Brokers 0..3 with twelve partitions of two replicas on 0..2, and a Cruise Control that has sampled. */
const createBed = async (disks = 1): Promise<Bed> => {
  const bed = createKafkaBed();
  const volumes = (id: number): readonly string[] => Array.from({ length: disks }, (_, index) => `volume-${id}-${index}`);
  const broker = (id: number): NodeSpec => ({ id, roles: 'broker', volumes: volumes(id) });
  const nodes = await bed.startAll([
    ...[10, 11, 12].map((id): NodeSpec => ({ id, roles: 'controller', format: initial([10, 11, 12]) })),
    ...[0, 1, 2].map(broker),
  ]);
  await bed.createTopic({ partitions: 12, replicationFactor: 2, minInsyncReplicas: 1 });
  bed.kafka.produce(CLUSTER, 't', 1_200_000);
  const fourth = bed.start(broker(3));
  const cc = createCruiseControl({ kafka: bed.kafka, cluster: CLUSTER, clock: bed.clock, random: createRandom(1) });
  await bed.seconds(200);
  return {
    ...bed,
    nodes: [...nodes.slice(3), fourth],
    cc,
    begin: (task) => cc.start(task, { deadline: bed.clock.now() + 1 }),
    state: async () => (await cc.tasks({ deadline: bed.clock.now() + 1 })).at(-1)?.state,
    replicas: async () => {
      const count: Record<number, number> = { 0: 0, 1: 0, 2: 0, 3: 0 };
      for (const topic of (await bed.snapshot()).topics) {
        for (const id of topic.partitions.flatMap(({ replicas }) => replicas)) count[id] = (count[id] ?? 0) + 1;
      }
      return count;
    },
  };
};

test('add_broker fills the new broker and nothing else moves to others', async () => {
  const bed = await createBed();
  const before = await bed.replicas();
  assert.equal(before[3], 0);
  await bed.begin({ kind: 'add_broker', brokers: [3] });
  assert.equal(await bed.state(), 'Active');
  await bed.seconds(6);
  assert.equal(await bed.state(), 'InExecution');
  assert.equal((await bed.cc.state({ deadline: bed.clock.now() + 1 })).executing?.length, 36);
  await bed.seconds(60);
  assert.equal(await bed.state(), 'Completed');
  assert.deepEqual(await bed.replicas(), { 0: 6, 1: 6, 2: 6, 3: 6 });
  assert.deepEqual((await bed.snapshot()).reassignments, []);
});

test('remove_broker empties it, also its disks, in a time that goes by the data', async () => {
  const bed = await createBed();
  await bed.begin({ kind: 'remove_broker', brokers: [0] });
  await bed.seconds(10);
  assert.equal(await bed.state(), 'InExecution', '0.8 GB take longer');
  await bed.seconds(90);
  assert.equal(await bed.state(), 'Completed');
  assert.equal((await bed.replicas())[0], 0);
  const { logDirs, topics } = await bed.snapshot();
  assert.deepEqual(logDirs.find(({ broker }) => broker === 0)?.replicas, []);
  assert.ok(topics[0]?.partitions.every(({ replicas, isr, leader }) => isr.length === replicas.length && leader !== undefined));
  bed.kafka.volumeLost('volume-0-0');
  assert.equal(bed.kafka.lostRecords(), 0);
});

test('a broker that is down can be emptied when others have its records', async () => {
  const bed = await createBed();
  bed.nodes[0]?.program.kill();
  await bed.seconds(15);
  await bed.begin({ kind: 'remove_broker', brokers: [0] });
  await bed.seconds(120);
  assert.equal((await bed.replicas())[0], 0);
});

test('remove_disks moves replicas to the broker’s other disks', async () => {
  const bed = await createBed(2);
  await bed.begin({ kind: 'remove_disks', brokers: [], logDirs: [{ broker: 0, path: '/disk-1/kafka' }] });
  await bed.seconds(30);
  assert.equal(await bed.state(), 'Completed');
  const dirs = (await bed.snapshot()).logDirs.filter(({ broker }) => broker === 0);
  assert.deepEqual(
    dirs.map(({ replicas }) => replicas.length),
    [(await bed.replicas())[0], 0],
  );
  assert.ok((await bed.snapshot()).topics[0]?.partitions.every(({ isr }) => isr.length === 2));
  bed.kafka.volumeLost('volume-0-1');
  assert.equal(bed.kafka.lostRecords(), 0);
});

test('rebalance evens out, and has nothing to do afterwards', async () => {
  const bed = await createBed();
  await bed.begin({ kind: 'rebalance', brokers: [] });
  await bed.seconds(80);
  assert.deepEqual(await bed.replicas(), { 0: 6, 1: 6, 2: 6, 3: 6 });
  await bed.begin({ kind: 'rebalance', brokers: [] });
  await bed.seconds(6);
  assert.equal(await bed.state(), 'Completed');
});

test('a task whose destination dies is completed without having moved everything', async () => {
  const bed = await createBed();
  await bed.begin({ kind: 'add_broker', brokers: [3] });
  await bed.seconds(7);
  bed.nodes[3]?.program.kill();
  await bed.seconds(120);
  assert.equal(await bed.state(), 'Completed');
  assert.equal((await bed.replicas())[3], 0);
  assert.deepEqual((await bed.snapshot()).reassignments, []);
});

test('a restart forgets the task; what Kafka was told already goes on', async () => {
  const bed = await createBed();
  await bed.begin({ kind: 'remove_broker', brokers: [0, 1] });
  await bed.seconds(7);
  bed.cc.restart();
  await assert.rejects(bed.cc.tasks({ deadline: bed.clock.now() + 1 }), { code: 'UNREACHABLE', retriable: true });
  await bed.seconds(100);
  assert.equal(await bed.state(), undefined);
  const left = await bed.replicas();
  assert.ok((left[0] ?? 0) + (left[1] ?? 0) > 0 && (left[0] ?? 0) + (left[1] ?? 0) < 16, JSON.stringify(left));
  await assert.rejects(bed.begin({ kind: 'rebalance', brokers: [] }), { code: 'NOT_READY' });
  await bed.seconds(60);
  await bed.begin({ kind: 'remove_broker', brokers: [0, 1] });
  await bed.seconds(120);
  assert.deepEqual(await bed.replicas(), { 0: 0, 1: 0, 2: 12, 3: 12 });
});

test('a task may fail, and the next one is not touched by it', async () => {
  const bed = await createBed();
  bed.cc.failNext();
  await bed.begin({ kind: 'add_broker', brokers: [3] });
  await bed.seconds(100);
  assert.equal(await bed.state(), 'CompletedWithError');
  await bed.begin({ kind: 'add_broker', brokers: [3] });
  await bed.seconds(100);
  assert.equal(await bed.state(), 'Completed');
});

const refused: readonly { readonly it: string; readonly task: CruiseControlTask; readonly says: RegExp }[] = [
  { it: 'a broker that Kafka does not know', task: { kind: 'add_broker', brokers: [9] }, says: /\[9\] does not exist/ },
  {
    it: 'emptying more brokers than the replicas allow',
    task: { kind: 'remove_broker', brokers: [0, 1, 2] },
    says: /no broker can take the replica/,
  },
  { it: 'emptying nothing', task: { kind: 'remove_broker', brokers: [] }, says: /no broker is named/ },
  {
    it: 'the last disk of a broker',
    task: { kind: 'remove_disks', brokers: [], logDirs: [{ broker: 0, path: '/disk-0/kafka' }] },
    says: /left without a log dir/,
  },
  {
    it: 'a disk that is none',
    task: { kind: 'remove_disks', brokers: [], logDirs: [{ broker: 0, path: '/disk-7/kafka' }] },
    says: /has no log dir \/disk-7/,
  },
];
for (const { it, task, says } of refused) {
  test(`${it} is refused`, async () => {
    const bed = await createBed();
    await assert.rejects(bed.begin(task), (error: Error) => says.test(error.message) && 'code' in error && error.code === 'REFUSED');
  });
}

test('only one task at a time', async () => {
  const bed = await createBed();
  await bed.begin({ kind: 'rebalance', brokers: [] });
  await assert.rejects(bed.begin({ kind: 'rebalance', brokers: [] }), { code: 'BUSY', retriable: true });
});
