/** The end of a parent: finalizers, the finalize hook, and what the garbage collector does when there is none. */
import { composite, configMap, label, mute, touch, widget } from '../builders.ts';
import { rawReply } from '../hook-switchboard.ts';
import type { Script, World } from '../world.ts';

const start = (world: World, finalize = true): Promise<boolean> =>
  world.start(composite(world, { children: { configmaps: 'InPlace' }, finalize }));

/** A parent with two children. */
const born = async (world: World, finalize = true): Promise<void> => {
  await start(world, finalize);
  world.on('sync', { status: { seen: true }, children: [configMap('a'), configMap('b')] });
  await world.step('create the parent', () => world.create(widget(world, 'parent')));
};

const childless = (world: World) => (): boolean => world.see('ConfigMap', 'a') === undefined && world.see('ConfigMap', 'b') === undefined;
const goneWithChildren = (world: World) => (): boolean => world.see('Widget', 'parent') === undefined && childless(world)();

export const finalizing: readonly Script[] = [
  {
    name: 'finalize',
    about: 'The finalizer comes before the first sync; the parent stays until finalize says finalized, then its children are collected',
    collects: true,
    run: async (world) => {
      await born(world);
      world.on('finalize', { status: { closing: true }, children: [configMap('a'), configMap('b')], finalized: false });
      await world.step('delete the parent', () => world.remove('Widget', 'parent'));
      await world.step('somebody deletes a child meanwhile', () => world.remove('ConfigMap', 'b'));
      world.on('finalize', { status: { closing: true }, children: [configMap('a'), configMap('b')], finalized: true });
      await world.step('finalized', () => touch(world), { until: goneWithChildren(world), anyOrder: true });
    },
  },
  {
    name: 'finalize-steps',
    about: 'Finalize removes and changes children as sync does; those of the last answer are not applied',
    run: async (world) => {
      await born(world);
      world.on('finalize', { status: {}, children: [configMap('a', { key: 'closing' })] });
      await world.step('delete the parent', () => world.remove('Widget', 'parent'));
      world.on('finalize', ({ children }) => ({
        status: {},
        children: [],
        finalized: Object.keys(children?.['ConfigMap.v1'] ?? {}).length === 0,
      }));
      const gone = (): boolean => world.see('Widget', 'parent') === undefined;
      // A label makes no new generation, which the status would show at once or a call later.
      await world.step('then nothing, and finalized when it is gone', () => label(world, 'Widget/parent', { go: 'now' }), { until: gone });
    },
  },
  {
    name: 'finalize-creates',
    about: 'Finalize makes children too, and what it asks for later comes after seconds',
    run: async (world) => {
      await born(world);
      let asked = 0;
      world.on('finalize', () => {
        asked += 1;
        const children = [configMap('a'), configMap('farewell')];
        return { status: {}, children, ...(asked < 6 && { resyncAfterSeconds: 1 }) };
      });
      await world.step('delete the parent', () => world.remove('Widget', 'parent'), { until: () => asked > 5, asked: 'last' });
    },
  },
  {
    name: 'finalize-fails',
    about: 'While finalize fails the parent stays and nothing is touched',
    collects: true,
    run: async (world) => {
      await born(world);
      world.on('finalize', rawReply(500, 'not today'));
      await world.step('delete the parent', () => world.remove('Widget', 'parent'));
      world.on('finalize', { children: [], finalized: true });
      await world.step('it works again', () => touch(world), {
        until: () => world.see('Widget', 'parent') === undefined && childless(world)(),
        anyOrder: true,
        aftermath: true,
        asked: 'nothing',
      });
    },
  },
  {
    name: 'no-finalize',
    about: 'Without a finalize hook nobody is asked: the collector takes the children',
    collects: true,
    run: async (world) => {
      await born(world, false);
      mute(world);
      await world.step('delete the parent', () => world.remove('Widget', 'parent'), {
        until: goneWithChildren(world),
        anyOrder: true,
        asked: 'nothing',
        aftermath: true,
      });
    },
  },
  {
    name: 'foreground',
    about: 'Deleted in the foreground, a parent loses its children whatever finalize answers, and they are not managed meanwhile',
    collects: true,
    run: async (world) => {
      await born(world);
      world.on('finalize', { status: {}, children: [], finalized: false });
      await world.step('delete the parent in the foreground', () => world.remove('Widget', 'parent', 'Foreground'), {
        until: childless(world),
        anyOrder: true,
        asked: 'last',
      });
      world.on('finalize', { children: [], finalized: true });
      await world.step('finalized', () => touch(world), { until: goneWithChildren(world) });
    },
  },
  {
    name: 'foreground-again',
    about: 'Finalize after a deletion in the foreground makes again what it answers',
    collects: true,
    run: async (world) => {
      await born(world);
      world.on('finalize', { status: {}, children: [configMap('a')], finalized: false });
      const again = (): boolean =>
        world.journal.entries.filter(({ type, object }) => type === 'ADDED' && object.metadata?.name === 'a').length > 1;
      await world.step('delete the parent in the foreground', () => world.remove('Widget', 'parent', 'Foreground'), {
        until: again,
        anyOrder: true,
        asked: 'last',
      });
    },
  },
  {
    name: 'foreground-no-hook',
    about: 'Deleted in the foreground without a finalize hook, children go first and the parent after them',
    collects: true,
    run: async (world) => {
      await born(world, false);
      mute(world);
      await world.step('delete the parent in the foreground', () => world.remove('Widget', 'parent', 'Foreground'), {
        until: goneWithChildren(world),
        asked: 'nothing',
        aftermath: true,
        anyOrder: true,
      });
    },
  },
  {
    name: 'orphan',
    about: 'Deleted as an orphaning owner, a parent leaves its children without a reference',
    collects: true,
    run: async (world) => {
      await born(world, false);
      mute(world);
      const free = (): boolean =>
        ['a', 'b'].every((name) => (world.see('ConfigMap', name)?.metadata?.ownerReferences ?? []).length === 0) &&
        world.see('Widget', 'parent') === undefined;
      await world.step('delete the parent and orphan', () => world.remove('Widget', 'parent', 'Orphan'), {
        until: free,
        anyOrder: true,
        asked: 'nothing',
        aftermath: true,
      });
    },
  },
  {
    name: 'finalize-withdrawn',
    about: 'A controller that comes back without a finalize hook removes its finalizer at the next sync',
    run: async (world) => {
      await born(world);
      await world.backend.stop(composite(world));
      await world.step('the controller is back without the hook', () => start(world, false));
    },
  },
  {
    name: 'unmatched-parent',
    about: 'A parent that stops matching the controller’s selector is finalized, and one that never matched is let alone',
    run: async (world) => {
      const parentSelector = { matchLabels: { role: 'parent' } };
      await world.start(composite(world, { children: { configmaps: 'InPlace' }, finalize: true, parentSelector }));
      world.on('sync', { status: {}, children: [configMap('a')] });
      world.on('finalize', ({ children }) => ({ children: [], finalized: Object.keys(children?.['ConfigMap.v1'] ?? {}).length === 0 }));
      await world.step('a parent that does not match', () => world.create(widget(world, 'parent')), { noCall: true });
      await world.step('it matches', () => label(world, 'Widget/parent', { role: 'parent' }));
      await world.step('it matches no more', () => label(world, 'Widget/parent', { role: 'none' }));
      await world.step('a touch', () => touch(world), { noCall: true });
    },
  },
  {
    name: 'unmatched-no-hook',
    about: 'A parent that stops matching without a finalize hook keeps its children, and nobody looks after them',
    run: async (world) => {
      const parentSelector = { matchLabels: { role: 'parent' } };
      await world.start(composite(world, { children: { configmaps: 'InPlace' }, parentSelector }));
      world.on('sync', { status: {}, children: [configMap('a')] });
      await world.step('a parent', () => world.create(widget(world, 'parent', {}, { labels: { role: 'parent' } })));
      await world.step('it matches no more', () => label(world, 'Widget/parent', { role: 'none' }), { noCall: true });
      await world.step('somebody deletes the child', () => world.remove('ConfigMap', 'a'), { noCall: true });
    },
  },
];
