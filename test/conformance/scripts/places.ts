/** Where parents and children are: other namespaces, none at all, and how the two versions of hooks name what they see. */
import { composite, configMap, decorator, label, touch, want, widget } from '../builders.ts';
import type { Script } from '../world.ts';

export const places: readonly Script[] = [
  {
    name: 'child-elsewhere',
    about: 'A child in another namespace than its parent is made and never seen again, and the garbage collector takes it away',
    elsewhere: true,
    collects: true,
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: { seen: true }, children: [configMap('a'), configMap('far', {}, { namespace: world.elsewhere })] });
      const taken = (): boolean => world.journal.entries.some(({ type, object }) => type === 'DELETED' && object.metadata?.name === 'far');
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { until: taken, asked: 'last', anyOrder: true });
    },
  },
  {
    name: 'cluster-parent',
    about: 'A parent without a namespace has children in any, and sees them by namespace and name',
    scope: 'Cluster',
    elsewhere: true,
    collects: true,
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' }, finalize: true }));
      const children = [
        configMap('a', { key: '1' }, { namespace: world.namespace }),
        configMap('far', { key: '1' }, { namespace: world.elsewhere }),
      ];
      world.on('sync', { status: { seen: true }, children });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('somebody changes a child', () => world.change('ConfigMap', 'a', (object) => ({ ...object, data: { key: 'x' } })));
      await world.step('one goes', () => want(world, children.slice(1)));
      world.on('finalize', { children: [], finalized: true });
      const gone = (): boolean => world.see('Widget', 'parent') === undefined && world.see('ConfigMap', 'far') === undefined;
      await world.step('delete the parent', () => world.remove('Widget', 'parent'), { until: gone, anyOrder: true });
    },
  },
  {
    name: 'cluster-parent-no-namespace',
    about: 'A child without a namespace of a parent without one fails alone',
    scope: 'Cluster',
    run: async (world) => {
      await world.start(composite(world, { children: { configmaps: 'InPlace' } }));
      world.on('sync', { status: { seen: true }, children: [configMap('nowhere'), configMap('a', {}, { namespace: world.namespace })] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last' });
    },
  },
  {
    name: 'v1-hooks',
    about: 'In v1 children and related objects have bare names, and an answer may say what nobody knows',
    run: async (world) => {
      await world.start(composite(world, { version: 'v1', children: { configmaps: 'InPlace' }, customize: true, finalize: true }));
      const selector = { matchLabels: { app: 'x' } };
      world.on('customize', { relatedResources: [{ apiVersion: 'v1', resource: 'services', labelSelector: selector }] });
      world.on('sync', { status: { seen: true }, children: [configMap('a')], unheardOf: true });
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', labels: { app: 'x' } }, spec: { ports: [{ port: 1 }] } };
      await world.step('a related object', () => world.create(service), { noCall: true });
      await world.step('create the parent', () => world.create(widget(world, 'parent')), { asked: 'last' });
      await world.step('another child', () => want(world, [configMap('a', { key: 'new' }), configMap('b')], { unheardOf: true }), {
        asked: 'last',
        anyOrder: true,
      });
      await world.step('the related object changes', () => label(world, 'Service/s', { more: 'x' }));
      world.on('finalize', ({ children }) => ({ children: [], finalized: Object.keys(children?.['ConfigMap.v1'] ?? {}).length === 0 }));
      const gone = (): boolean => world.see('Widget', 'parent') === undefined;
      // The last call sees the status of the one before, or not yet: the real thing did both.
      await world.step('delete the parent', () => world.remove('Widget', 'parent'), { until: gone, asked: 'nothing' });
    },
  },
  {
    name: 'v1-cluster-parent',
    about: 'In v1 a parent without a namespace sees its children by namespace and name all the same',
    scope: 'Cluster',
    elsewhere: true,
    run: async (world) => {
      await world.start(composite(world, { version: 'v1', children: { configmaps: 'InPlace' } }));
      const children = [configMap('a', {}, { namespace: world.namespace }), configMap('far', {}, { namespace: world.elsewhere })];
      world.on('sync', { status: { seen: true }, children });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('touch the parent', () => touch(world));
    },
  },
  {
    name: 'v1-decorator',
    about: 'In v1 a decorator sees its attachments by bare names',
    run: async (world) => {
      await world.start(decorator(world, { version: 'v1', children: { configmaps: 'InPlace' } }));
      world.on('sync', { labels: { decorated: 'yes' }, attachments: [configMap('a')], unheardOf: true });
      await world.step('create the object', () => world.create(widget(world, 'parent')), { asked: 'last' });
      await world.step('touch it', () => touch(world));
    },
  },
];
