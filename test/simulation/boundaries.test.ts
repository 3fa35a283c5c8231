/**
 * A hook, or Metacontroller, may die at any moment of a sync. One small story is played again and again: each time the
 * answer of another call is lost or never computed, or another write of Metacontroller is done and its answer lost. The
 * end is always the same, for nothing is remembered but what the API server holds.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../hooks/kube/types.ts';
import { type PlayOptions, play } from './play.ts';
import type { Scenario } from './scenario.ts';

const story: Scenario = {
  seed: 1,
  start: { shape: 'combined', kafka: '4.3.1', brokers: 3, nodes: 4, racks: false, retention: 'Retain' },
  events: [
    { at: 60, do: 'grow-disk', gigabytes: 20 },
    { at: 61, do: 'crash', broker: 1, code: 137 },
  ],
};

const KINDS = ['KafkaCluster', 'Pod', 'PersistentVolumeClaim', 'ConfigMap', 'Service', 'PodDisruptionBudget'];
/** Chance, or the time of day. */
const VARYING = new Set([
  'clusterIP',
  'clusterIPs',
  'creationTimestamp',
  'lastFinishedAt',
  'lastTransitionTime',
  'nextStartAfter',
  'node',
  'nodeName',
  'ownerReferences',
  'resourceVersion',
  'uid',
  'volumeName',
]);

const withoutChance = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>');
  if (Array.isArray(value)) return value.map(withoutChance);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VARYING.has(key) && !key.startsWith('volume.kubernetes.io/'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, withoutChance(item)]),
  );
};

/** What is there in the end; of children without their status, which is the world's. */
const ending = async (options: PlayOptions): Promise<{ readonly objects: unknown; readonly calls: number; readonly writes: number }> => {
  let writes = 0;
  let calls = 0;
  const outcome = await play(story, {
    ...options,
    onWrite: (number) => {
      writes = number + 1;
      return options.onWrite?.(number);
    },
    onRest: (world) => {
      calls = world.ownCalls();
    },
  });
  assert.equal(outcome.violation, undefined);
  const objects = outcome.world.engine.store
    .snapshot()
    .filter(({ kind = '', metadata }) => KINDS.includes(kind) && metadata?.namespace === 'apps')
    .map((object: KubeObject & { readonly status?: unknown }) => {
      const { status, ...rest } = object;
      return withoutChance(object.kind === 'KafkaCluster' ? object : rest);
    });
  return { objects, calls, writes };
};

const undisturbed = await ending({});

test('the story is long enough to have boundaries', (t) => {
  t.diagnostic(`${undisturbed.calls} calls, ${undisturbed.writes} writes`);
  assert.ok(undisturbed.calls > 20, `${undisturbed.calls} calls`);
  assert.ok(undisturbed.writes > 20, `${undisturbed.writes} writes`);
});

for (const when of ['before', 'after'] as const) {
  test(`a hook killed ${when} it has answered any one call leads to the same end`, async () => {
    for (let call = 0; call < undisturbed.calls; call += 1) {
      const { objects } = await ending({ killed: { when, call } });
      assert.deepEqual(objects, undisturbed.objects, `call ${call}`);
    }
  });
}

test('a lost answer to any one write leads to the same end', async () => {
  for (let write = 0; write < undisturbed.writes; write += 1) {
    const { objects } = await ending({ onWrite: (number) => (number === write ? 'lost' : undefined) });
    assert.deepEqual(objects, undisturbed.objects, `write ${write}`);
  }
});

test('a Metacontroller that crashes after any one write and starts anew leads to the same end', async () => {
  for (let write = 0; write < undisturbed.writes; write += 1) {
    const { objects } = await ending({ crashAfterWrite: write });
    assert.deepEqual(objects, undisturbed.objects, `write ${write}`);
  }
});
