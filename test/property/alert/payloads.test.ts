/**
 * Ten thousand random deliveries, sensible and absurd, to clusters at rest: whatever they are, the spec that they leave is valid, or
 * it is the one that was there; limits hold; and the record of what was done can be read.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { problemsOf } from '../../../hooks/alert/guards/validity.ts';
import { readPayload } from '../../../hooks/alert/payload/read-payload.ts';
import { Failure } from '../../../hooks/errors.ts';
import { CLAIM, createScene, NOW, recordOf, specOf } from '../../unit/alert/scene.ts';

const RUNS = 10_000;
const LEAST = 3;
const MOST = 6;

const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      '1',
      '3',
      '-1',
      '10Gi',
      '10G',
      '0',
      '1e30',
      'brokers',
      'default',
      '/kafka-logs',
      '/a b',
      'x'.repeat(300),
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

const labels = fc.record(
  {
    alertname: fc.constantFrom('A', 'B'),
    kafka_cr: fc.oneof({ weight: 9, arbitrary: fc.constant('kafka') }, text),
    namespace: fc.oneof({ weight: 9, arbitrary: fc.constant('demo') }, text),
    brokerId: fc.oneof(fc.constantFrom('0', '3', '4', '5'), text),
    persistentvolumeclaim: fc.oneof({ weight: 5, arbitrary: fc.constant(CLAIM) }, text),
    rollingupgrade: text,
  },
  { requiredKeys: ['alertname'] },
);

const annotations = fc.record(
  {
    command: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('upScale', 'downScale', 'addPvc', 'AddPVC', 'resizePvc', 'rebalance', 'replaceBroker') },
      text,
    ),
    brokerConfigGroup: fc.oneof(fc.constantFrom('brokers', 'default', 'bare'), text),
    mountPath: fc.oneof(fc.constantFrom('/kafkalog', '/var/lib/kafka'), text),
    mountPathPrefix: fc.oneof(fc.constantFrom('/kafka-logs', '/more'), text),
    diskSize: fc.oneof(fc.constantFrom('10Gi', '500Gi'), text),
    incrementBy: fc.oneof(fc.constantFrom('10Gi', '10G', '3Ti'), text),
    image: fc.oneof(fc.constantFrom('apache/kafka:4.3.1'), text),
    storageClass: text,
    brokerAnnotations: fc.oneof(fc.constantFrom('{"a":"b"}', '{"a":1}', '[]'), text),
  },
  { requiredKeys: [] },
);

const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -86_400, max: 400 }).map((seconds) => new Date(NOW + seconds * 1000).toISOString()) },
  fc.constantFrom('0001-01-01T00:00:00Z', '', 'yesterday', '2026-13-45T00:00:00Z'),
);

const alert = fc.record(
  { labels, annotations, startsAt: time, endsAt: time, status: fc.constantFrom('firing', 'resolved', 'odd'), fingerprint: text },
  { requiredKeys: ['labels', 'annotations', 'startsAt'] },
);
const alerts = fc.array(alert, { maxLength: 3 });

const payload = fc.oneof(
  { weight: 5, arbitrary: alerts.map((some) => ({ version: '4', status: 'firing', alerts: some })) },
  { weight: 4, arbitrary: alerts },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const spec = specOf(1, {
  cruiseControlConfig: {},
  brokerConfigGroups: { ...specOf().brokerConfigGroups, bare: { processRoles: ['broker'] } },
  alertManagerConfig: { upScaleLimit: MOST, downScaleLimit: LEAST, coolDownSeconds: { upScale: 0, downScale: 0 }, maxActionsPerDay: 100 },
});

test('random deliveries leave a valid spec or the one that was there', async () => {
  let acted = 0;
  // One cluster for many deliveries: what one leaves, the next finds.
  let scene = createScene({ spec });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(payload, async (body) => {
      count += 1;
      if (count % 100 === 0) scene = createScene({ spec });
      scene.now += 120_000;
      scene.settle();
      const before = scene.cluster().spec;
      const given = read(body, scene.now);
      if (given === undefined) return;
      const decisions = await scene.deliver(...given);
      assert.equal(decisions.length, given.length);
      const after = scene.cluster();
      const changed = JSON.stringify(after.spec) !== JSON.stringify(before);
      const actions = decisions.filter(({ outcome }) => outcome === 'Acted');
      if (changed) assert.ok(actions.length > 0, 'a change without a decision');
      // A rebalance is only asked for: the spec stays what it is.
      assert.ok(actions.filter(({ command }) => command !== 'rebalance').length <= 1, 'two changes at once');
      assert.deepEqual(problemsOf(after), []);
      assert.ok(after.spec.brokers.length <= MOST && after.spec.brokers.length >= LEAST);
      assert.deepEqual(new Set(after.spec.brokers.slice(0, 3).map(({ id }) => id)), new Set([0, 1, 2]), 'controllers stay');
      assert.notEqual(recordOf(scene), undefined, 'the record can be read');
      acted += actions.length;
    }),
    { numRuns: RUNS },
  );
  assert.ok(acted > RUNS / 100, `only ${acted} deliveries changed anything: the generator is too wild`);
});

/** The alerts of a body; undefined when it is refused as a whole. */
const read = (body: unknown, now: number) => {
  try {
    return readPayload(body, now).alerts;
  } catch (error) {
    if (error instanceof Failure && error.code === 'PAYLOAD_INVALID') return undefined;
    throw error;
  }
};
