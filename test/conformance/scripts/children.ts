/** What becomes of children: made, changed by their strategy, removed when an answer leaves them out. */
import { claim, composite, configMap, edit, pod, service, touch, want, widget } from '../builders.ts';
import { BUDGET } from '../kinds.ts';
import type { Script } from '../world.ts';

const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'd' }, spec: { maxUnavailable: 1 } };

export const children: readonly Script[] = [
  {
    name: 'create',
    about: 'A child is created with the controller reference, the generated label and the answer as annotation; status is stamped',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace', services: 'InPlace' } }));
      world.on('sync', { status: { seen: true }, children: [configMap('a'), service('b')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('touch the parent', () => touch(world));
    },
  },
  {
    name: 'existing-parent',
    about: 'A controller that starts finds the parents that are there, and observes no child of a kind it does not list',
    run: async (world) => {
      world.on('sync', { status: {}, children: [configMap('a'), service('unlisted')] });
      await world.step('parent without a controller', () => world.create(widget(world, 'parent')), { noCall: true });
      await world.step('start the controller', () => world.start(composite(world, { children: { configmaps: 'InPlace' } })));
      await world.step('neither is wanted', () => want(world, []));
    },
  },
  {
    name: 'in-place',
    about: 'InPlace changes a child, adds and removes what the answer adds and removes, and keeps what others set',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a', { one: '1', two: '2' }, { labels: { mine: 'yes', old: 'yes' } })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('somebody adds a key, a label, an annotation and a finalizer', () =>
        world.change('ConfigMap', 'a', (object) => ({
          ...object,
          metadata: {
            ...object.metadata,
            labels: { ...object.metadata?.labels, theirs: 'yes' },
            annotations: { ...object.metadata?.annotations, note: 'theirs' },
            finalizers: ['example.com/theirs'],
          },
          data: { ...(object['data'] as object), foreign: 'x' },
        })),
      );
      await world.step('a key and a label change and go', () =>
        want(world, [configMap('a', { one: 'I', three: '3' }, { labels: { mine: 'no' } })]),
      );
      await world.step('no data at all', () => want(world, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]));
    },
  },
  {
    name: 'drift',
    about: 'What we set and somebody else changes or removes is put back; what we never set stays as it is',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace', services: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a', { one: '1' }, { labels: { mine: 'yes' } }), service('b')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('a value changes', () => world.change('ConfigMap', 'a', (object) => ({ ...object, data: { one: 'x', two: '2' } })));
      await world.step('all labels go', () => edit(world, 'ConfigMap/a', () => ({ annotations: {}, labels: {} })));
      await world.step('a field that we never set', () =>
        world.change('Service', 'b', (object) => ({ ...object, spec: { ...(object['spec'] as object), sessionAffinity: 'ClientIP' } })),
      );
    },
  },
  {
    name: 'on-delete',
    about: 'OnDelete never changes a child, but makes a missing one and deletes one that is left out',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'OnDelete', pods: 'unset' } }));
      world.on('sync', { status: {}, children: [configMap('a'), pod('p')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      const changed = [configMap('a', { key: 'other' }), pod('p', { priority: 0 }, { labels: { new: 'yes' } })];
      await world.step('both change', () => want(world, changed));
      await world.step('the Pod is left out', () => want(world, [changed[0]]));
      await world.step('the Pod is wanted again', () => want(world, changed));
      await world.step('somebody deletes the ConfigMap', () => world.remove('ConfigMap', 'a'));
    },
  },
  {
    name: 'recreate',
    about: 'Recreate deletes a child that differs, and makes it anew when it is gone',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'Recreate' } }));
      world.on('sync', { status: {}, children: [configMap('a'), configMap('b')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('one changes', () => want(world, [configMap('a', { key: 'other' }), configMap('b')]));
    },
  },
  {
    name: 'order',
    about: 'Deletes come before creates, kinds in the order of group, version and kind',
    kinds: [BUDGET],
    run: async (world) => {
      const strategies = { pods: 'OnDelete', services: 'InPlace', poddisruptionbudgets: 'InPlace', configmaps: 'InPlace' } as const;
      await world.start(composite(world, { children: { ...strategies, persistentvolumeclaims: 'InPlace' } }));
      const all = (n: number) => [pod(`p${n}`), budget, service(`s${n}`), claim(`c${n}`), configMap(`m${n}`), configMap(`n${n}`)];
      world.on('sync', { status: {}, children: all(1) });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last' });
      // A claim has a finalizer, so when it is gone is up to its protection controller.
      await world.step('swap all but the claim', () =>
        want(world, [...all(2).filter(({ kind }) => kind !== 'PersistentVolumeClaim'), claim('c1')]),
      );
    },
  },
  {
    name: 'manual-delete',
    about: 'A child that somebody deletes comes back with another UID',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace', pods: 'OnDelete' } }));
      world.on('sync', { status: {}, children: [configMap('a'), pod('p')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('delete the ConfigMap', () => world.remove('ConfigMap', 'a'));
      await world.step('delete the Pod', () => world.remove('Pod', 'p'), { asked: 'last' });
    },
  },
  {
    name: 'terminating-child',
    about: 'A child that is being deleted is observed and left alone; it comes back when it is gone',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a', {}, { finalizers: ['example.com/hold'] })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('leave it out', () => want(world, []));
      await world.step('want it changed', () => want(world, [configMap('a', { key: 'new' })]));
      await world.step('let it go', () => edit(world, 'ConfigMap/a', () => ({ finalizers: [] })));
    },
  },
  {
    name: 'duplicates',
    about: 'Of two children with one name the last one counts',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: {}, children: [configMap('a', { from: 'first' }), configMap('a', { from: 'second' })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('the other way round', () => want(world, [configMap('a', { from: 'second' }), configMap('a', { from: 'first' })]));
    },
  },
  {
    name: 'canonical',
    about: 'Quantities and empty values that the API server writes otherwise make no change that anybody could see',
    run: async (world) => {
      await world.start(composite(world, { children: { services: 'InPlace', persistentvolumeclaims: 'InPlace' } }));
      const odd = service('s', { publishNotReadyAddresses: false, externalIPs: [], clusterIP: '' });
      world.on('sync', { status: {}, children: [odd, claim('c', '1024Mi')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('touch the parent', () => touch(world));
    },
  },
  {
    name: 'two-parents',
    about: 'Two parents with the same wishes under other names do not see each other’s children',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', ({ parent }) => ({ status: {}, children: [configMap(`of-${parent?.metadata?.name}`)] }));
      await world.step('the first', () => world.create(widget(world, 'parent')));
      await world.step('the second', () => world.create(widget(world, 'other')));
      await world.step('somebody changes a child of the first', () =>
        world.change('ConfigMap', 'of-parent', (object) => ({ ...object, data: { key: 'x' } })),
      );
    },
  },
];
