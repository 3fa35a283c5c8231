/**
 * How an answer meets the object that is there: maps by key, lists by the first key that all items share, other lists
 * whole. The children are Widgets too, whose schema lets everything through, so that only the merge decides.
 */
import type { Thing } from '../backend.ts';
import { composite, edit, service, want, widget } from '../builders.ts';
import type { Script, World } from '../world.ts';

const parent = (world: World): Thing => widget(world, 'parent', {}, { labels: { role: 'parent' } });

const start = (world: World): Promise<boolean> =>
  world.start(
    composite(world, {
      childResources: [{ apiVersion: world.apiVersion, resource: 'widgets', updateStrategy: { method: 'InPlace' } }],
      parentSelector: { matchLabels: { role: 'parent' } },
    }),
  );

/** A step for each pair: somebody makes the child so, then the answer wants it so. */
const rounds = async (
  world: World,
  first: object,
  then: readonly { readonly it: string; readonly theirs?: object; readonly ours: object }[],
) => {
  await start(world);
  world.on('sync', { status: {}, children: [widget(world, 'child', first)] });
  await world.step('create the parent', () => world.create(parent(world)));
  for (const { it, theirs, ours } of then) {
    if (theirs !== undefined)
      await world.step(`${it}: somebody else`, () =>
        world.change('Widget', 'child', (object) => ({ ...object, spec: { ...(object['spec'] as object), ...theirs } })),
      );
    await world.step(it, () => want(world, [widget(world, 'child', ours)]));
  }
};

export const merging: readonly Script[] = [
  {
    name: 'merge-maps',
    about: 'Nested maps merge key by key; a key that an earlier answer had and this one has not goes, others’ keys stay',
    run: (world) =>
      rounds(world, { deep: { mine: { a: 1, b: 2 }, gone: true }, flat: 'x' }, [
        {
          it: 'a key of ours goes',
          theirs: { deep: { mine: { a: 1, b: 2, c: 3 }, gone: true, other: {} } },
          ours: { deep: { mine: { a: 1 } }, flat: 'y' },
        },
        { it: 'a whole map goes', ours: { flat: 'y' } },
        { it: 'a scalar becomes a map', ours: { flat: { now: 'deep' } } },
        { it: 'a map becomes a list', ours: { flat: [1, 2] } },
      ]),
  },
  {
    name: 'merge-shapes',
    about: 'What is wanted in another shape than it is there counts as empty: it comes only when nothing is left of the old',
    run: (world) =>
      rounds(world, { whole: [1, 2], keyed: [{ name: 'a' }], map: { a: 1 }, deep: { map: { a: 1 } } }, [
        {
          it: 'other shapes',
          theirs: {
            whole: [1, 2],
            keyed: [{ name: 'a' }, { name: 'theirs' }],
            map: { a: 1, theirs: 2 },
            deep: { map: { a: 1 } },
          },
          ours: { whole: { now: 'a map' }, keyed: 'text', map: 'text', deep: [1] },
        },
        { it: 'the first shapes again', ours: { whole: [3], keyed: [{ name: 'b' }], map: { b: 1 }, deep: { map: { b: 1 } } } },
      ]),
  },
  {
    name: 'merge-lists',
    about: 'Lists of objects merge by name when every item has one: foreign items stay, order stays, removed ones go',
    run: (world) =>
      rounds(
        world,
        {
          list: [
            { name: 'a', v: 1 },
            { name: 'b', v: 1 },
          ],
        },
        [
          {
            it: 'a foreign item stays',
            theirs: {
              list: [
                { name: 'x', v: 9 },
                { name: 'a', v: 1, extra: true },
                { name: 'b', v: 1 },
              ],
            },
            ours: {
              list: [
                { name: 'a', v: 2 },
                { name: 'b', v: 2 },
              ],
            },
          },
          {
            it: 'another order changes nothing',
            ours: {
              list: [
                { name: 'b', v: 2 },
                { name: 'a', v: 2 },
              ],
            },
          },
          { it: 'one goes and one comes', ours: { list: [{ name: 'c' }, { name: 'a', v: 2 }] } },
          { it: 'a field of an item goes', ours: { list: [{ name: 'c' }, { name: 'a' }] } },
          { it: 'all go', ours: { list: [] } },
          { it: 'the list goes', ours: {} },
        ],
      ),
  },
  {
    name: 'merge-keys',
    about: 'Which key merges a list: containerPort before port before mountPath before name before uid before ip before path',
    run: (world) =>
      rounds(
        world,
        {
          both: [{ containerPort: 1, name: 'one' }],
          service: [{ port: 1, name: 'one' }],
          mounts: [{ mountPath: '/a', name: 'v' }],
          hosts: [{ ip: '1.1.1.1', hostnames: ['a'] }],
          paths: [{ path: 'p', key: 'k' }],
          uids: [{ uid: 'u', n: 1 }],
        },
        [
          {
            it: 'new names under the old keys',
            theirs: {
              both: [
                { containerPort: 1, name: 'one', foreign: 1 },
                { containerPort: 2, name: 'theirs' },
              ],
            },
            ours: {
              both: [{ containerPort: 1, name: 'uno' }],
              service: [
                { port: 1, name: 'uno' },
                { port: 2, name: 'due' },
              ],
              mounts: [
                { mountPath: '/a', name: 'w' },
                { mountPath: '/b', name: 'w' },
              ],
              hosts: [{ ip: '1.1.1.1', hostnames: ['b'] }],
              paths: [{ path: 'q', key: 'k' }],
              uids: [{ uid: 'u', n: 2 }],
            },
          },
        ],
      ),
  },
  {
    name: 'merge-whole',
    about: 'Lists of scalars, and of objects that share no key, are replaced whole',
    run: (world) =>
      rounds(world, { words: ['a', 'b'], odd: [{ x: 1 }], mixed: [{ name: 'a' }, { port: 1 }], nested: [['a']] }, [
        {
          it: 'replaced',
          theirs: { words: ['a', 'b', 'c'], odd: [{ x: 1, y: 2 }], mixed: [{ name: 'a', extra: 1 }, { port: 1 }] },
          ours: { words: ['b'], odd: [{ x: 2 }], mixed: [{ name: 'a' }, { port: 2 }], nested: [['b', 'c']] },
        },
        { it: 'a list of names gets an item without one', ours: { mixed: [{ name: 'a' }, { other: 1 }], words: [] } },
      ]),
  },
  {
    name: 'merge-null',
    about: 'A null in an answer',
    run: (world) =>
      rounds(world, { scalar: 1, map: { a: 1 }, list: [1], kept: null }, [
        { it: 'everything null', ours: { scalar: null, map: null, list: null } },
        { it: 'nothing null any more', ours: { scalar: 2, map: { b: 1 }, list: [2] } },
      ]),
  },
  {
    name: 'service-ports',
    about: 'Ports of a Service merge by number, so what the API server filled in stays, and so does a foreign port',
    run: async (world) => {
      await world.start(composite(world, { children: { services: 'InPlace' } }));
      world.on('sync', {
        status: {},
        children: [
          service('s', {
            ports: [
              { name: 'a', port: 1 },
              { name: 'b', port: 2 },
            ],
          }),
        ],
      });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('somebody adds a port', () =>
        world.change('Service', 's', (object) => {
          const spec = object['spec'] as { readonly ports: readonly object[] };
          return { ...object, spec: { ...spec, ports: [...spec.ports, { name: 'theirs', port: 9, protocol: 'UDP' }] } };
        }),
      );
      await world.step('one is renamed, one moves', () =>
        want(world, [
          service('s', {
            ports: [
              { name: 'x', port: 1 },
              { name: 'b', port: 3 },
            ],
          }),
        ]),
      );
    },
  },
  {
    name: 'protected-fields',
    about: 'What an answer says of status and of metadata that the system owns is not written',
    run: async (world) => {
      await start(world);
      const child = { ...widget(world, 'child', { a: 1 }, { labels: { l: '1' } }), status: { from: 'answer' } };
      world.on('sync', { status: {}, children: [child] });
      await world.step('create the parent', () => world.create(parent(world)));
      await world.step('the child gets a status', () => world.changeStatus('child', { phase: 'Fine' }));
      const meta = { labels: { l: '2' }, generation: 77, deletionGracePeriodSeconds: 5, creationTimestamp: '2020-01-01T00:00:00Z' };
      await world.step('odd metadata', () => want(world, [{ ...widget(world, 'child', { a: 2 }, meta), status: { from: 'answer' } }]));
    },
  },
  {
    name: 'metadata-lists',
    about: 'Finalizers of an answer replace the list; annotations merge',
    run: async (world) => {
      await start(world);
      world.on('sync', { status: {}, children: [widget(world, 'child', {}, { finalizers: ['example.com/a'], annotations: { a: '1' } })] });
      await world.step('create the parent', () => world.create(parent(world)));
      await world.step('somebody adds one of each', () =>
        edit(world, 'Widget/child', (old) => ({
          finalizers: ['example.com/a', 'example.com/theirs'],
          annotations: { ...old.annotations, theirs: '1' },
        })),
      );
      await world.step('no finalizer wanted', () => want(world, [widget(world, 'child', {}, { annotations: { a: '2' } })]));
    },
  },
];
