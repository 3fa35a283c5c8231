/** DecoratorControllers: what they may do to their object, and what becomes of attachments. */
import type { Thing } from '../backend.ts';
import { configMap, decorator, edit, label, mute, touch, widget } from '../builders.ts';
import type { Answer, Script, World } from '../world.ts';

/** Another answer, and a touch so that it is asked for. */
const answer = (world: World, reply: Answer): Promise<Thing> => {
  world.on('sync', reply);
  return touch(world);
};

const maps = { children: { configmaps: 'InPlace' } } as const;
const attached = (...names: readonly string[]): object => ({ attachments: names.map((name) => configMap(name)) });
const matching = (selector: object) => (world: World) => [{ apiVersion: world.apiVersion, resource: 'widgets', ...selector }];

export const decorators: readonly Script[] = [
  {
    name: 'decorate',
    about: 'Labels and annotations are set, changed, and removed by null; what is not mentioned stays',
    run: async (world) => {
      await world.start(decorator(world));
      world.on('sync', { labels: { a: '1', b: '1' }, annotations: { note: 'x' } });
      await world.step('create the object', () => world.create(widget(world, 'parent', {}, { labels: { own: 'yes' } })));
      await world.step('one changes, one goes, one is not mentioned', () =>
        answer(world, { labels: { a: '2', own: null }, annotations: { note: null } }),
      );
      await world.step('nothing', () => answer(world, {}));
    },
  },
  {
    name: 'decorate-drift',
    about: 'A label that somebody removes is set again',
    run: async (world) => {
      await world.start(decorator(world));
      world.on('sync', { labels: { a: '1' } });
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      await world.step('the label goes', () => edit(world, 'Widget/parent', () => ({ labels: {} })));
    },
  },
  {
    name: 'attachments',
    about: 'Attachments are made, changed and, when left out, deleted; a deleted one is made again',
    run: async (world) => {
      await world.start(decorator(world, maps));
      world.on('sync', attached('a', 'b'));
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      await world.step('somebody deletes one', () => world.remove('ConfigMap', 'a'));
      await world.step('one is left out, one changes', () => answer(world, { attachments: [configMap('b', { key: 'new' })] }));
      await world.step('an empty answer', () => answer(world, {}));
    },
  },
  {
    name: 'attachments-on-delete',
    about: 'Attachments with OnDelete are not changed',
    run: async (world) => {
      await world.start(decorator(world, { children: { configmaps: 'OnDelete' } }));
      world.on('sync', attached('a'));
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      await world.step('it changes', () => answer(world, { attachments: [configMap('a', { key: 'new' })] }));
    },
  },
  {
    name: 'attachment-clash',
    about: 'An attachment whose name is taken by a stranger, and one that has our reference without our annotation',
    run: async (world) => {
      await world.start(decorator(world, maps));
      await world.step('a stranger', () => world.create(configMap('a', { whose: 'theirs' })), { noCall: true });
      world.on('sync', attached('a', 'b'));
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      const uid = world.see('Widget', 'parent')?.metadata?.uid ?? '';
      const owner = { apiVersion: world.apiVersion, kind: 'Widget', name: 'parent', uid, controller: true };
      await world.step('ours by reference', () => world.create(configMap('c', {}, { ownerReferences: [owner] })), { noCall: true });
      await world.step('a touch', () => touch(world));
    },
  },
  {
    name: 'decorator-status',
    about: 'A status in the answer replaces the object’s; none leaves it',
    run: async (world) => {
      await world.start(decorator(world));
      world.on('sync', { status: { a: 1 }, labels: { l: '1' } });
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      await world.step('no status in the answer', () => answer(world, { labels: { l: '2' } }));
      await world.step('null', () => answer(world, { status: null }));
      await world.step('another', () => answer(world, { status: { b: 1 } }));
    },
  },
  {
    name: 'decorator-selector',
    about: 'Only objects that match are decorated; one that stops matching keeps what it has, and nobody is asked',
    run: async (world) => {
      const resources = matching({ labelSelector: { matchLabels: { on: 'yes' } } })(world);
      await world.start(decorator(world, { ...maps, resources }));
      world.on('sync', { ...attached('a'), labels: { done: 'yes' } });
      await world.step('one that does not match', () => world.create(widget(world, 'parent')), { noCall: true });
      await world.step('it matches', () => label(world, 'Widget/parent', { on: 'yes' }));
      await world.step('it matches no more', () => label(world, 'Widget/parent', { on: 'no' }), { noCall: true });
      await world.step('somebody deletes the attachment', () => world.remove('ConfigMap', 'a'), { noCall: true });
    },
  },
  {
    name: 'decorator-annotations',
    about: 'A selector of annotations, together with one of labels',
    run: async (world) => {
      const selectors = { labelSelector: { matchLabels: { on: 'yes' } }, annotationSelector: { matchAnnotations: { note: 'yes' } } };
      await world.start(decorator(world, { resources: matching(selectors)(world) }));
      world.on('sync', { labels: { done: 'yes' } });
      await world.step('only the label', () => world.create(widget(world, 'parent', {}, { labels: { on: 'yes' } })), { noCall: true });
      await world.step('both', () => edit(world, 'Widget/parent', () => ({ annotations: { note: 'yes' } })));
    },
  },
  {
    name: 'decorator-unmatched',
    about: 'With a finalize hook, an object that stops matching is finalized and loses the finalizer',
    run: async (world) => {
      const resources = matching({ labelSelector: { matchLabels: { on: 'yes' } } })(world);
      await world.start(decorator(world, { ...maps, resources, finalize: true }));
      world.on('sync', { ...attached('a'), labels: { done: 'yes' } });
      world.on('finalize', { attachments: [], labels: { done: null }, finalized: true });
      await world.step('create the object', () => world.create(widget(world, 'parent', {}, { labels: { on: 'yes' } })));
      await world.step('it matches no more', () => label(world, 'Widget/parent', { on: 'no' }));
    },
  },
  {
    name: 'decorator-finalize',
    about: 'With a finalize hook the object stays until it is finalized; attachments are managed meanwhile',
    run: async (world) => {
      await world.start(decorator(world, { ...maps, finalize: true }));
      world.on('sync', attached('a', 'b'));
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      world.on('finalize', attached('b'));
      await world.step('delete the object', () => world.remove('Widget', 'parent'));
      world.on('finalize', ({ attachments }) => ({
        attachments: [],
        finalized: Object.keys(attachments?.['ConfigMap.v1'] ?? {}).length === 0,
      }));
      await world.step('finalized when nothing is left', () => touch(world), { until: () => world.see('Widget', 'parent') === undefined });
    },
  },
  {
    name: 'decorator-no-finalize',
    about: 'Without a finalize hook attachments are left to the garbage collector',
    collects: true,
    run: async (world) => {
      await world.start(decorator(world, maps));
      world.on('sync', attached('a'));
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      mute(world);
      await world.step('delete it', () => world.remove('Widget', 'parent'), {
        until: () => world.see('ConfigMap', 'a') === undefined,
        asked: 'nothing',
        aftermath: true,
        anyOrder: true,
      });
    },
  },
  {
    name: 'decorator-built-in',
    about: 'A kind of Kubernetes’ own is decorated, too; its data is not touched',
    run: async (world) => {
      const resources = [{ apiVersion: 'v1', resource: 'configmaps', labelSelector: { matchLabels: { for: world.namespace } } }];
      await world.start(decorator(world, { resources }));
      world.on('sync', { labels: { done: 'yes' }, annotations: { note: 'x' } });
      await world.step('create the object', () => world.create(configMap('a', { key: 'kept' }, { labels: { for: world.namespace } })));
    },
  },
  {
    name: 'decorator-related',
    about: 'A decorator asks for related objects, and their changes wake it',
    run: async (world) => {
      await world.start(decorator(world, { customize: true }));
      world.on('customize', { relatedResources: [{ apiVersion: 'v1', resource: 'configmaps', namespace: world.namespace, names: ['a'] }] });
      world.on('sync', ({ related }) => ({ labels: { sees: `${Object.keys(related?.['ConfigMap.v1'] ?? {}).length}` } }));
      await world.step('create the object', () => world.create(widget(world, 'parent')), { asked: 'last' });
      await world.step('a related object appears', () => world.create(configMap('a')));
      await world.step('and goes', () => world.remove('ConfigMap', 'a'));
    },
  },
  {
    name: 'decorator-resync',
    about: 'resyncAfterSeconds of a decorator brings the next call, and so does its resyncPeriodSeconds',
    run: async (world) => {
      await world.start(decorator(world, { ...maps, resyncPeriodSeconds: 4 }));
      world.on('sync', { ...attached('a'), resyncAfterSeconds: 3.5 });
      await world.step('create the object', () => world.create(widget(world, 'parent')), { until: () => world.calls.length > 4 });
      world.on('sync', attached('a'));
      await world.step('the period alone', () => touch(world), { until: () => world.calls.length > 8, asked: 'last' });
    },
  },
  {
    name: 'two-decorators',
    about: 'Two decorators of one object do not see each other’s attachments',
    run: async (world) => {
      await world.start(decorator(world, { ...maps, prefix: 'first' }));
      await world.start(decorator(world, { ...maps, prefix: 'second' }));
      world.on('first/sync', { ...attached('a'), labels: { first: 'yes' } });
      world.on('second/sync', { ...attached('b'), labels: { second: 'yes' } });
      await world.step('create the object', () => world.create(widget(world, 'parent')), { asked: 'last', anyOrder: true });
      world.on('first/sync', {});
      await world.step('the first wants nothing any more', () => touch(world), { asked: 'last', anyOrder: true });
    },
  },
  {
    name: 'decorator-bad-answers',
    about: 'An unknown field and a missing kind are errors for a decorator, too',
    run: async (world) => {
      await world.start(decorator(world, maps));
      world.on('sync', attached('a'));
      await world.step('create the object', () => world.create(widget(world, 'parent')));
      await world.step('children are no field of a decorator', () => answer(world, { labels: { x: 'y' }, children: [] }));
      await world.step('no kind', () => answer(world, { labels: { x: 'y' }, attachments: [{ metadata: { name: 'b' } }] }), {
        asked: 'last',
      });
    },
  },
];
