/** The API server alone, as a person meets it: what it fills in, what it refuses and with which words. */
import { isApiError } from '../../../hooks/ports/api-server.ts';
import type { Thing } from '../backend.ts';
import { claim, configMap, edit, pod, service, widget } from '../builders.ts';
import { widgetOf } from '../kinds.ts';
import type { Script, World } from '../world.ts';

/** Notes how a call ended: refused with what, or not. */
export const note = async (world: World, what: string, call: Promise<unknown>): Promise<void> => {
  try {
    await call;
    world.note(what, 'accepted');
  } catch (error) {
    if (!isApiError(error)) throw error;
    world.note(what, { status: error.status, reason: error.reason, message: error.message });
  }
};

/** A step that no hook hears of. */
const quietly = (world: World, name: string, action: () => Promise<unknown>): Promise<void> => world.step(name, action, { noCall: true });

const typed = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 9 },
    colour: { type: 'string', enum: ['red', 'blue'], default: 'red' },
    name: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
    list: {
      type: 'array',
      maxItems: 2,
      items: { type: 'object', properties: { id: { type: 'integer' }, on: { type: 'boolean', default: true } } },
    },
    any: { 'x-kubernetes-int-or-string': true },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    keyed: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['id'],
      items: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
    },
  },
  'x-kubernetes-validations': [
    { rule: "!has(self.name) || self.name != 'bad'", message: 'name must not be bad', fieldPath: '.name' },
    { rule: 'self.size >= oldSelf.size', message: 'size must not shrink' },
  ],
};

export const apiServer: readonly Script[] = [
  {
    name: 'schema',
    about: 'A structural schema fills in defaults, prunes what it does not know and refuses what it forbids',
    spec: typed,
    run: async (world) => {
      const make = (name: string, spec: object): Promise<void> => note(world, name, world.create(widget(world, name, spec)));
      await quietly(world, 'create', async () => {
        await make('good', { size: 2, unknown: 1, list: [{ id: 1, x: 2 }], any: '50%', free: { deep: { x: 1 } }, map: { a: 'b' } });
        await make('no-size', {});
        await make('too-small', { size: 0 });
        await make('too-large', { size: 10 });
        await make('wrong-type', { size: 'two' });
        await make('wrong-colour', { size: 1, colour: 'green' });
        await make('wrong-name', { size: 1, name: 'A1' });
        await make('long-name', { size: 1, name: 'abcdef' });
        await make('long-list', { size: 1, list: [{}, {}, {}] });
        await make('wrong-map', { size: 1, map: { a: 1 } });
        await make('twice', { size: 1, keyed: [{ id: 1 }, { id: 1 }] });
        await make('bad-by-rule', { size: 1, name: 'bad' });
      });
      const resize = (size: number) =>
        world.change('Widget', 'good', (object) => ({ ...object, spec: { ...(object['spec'] as object), size } }));
      await quietly(world, 'grow', () => resize(3));
      await quietly(world, 'shrink', () => note(world, 'shrink', resize(1)));
    },
  },
  {
    name: 'subresource',
    about: 'Status is written apart: each of the two writes leaves the other’s fields alone, and only a spec makes a generation',
    run: async (world) => {
      const both = { spec: { a: 1 }, status: { b: 1 } };
      await quietly(world, 'create with a status', () => world.create({ ...widget(world, 'parent'), ...both }));
      await quietly(world, 'write the status, and a spec with it', () =>
        world.backend.api
          .get(widgetOf(world.script), { namespace: world.namespace, name: 'parent' })
          .then((now) =>
            world.backend.api.updateStatus(widgetOf(world.script), { ...now, ...{ spec: { a: 2 }, status: { b: 2 } } } as Thing),
          ),
      );
      await quietly(world, 'write the spec, and a status with it', () =>
        world.change('Widget', 'parent', (object) => ({ ...object, spec: { a: 3 }, status: { b: 3 } })),
      );
      await quietly(world, 'labels make no generation', () => edit(world, 'Widget/parent', () => ({ labels: { a: 'b' } })));
      await quietly(world, 'the same again is no write', () => world.change('Widget', 'parent', (object) => object));
    },
  },
  {
    name: 'conflicts',
    about: 'Old versions, other UIDs, names that are taken or not there',
    run: async (world) => {
      const { api } = world.backend;
      const type = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true, status: false };
      await quietly(world, 'create', async () => {
        const first = await world.create(configMap('a'));
        await world.change('ConfigMap', 'a', (object) => ({ ...object, data: { key: 'new' } }));
        await note(world, 'old version', api.update(type, { ...first, ...{ data: {} } } as Thing));
        await note(
          world,
          'other uid',
          api.update(type, { ...first, metadata: { ...first.metadata, resourceVersion: '', uid: 'other' } } as Thing),
        );
        await note(world, 'name is taken', world.create(configMap('a')));
        await note(world, 'name is missing', api.get(type, { namespace: world.namespace, name: 'b' }));
        await note(world, 'update of nothing', api.update(type, { ...configMap('b', {}, { namespace: world.namespace }) }));
        await note(world, 'delete of nothing', api.delete(type, { namespace: world.namespace, name: 'b' }));
        await note(world, 'delete with another uid', api.delete(type, { namespace: world.namespace, name: 'a' }, { uid: 'other' }));
        const one = await world.create(widget(world, 'one'));
        await note(
          world,
          'other uid of a Widget',
          api.update(widgetOf(world.script), { ...one, metadata: { ...one.metadata, uid: 'other' } }),
        );
        await note(
          world,
          'delete a Widget with another uid',
          api.delete(widgetOf(world.script), { namespace: world.namespace, name: 'one' }, { uid: 'other' }),
        );
        await note(world, 'no such namespace', api.create(type, configMap('a', {}, { namespace: 'conf-none' })));
      });
    },
  },
  {
    name: 'names-and-labels',
    about: 'Names, labels, annotations and keys that are not allowed',
    run: async (world) => {
      const long = 'x'.repeat(254);
      const make = (what: string, object: Thing): Promise<void> => note(world, what, world.create(object));
      await quietly(world, 'create', async () => {
        await make('upper case', configMap('Bad'));
        await make('underscore', configMap('b_ad'));
        await make('label value', configMap('a', {}, { labels: { a: 'no spaces' } }));
        await make('label key', configMap('a', {}, { labels: { 'a b': 'c' } }));
        await make('long label', configMap('a', {}, { labels: { a: long } }));
        await make('long name', configMap(long));
        await make('long name of a Service', service('a'.repeat(64)));
        await make('long label key', configMap('a', {}, { labels: { [long]: 'a' } }));
        await make('long prefix', configMap('a', {}, { labels: { [`${long}/a`]: 'a' } }));
        await make('bad prefix', configMap('a', {}, { labels: { 'A_b/c': 'a' } }));
        await make('no prefix', configMap('a', {}, { labels: { '/c': 'a' } }));
        await make('two prefixes', configMap('a', {}, { annotations: { 'a/b/c': 'a' } }));
        await make('long and odd label', configMap('a', {}, { labels: { a: `${long} ` } }));
        await make('data key', configMap('a', { 'a b': 'c' }));
        await make('finalizer', configMap('a', {}, { finalizers: ['no domain'] }));
        await make('bare finalizer', configMap('a', {}, { finalizers: ['bare'] }));
        await make('bare finalizer of a Widget', widget(world, 'w', {}, { finalizers: ['bare'] }));
        await make('service name', service('1abc'));
      });
      await quietly(world, 'annotations', () =>
        note(
          world,
          'annotations',
          world.create(configMap('big', {}, { annotations: { a: 'x'.repeat(300_000) } })).catch((error: unknown) => {
            throw isApiError(error) ? Object.assign(error, { message: error.message.replaceAll(/x{9,}/g, 'x…') }) : error;
          }),
        ),
      );
    },
  },
  {
    name: 'finalizers',
    about: 'Deleted with a finalizer an object waits; it takes no new finalizer then, and goes with the last one',
    run: async (world) => {
      await quietly(world, 'create', () => world.create(configMap('a', {}, { finalizers: ['example.com/a', 'example.com/b'] })));
      await quietly(world, 'delete', () => world.remove('ConfigMap', 'a'));
      await quietly(world, 'delete again', () => world.remove('ConfigMap', 'a'));
      await quietly(world, 'add one', () =>
        note(
          world,
          'add one',
          edit(world, 'ConfigMap/a', (old) => ({ finalizers: [...(old.finalizers ?? []), 'example.com/c'] })),
        ),
      );
      await quietly(world, 'change it otherwise', () =>
        world.change('ConfigMap', 'a', (object) => ({ ...object, data: { still: 'there' } })),
      );
      await quietly(world, 'remove one', () => edit(world, 'ConfigMap/a', () => ({ finalizers: ['example.com/b'] })));
      await quietly(world, 'remove the last', () => edit(world, 'ConfigMap/a', () => ({ finalizers: [] })));
    },
  },
  {
    name: 'pods',
    about: 'What the API server fills into a Pod, and that its spec is fixed',
    run: async (world) => {
      const container = {
        name: 'main',
        image: 'nowhere.invalid/none:1',
        env: [
          { name: 'EMPTY', value: '' },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        ],
        ports: [{ containerPort: 80 }],
        resources: { requests: { cpu: '1000m', memory: '1024Mi' }, limits: { memory: '2Gi' } },
        readinessProbe: { tcpSocket: { port: 80 } },
        volumeMounts: [
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'files', mountPath: '/files', readOnly: false },
        ],
      };
      const volumes = [
        { name: 'tmp', emptyDir: {} },
        { name: 'files', configMap: { name: 'a' } },
        { name: 'disk', persistentVolumeClaim: { claimName: 'c' } },
      ];
      const more = {
        containers: [container],
        initContainers: [{ name: 'first', image: 'nowhere.invalid/none:1' }],
        volumes,
        hostNetwork: false,
      };
      await quietly(world, 'create', () => world.create(pod('p', { ...more, tolerations: [{ key: 'a', operator: 'Exists' }] })));
      await quietly(world, 'change the command', () =>
        note(
          world,
          'change the command',
          world
            .change('Pod', 'p', (object) => {
              const spec = object['spec'] as { readonly containers: readonly object[] };
              return { ...object, spec: { ...spec, containers: spec.containers.map((item) => ({ ...item, command: ['x'] })) } };
            })
            .catch(shortened),
        ),
      );
      await quietly(world, 'change a label', () => edit(world, 'Pod/p', () => ({ labels: { a: 'b' } })));
      await quietly(world, 'delete', () => world.remove('Pod', 'p'));
    },
  },
  {
    name: 'claims-and-services',
    about: 'What the API server fills into claims and Services, and what it lets nobody change',
    run: async (world) => {
      await quietly(world, 'create', async () => {
        await world.create(claim('c', '1024Mi'));
        await world.create(service('plain', { ports: [{ port: 80 }] }));
        await world.create(service('headless', { clusterIP: 'None', publishNotReadyAddresses: true }));
        await world.create(service('node', { type: 'NodePort' }));
        await note(world, 'two ports without names', world.create(service('x', { ports: [{ port: 80 }, { port: 81 }] })));
        await note(
          world,
          'one port twice',
          world.create(
            service('y', {
              ports: [
                { name: 'a', port: 80 },
                { name: 'b', port: 80 },
              ],
            }),
          ),
        );
        await note(world, 'claim of nothing', world.create(claim('d', '0')));
      });
      const spec = (kind: string, name: string, change: object): Promise<Thing> =>
        world.change(kind, name, (object) => ({ ...object, spec: { ...(object['spec'] as object), ...change } }));
      await quietly(world, 'change', async () => {
        await note(world, 'address', spec('Service', 'plain', { clusterIP: 'None', clusterIPs: ['None'] }));
        await note(world, 'grow', spec('PersistentVolumeClaim', 'c', { resources: { requests: { storage: '2Gi' } } }).catch(shortened));
        await note(world, 'shrink', spec('PersistentVolumeClaim', 'c', { resources: { requests: { storage: '1Mi' } } }).catch(shortened));
        await note(world, 'class', spec('PersistentVolumeClaim', 'c', { storageClassName: 'other' }).catch(shortened));
      });
      await quietly(world, 'a node port for the plain one', () => spec('Service', 'plain', { type: 'NodePort' }));
      await quietly(world, 'and back', () => spec('Service', 'plain', { type: 'ClusterIP' }));
    },
  },
];

/** The API server adds a picture of both objects after these words. */
const shortened = (error: unknown): never => {
  throw isApiError(error) ? Object.assign(error, { message: error.message.split('\n')[0] }) : error;
};
