/** Two controllers of one kind of parents. */
import { composite, configMap, decorator, label, service, touch, widget } from '../builders.ts';
import type { Script } from '../world.ts';

export const pairs: readonly Script[] = [
  {
    name: 'two-composites',
    about:
      'Two CompositeControllers of one kind each keep the children of their own kinds; each adds a finalizer, and the parent waits for both',
    collects: true,
    run: async (world) => {
      await world.start(composite(world, { prefix: 'first', children: { configmaps: 'InPlace' }, finalize: true }));
      await world.start(composite(world, { prefix: 'second', children: { services: 'InPlace' }, finalize: true }));
      // Both write the whole status: with one status they have nothing to fight over.
      world.on('first/sync', { status: { seen: true }, children: [configMap('a')] });
      world.on('second/sync', { status: { seen: true }, children: [service('s')] });
      world.on('first/finalize', { status: { seen: true }, children: [], finalized: true });
      world.on('second/finalize', { status: { seen: true }, children: [service('s')], finalized: false });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last', anyOrder: true });
      await world.step('delete it', () => world.remove('Widget', 'parent'), { asked: 'last', anyOrder: true });
      world.on('second/finalize', { status: { seen: true }, children: [], finalized: true });
      const gone = (): boolean => ['Widget/parent', 'ConfigMap/a', 'Service/s'].every((key) => !world.journal.objects.has(key));
      await world.step('the second lets go, too', () => label(world, 'Widget/parent', { go: 'now' }), {
        until: gone,
        asked: 'nothing',
        anyOrder: true,
      });
    },
  },
  {
    name: 'composite-and-decorator',
    about: 'A decorator labels the child of a composite, which leaves that label alone',
    run: async (world) => {
      const resources = [{ apiVersion: 'v1', resource: 'configmaps', labelSelector: { matchLabels: { of: world.namespace } } }];
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      await world.start(decorator(world, { prefix: 'second', resources }));
      world.on('sync', { status: {}, children: [configMap('a', {}, { labels: { of: world.namespace } })] });
      world.on('second/sync', { labels: { decorated: 'yes' } });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last', anyOrder: true });
      await world.step('touch the parent', () => touch(world), { asked: 'last', anyOrder: true });
    },
  },
];
