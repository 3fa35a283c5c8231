/** Objects that a hook asks to see besides its children: which are shown, under which keys, and which events wake the parent. */
import { composite, configMap, label, touch, widget } from '../builders.ts';
import { rawReply } from '../hook-switchboard.ts';
import type { Answer, Script, World } from '../world.ts';

const begin = async (world: World, customize: Answer): Promise<void> => {
  await world.start(composite(world, { children: { services: 'InPlace' }, customize: true }));
  world.on('customize', customize);
  world.on('sync', { status: {}, children: [] });
};

const maps = (rule: object): object => ({ relatedResources: [{ apiVersion: 'v1', resource: 'configmaps', ...rule }] });
const parent = (world: World) => world.create(widget(world, 'parent'));

export const related: readonly Script[] = [
  {
    name: 'related-names',
    about: 'By name: what is named is shown, and its changes wake the parent',
    run: async (world) => {
      await begin(world, maps({ namespace: world.namespace, names: ['a', 'b'] }));
      await world.step('two objects', () => Promise.all([world.create(configMap('a')), world.create(configMap('c'))]), { noCall: true });
      await world.step('create the parent', () => parent(world), { asked: 'last' });
      await world.step('another appears', () => world.create(configMap('b')), { asked: 'last' });
      await world.step('it changes', () => world.change('ConfigMap', 'b', (object) => ({ ...object, data: { x: 'y' } })));
      await world.step('one that was not asked for', () => label(world, 'ConfigMap/c', { x: 'y' }), { noCall: true });
      await world.step('one goes', () => world.remove('ConfigMap', 'a'));
    },
  },
  {
    name: 'related-labels',
    about: 'By label: objects come and go with their labels',
    run: async (world) => {
      await begin(world, maps({ namespace: world.namespace, labelSelector: { matchLabels: { app: 'x' } } }));
      await world.step(
        'objects',
        () => Promise.all([world.create(configMap('a', {}, { labels: { app: 'x' } })), world.create(configMap('b'))]),
        {
          noCall: true,
        },
      );
      await world.step('create the parent', () => parent(world), { asked: 'last' });
      await world.step('one gets the label', () => label(world, 'ConfigMap/b', { app: 'x' }));
      await world.step('one loses it', () => label(world, 'ConfigMap/a', { app: 'y' }));
    },
  },
  {
    name: 'related-expressions',
    about: 'By expressions on labels',
    run: async (world) => {
      const labelSelector = {
        matchExpressions: [
          { key: 'app', operator: 'In', values: ['x', 'y'] },
          { key: 'old', operator: 'DoesNotExist' },
          { key: 'tier', operator: 'NotIn', values: ['test'] },
        ],
      };
      await begin(world, maps({ namespace: world.namespace, labelSelector }));
      const labelled: Readonly<Record<string, Record<string, string>>> = {
        a: { app: 'x' },
        b: { app: 'y', old: '' },
        c: { app: 'y', tier: 'test' },
        d: { app: 'y', tier: 'prod' },
        e: {},
      };
      const make = () => Promise.all(Object.entries(labelled).map(([name, labels]) => world.create(configMap(name, {}, { labels }))));
      await world.step('objects', make, { noCall: true });
      await world.step('create the parent', () => parent(world), { asked: 'last' });
    },
  },
  {
    name: 'related-cluster',
    about: 'A namespaced parent sees cluster-scoped objects, by name',
    run: async (world) => {
      await begin(world, { relatedResources: [{ apiVersion: 'v1', resource: 'namespaces', names: [world.namespace] }] });
      await world.step('create the parent', () => parent(world), { asked: 'last' });
    },
  },
  {
    name: 'related-namespaces',
    about: 'By label of the namespace',
    run: async (world) => {
      const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': world.namespace } };
      await begin(world, maps({ namespaceSelector, labelSelector: { matchLabels: { app: 'x' } } }));
      const make = () => Promise.all([world.create(configMap('a', {}, { labels: { app: 'x' } })), world.create(configMap('b'))]);
      await world.step('objects', make, { noCall: true });
      await world.step('create the parent', () => parent(world), { asked: 'last' });
      await world.step('one more', () => world.create(configMap('c', {}, { labels: { app: 'x' } })));
    },
  },
  {
    name: 'related-both',
    about: 'Two rules of one kind, and one without any object',
    run: async (world) => {
      await begin(world, {
        relatedResources: [
          { apiVersion: 'v1', resource: 'configmaps', namespace: world.namespace, names: ['a'] },
          { apiVersion: 'v1', resource: 'configmaps', namespace: world.namespace, labelSelector: { matchLabels: { app: 'x' } } },
          { apiVersion: 'v1', resource: 'secrets', namespace: world.namespace, names: ['none'] },
        ],
      });
      const make = () => Promise.all([world.create(configMap('a')), world.create(configMap('b', {}, { labels: { app: 'x' } }))]);
      await world.step('objects', make, { noCall: true });
      await world.step('create the parent', () => parent(world), { asked: 'last' });
    },
  },
  {
    name: 'related-cached',
    about: 'Customize is asked once for each generation; labels of the parent do not refresh its answer',
    run: async (world) => {
      await begin(world, ({ parent: asked }) => maps({ namespace: world.namespace, names: [asked?.metadata?.labels?.['sees'] ?? 'a'] }));
      await world.step('objects', () => Promise.all([world.create(configMap('a')), world.create(configMap('b'))]), { noCall: true });
      await world.step('create the parent', () => parent(world), { asked: 'last' });
      await world.step('a label asks for the other', () => label(world, 'Widget/parent', { sees: 'b' }));
      await world.step('a new generation', () => touch(world), { asked: 'last' });
    },
  },
  {
    name: 'related-nothing',
    about: 'No rule: nothing related; rules null: the same',
    run: async (world) => {
      await begin(world, { relatedResources: [] });
      await world.step('create the parent', () => parent(world));
      world.on('customize', { relatedResources: null });
      await world.step('null', () => touch(world));
      world.on('customize', {});
      await world.step('nothing', () => touch(world));
    },
  },
  {
    name: 'customize-fails',
    about: 'While customize fails, sync is not called',
    run: async (world) => {
      await begin(world, rawReply(500, 'no'));
      await world.step('create the parent', () => parent(world));
      world.on('customize', { relatedResources: [] });
      await world.step('it works', () => touch(world), {
        until: () => world.calls.some(({ hook }) => hook === 'sync'),
        aftermath: true,
      });
    },
  },
  {
    name: 'customize-bad-rule',
    about: 'Names and a selector in one rule are an error; so is an unknown resource',
    run: async (world) => {
      await begin(world, maps({ namespace: world.namespace, names: ['a'], labelSelector: { matchLabels: { a: 'b' } } }));
      await world.step('create the parent', () => parent(world));
      world.on('customize', { relatedResources: [{ apiVersion: 'v1', resource: 'nothings' }] });
      await world.step('an unknown resource', () => touch(world), { asked: 'last' });
    },
  },
];
