/** Answers that are wrong, late or missing: what is touched, what is told, and when the hook is asked again. */
import { composite, configMap, touch, want, widget } from '../builders.ts';
import { rawReply } from '../hook-switchboard.ts';
import type { Answer, Script, World } from '../world.ts';

/** A parent with one child, then an answer of another kind, then all is well again. */
const odd = (name: string, about: string, answer: Answer): Script => ({
  name,
  about,
  run: async (world) => {
    await world.start(composite(world, { children: { configmaps: 'InPlace' }, timeout: '2s' }));
    world.on('sync', { status: { seen: true }, children: [configMap('a')] });
    await world.step('create the parent', () => world.create(widget(world, 'parent')));
    world.on('sync', answer);
    // Whoever waits for an answer is quiet, so silence is known only when it is told of.
    const isTold = (): boolean => world.journal.entries.some(({ object }) => object['reason'] === 'SyncError');
    await world.step('the odd answer', () => touch(world), answer === SILENCE ? { until: isTold } : {});
    await world.step('all is well again', () => want(world, [configMap('a', { key: 'well' })]), { aftermath: true, anyOrder: true });
  },
});

const SILENCE = rawReply('silence', '');
const child = configMap('a', { key: 'odd' });
const count = (world: World): number => world.calls.length;

export const answers: readonly Script[] = [
  odd('answer-empty-object', 'An empty object deletes every child and wipes the status', {}),
  odd('answer-null', 'null deletes every child and wipes the status', null),
  odd('answer-null-children', 'children null deletes every child', { status: { seen: true }, children: null }),
  odd('answer-null-status', 'status null wipes the status', { status: null, children: [child] }),
  odd('answer-no-status', 'No status wipes the status', { children: [child] }),
  odd('answer-scalar-status', 'A status that is no object is an error', { status: 'fine', children: [child] }),
  odd('answer-unknown-field', 'An unknown field at the top is an error under v2', { status: {}, children: [child], childern: [] }),
  odd('answer-no-kind', 'A child without a kind is an error', { status: {}, children: [{ apiVersion: 'v1', metadata: { name: 'b' } }] }),
  odd('answer-no-name', 'A child without a name', { status: {}, children: [child, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }] }),
  odd('answer-unknown-kind', 'A child of a kind that is not served', {
    status: {},
    children: [child, { apiVersion: 'example.com/v1', kind: 'Nothing', metadata: { name: 'b' } }],
  }),
  odd('answer-no-list', 'Children that are no list are an error', { status: {}, children: { a: child } }),
  odd('answer-broken', 'Broken JSON is an error', rawReply(200, '{"status":{},"children":[')),
  odd('answer-no-body', 'An empty body is an error', rawReply(200, '')),
  odd('answer-500', '500 is an error, whatever the body says', rawReply(500, JSON.stringify({ children: [] }))),
  odd('answer-404', '404 is an error', rawReply(404, '')),
  odd('answer-201', '201 is an error, too', rawReply(201, JSON.stringify({ status: {}, children: [] }))),
  odd('answer-cut', 'A connection that is cut is an error', rawReply('cut', '')),
  odd('answer-silence', 'No answer within the time-out is an error', SILENCE),
  {
    name: 'retry-after',
    about: '429 with Retry-After is asked again after those seconds, without an Event',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      let refused = 0;
      world.on('sync', () => {
        refused += 1;
        return refused > 3 ? { status: { seen: true }, children: [configMap('a')] } : rawReply(429, 'busy', { 'retry-after': '1' });
      });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), {
        until: () => world.see('ConfigMap', 'a') !== undefined,
      });
    },
  },
  {
    name: 'back-off',
    about: 'A failing hook is asked again by itself, and its first success ends that',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      let failed = 0;
      world.on('sync', () => {
        failed += 1;
        return failed > 5 ? { status: { seen: true }, children: [configMap('a')] } : rawReply(503, 'soon');
      });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), {
        until: () => world.see('ConfigMap', 'a') !== undefined,
      });
    },
  },
  {
    name: 'resync-after',
    about: 'resyncAfterSeconds brings the next call though nothing happened',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a')], resyncAfterSeconds: 3.5 });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { until: () => count(world) > 4 });
      world.on('sync', { status: {}, children: [configMap('a')] });
      await world.step('not any more', () => touch(world));
    },
  },
  {
    name: 'resync-after-failure',
    about: 'resyncAfterSeconds counts also when a child cannot be written',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      const bad = configMap('b', { 'no key': 'x' });
      world.on('sync', { status: { seen: true }, children: [configMap('a'), bad] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last' });
      await world.step('the bad one goes', () => want(world, [configMap('a')]), { aftermath: true });
    },
  },
  {
    name: 'resync-period',
    about: 'resyncPeriodSeconds brings a call to every parent again and again',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' }, resyncPeriodSeconds: 4 }));
      world.on('sync', { status: {}, children: [] });
      await world.step(
        'create two parents',
        async () => {
          await world.create(widget(world, 'parent'));
          await world.create(widget(world, 'other'));
        },
        { until: () => count(world) > 7, asked: 'last' },
      );
    },
  },
  {
    name: 'status',
    about: 'The status is replaced whole, stamped, and written only when it differs',
    run: async (world) => {
      await world.start(composite(world));
      world.on('sync', { status: { a: 1, deep: { b: [1, 2] } }, children: [] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('somebody else writes the status', () => world.changeStatus('parent', { theirs: true, a: 1 }));
      await world.step('another status', () => want(world, [], { status: { deep: { c: 1 }, observedGeneration: 99 } }));
    },
  },
  {
    name: 'status-quiet',
    about: 'With ignoreStatusChanges a change of the status alone brings no call',
    run: async (world) => {
      await world.start(composite(world, { ignoreStatusChanges: true }));
      world.on('sync', { status: { a: 1 }, children: [] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('somebody else writes the status', () => world.changeStatus('parent', { theirs: true }), { noCall: true });
      await world.step('a new generation', () => touch(world));
    },
  },
  {
    name: 'sync-finalized',
    about: 'A sync without finalize hook that says finalized applies its children all the same',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a')], finalized: true });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
    },
  },
];
