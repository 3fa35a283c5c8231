/**
 * Laws of Kafka's model, for any schedule of kills, shutdowns, restarts, lost volumes and productions: no acknowledged
 * record is lost without a destroyed volume, every loss is excused by the volumes that were destroyed and by no fewer,
 * and a cluster that is left alone comes back.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CLUSTER,
  createKafkaBed,
  type KafkaBed,
  type Node,
  type NodeSpec,
  three,
  threeStatic,
} from '../../../unit/engine/kafka/kafka-bed.ts';

type Step =
  | { readonly do: 'kill' | 'terminate' | 'start' | 'destroy'; readonly broker: number }
  | { readonly do: 'produce'; readonly records: number }
  | { readonly do: 'wait'; readonly seconds: number };

const broker = fc.integer({ min: 0, max: 2 });
const act = (name: 'kill' | 'terminate' | 'start' | 'destroy'): fc.Arbitrary<Step> => fc.record({ do: fc.constant(name), broker });
const produce: fc.Arbitrary<Step> = fc.record({ do: fc.constant('produce' as const), records: fc.integer({ min: 1, max: 100_000 }) });
const wait: fc.Arbitrary<Step> = fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 40 }) });
const gentle = fc.array(fc.oneof(act('kill'), act('terminate'), act('start'), produce, wait), { minLength: 5, maxLength: 40, size: 'max' });
const rough = fc.array(fc.oneof(act('terminate'), act('start'), act('destroy'), produce, produce, wait), {
  minLength: 5,
  maxLength: 40,
  size: 'max',
});
const quorum = fc.constantFrom<readonly NodeSpec[]>(three, threeStatic);
const seed = fc.nat(1_000_000);

interface Run {
  readonly bed: KafkaBed;
  readonly nodes: Node[];
  readonly acknowledged: number;
  readonly destroyed: ReadonlySet<string>;
  start(id: number): void;
}

const play = async (specs: readonly NodeSpec[], steps: readonly Step[], start: number): Promise<Run> => {
  const bed = createKafkaBed(start);
  const nodes = [...(await bed.startAll(specs))];
  await bed.createTopic({ partitions: 4 });
  const volumes = specs.map(({ id }) => `volume-${id}`);
  const isDown = new Set<Node>();
  const destroyed = new Set<string>();
  let acknowledged = 0;
  const begin = (id: number): void => {
    const node = nodes[id];
    if (node !== undefined && node.exit() === undefined && !isDown.has(node)) return;
    const spec = specs[id] ?? { id };
    const isNew = destroyed.size > 0 && volumes[id] !== `volume-${id}`;
    nodes[id] = bed.start({
      ...spec,
      volumes: [volumes[id] ?? ''],
      ...(isNew && spec.format !== undefined && { format: '--no-initial-controllers' }),
    });
  };
  for (const step of steps) {
    if (step.do === 'produce') acknowledged += bed.kafka.produce(CLUSTER, 't', step.records);
    else if (step.do === 'wait') await bed.seconds(step.seconds);
    else if (step.do === 'start') begin(step.broker);
    else if (step.do === 'terminate') nodes[step.broker]?.program.terminate();
    else {
      const node = nodes[step.broker];
      node?.program.kill();
      if (node !== undefined) isDown.add(node);
      if (step.do === 'destroy') {
        const volume = volumes[step.broker] ?? '';
        bed.kafka.volumeLost(volume);
        destroyed.add(volume);
        volumes[step.broker] = `volume-${step.broker}-${destroyed.size}`;
      }
    }
    await bed.seconds(0);
  }
  return { bed, nodes, acknowledged, destroyed, start: begin };
};

test('no kill, shutdown or restart loses an acknowledged record, and the cluster comes back', async () => {
  await fc.assert(
    fc.asyncProperty(quorum, gentle, seed, async (specs, steps, start) => {
      const { bed, acknowledged, ...run } = await play(specs, steps, start);
      assert.equal(bed.kafka.acknowledged(CLUSTER), acknowledged);
      // As our hooks do: whoever has ended is started again.
      for (let round = 0; round < 12; round += 1) {
        await bed.seconds(60);
        for (const { id } of specs) run.start(id);
      }
      assert.equal(bed.kafka.lostRecords(), 0);
      assert.deepEqual(bed.kafka.violations(), []);
      const { topics, logDirs } = await bed.snapshot();
      assert.ok(topics[0]?.partitions.every(({ isr, leader }) => isr.length === 3 && leader !== undefined));
      assert.deepEqual(
        logDirs.map(({ bytes }) => bytes / bed.kafka.timings.recordBytes),
        [acknowledged, acknowledged, acknowledged],
      );
      assert.equal(bed.kafka.produce(CLUSTER, 't', 4), 4);
    }),
    { numRuns: 100 },
  );
});

test('what destroyed volumes cost is excused by all of them, and never more is lost than was acknowledged', async () => {
  let losses = 0;
  await fc.assert(
    fc.asyncProperty(quorum, rough, seed, async (specs, steps, start) => {
      const { bed, acknowledged, destroyed } = await play(specs, steps, start);
      const lost = bed.kafka.lostRecords();
      assert.ok(lost >= 0 && lost <= acknowledged, `${lost} of ${acknowledged}`);
      assert.deepEqual(bed.kafka.lossesNotExcused(destroyed), []);
      if (destroyed.size < 2) assert.equal(lost, 0, 'with min.insync.replicas 2 one volume never matters');
      if (lost > 0) {
        losses += 1;
        assert.ok(bed.kafka.lossesNotExcused(new Set()).length > 0);
      }
    }),
    { numRuns: 200, seed: 7 },
  );
  assert.ok(losses > 5, `${losses} schedules lost something: too few for the law to mean anything`);
});

test('the same seed gives the same run', async () => {
  await fc.assert(
    fc.asyncProperty(quorum, rough, seed, async (specs, steps, start) => {
      const [a, b] = [await play(specs, steps, start), await play(specs, steps, start)];
      assert.equal(a.bed.clock.nextAt(), b.bed.clock.nextAt());
      assert.equal(a.acknowledged, b.acknowledged);
      const look = (run: Run): Promise<unknown> => run.bed.snapshot().catch(String);
      assert.deepEqual(await look(a), await look(b));
    }),
    { numRuns: 20 },
  );
});
