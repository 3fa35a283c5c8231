/** Writes that the API server refuses, and objects that change while a hook thinks. */
import { claim, composite, configMap, service, touch, want, widget } from '../builders.ts';
import type { Script } from '../world.ts';

export const refusals: readonly Script[] = [
  {
    name: 'refused-update',
    about: 'A child that may not change so fails alone: the others go on, the status is written, the failure is told',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace', services: 'InPlace' } }));
      world.on('sync', { status: { round: 1 }, children: [configMap('a'), service('s'), service('t')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      const headless = service('s', { clusterIP: 'None' });
      await world.step('a Service may not lose its address', () =>
        want(world, [configMap('a', { key: 'new' }), headless, service('t', { sessionAffinity: 'ClientIP' })], { status: { round: 2 } }),
      );
      await world.step('it need not', () => want(world, [configMap('a', { key: 'new' }), service('s')], { status: { round: 3 } }), {
        aftermath: true,
      });
    },
  },
  {
    name: 'refused-create',
    about: 'A child that may not exist fails alone',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace', services: 'InPlace' } }));
      world.on('sync', {
        status: { seen: true },
        children: [configMap('a', { 'no key': 'x' }), configMap('B_AD'), configMap('c'), service('s')],
      });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last' });
    },
  },
  {
    name: 'claim-resize',
    about: 'A claim that is not bound is not resized, in neither direction',
    run: async (world) => {
      await world.start(composite(world, { children: { persistentvolumeclaims: 'InPlace' } }));
      world.on('sync', { status: { seen: true }, children: [claim('c', '2Gi')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('grow', () => want(world, [claim('c', '3Gi')]));
      await world.step('shrink', () => want(world, [claim('c', '1Gi')]), { asked: 'last' });
      await world.step('as it was', () => want(world, [claim('c', '2Gi')]), { aftermath: true });
      await world.step('a label alone', () => want(world, [claim('c', '2Gi', { labels: { a: 'b' } })]));
    },
  },
  {
    name: 'stale-update',
    about: 'A child that changes while the hook thinks: the write meets a conflict without a word, and the next sync repairs it',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a', { ours: '1' })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      let first = true;
      await world.step('both at once', () => {
        world.on('sync', async () => {
          if (first) {
            first = false;
            await world.change('ConfigMap', 'a', (object) => ({ ...object, data: { ours: 'x', theirs: 'y' } }));
          }
          return { status: {}, children: [configMap('a', { ours: '2' })] };
        });
        return touch(world);
      });
    },
  },
  {
    name: 'stale-delete',
    about: 'A child that is replaced while the hook thinks is not deleted in the place of its predecessor',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a', { ours: '1' })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      let first = true;
      await world.step('replaced by a stranger’s', () => {
        world.on('sync', async () => {
          if (first) {
            first = false;
            await world.remove('ConfigMap', 'a');
            await world.create(configMap('a', { whose: 'theirs' }));
          }
          return { status: {}, children: [] };
        });
        return touch(world);
      });
    },
  },
  {
    name: 'parent-gone',
    about: 'A parent that goes while the hook thinks',
    collects: true,
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', async () => {
        await world.remove('Widget', 'parent');
        return { status: { seen: true }, children: [configMap('a')] };
      });
      const gone = (): boolean => world.journal.entries.some(({ type, object }) => type === 'DELETED' && object.kind === 'ConfigMap');
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { until: gone, anyOrder: true });
    },
  },
  {
    name: 'no-such-child-kind',
    about: 'A controller that lists a kind that is not served does not start',
    run: async (world) => {
      world.on('sync', { status: {}, children: [] });
      const childResources = [{ apiVersion: 'example.com/v1', resource: 'nothings', updateStrategy: { method: 'InPlace' } }];
      world.note('started', await world.start(composite(world, { childResources })));
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { noCall: true });
    },
  },
];
