/** The life of a CompositeController and of its parents: starts, finalizers, the passing of time, caches that are old. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import type { ApiServer } from '../../../../hooks/ports/api-server.ts';
import {
  type Body,
  box,
  boxes,
  composite,
  configMap,
  configMaps,
  createWorld,
  definition,
  edit,
  events,
  labels,
  pod,
  pods,
  withBox,
} from './world.ts';

const FINALIZER = 'metacontroller.io/compositecontroller-boxes';

test('with a finalize hook the finalizer is there before the first call', async () => {
  const world = await withBox(() => ({ children: [] }), { hooks: ['sync', 'finalize'] });
  assert.equal(world.operations()[0], 'add-finalizer Box/one');
  assert.deepEqual(world.asked[0]?.body['parent'].metadata.finalizers, [FINALIZER]);
});

test('a deleted parent is finalized: its children are managed until the hook says so, then it goes', async () => {
  const world = await withBox(
    ({ hook, body }) => {
      const present = Object.keys(body['children']['ConfigMap.v1']).length;
      return hook === 'finalize' ? { children: [], finalized: present === 0 } : { children: [configMap('a')] };
    },
    { hooks: ['sync', 'finalize'] },
  );
  world.operations();
  await world.api.delete(boxes, { namespace: 'test', name: 'one' });
  await world.settle();
  assert.deepEqual(world.operations(), ['delete ConfigMap/a', 'status Box/one', 'remove-finalizer Box/one', 'status Box/one swallowed']);
  assert.deepEqual(await world.names(boxes), []);
  assert.equal(world.asked.at(-1)?.body['finalizing'], true);
});

test('children of a parent that the garbage collector takes apart are not managed', async () => {
  const world = await withBox(({ hook }) => ({ children: hook === 'finalize' ? [] : [configMap('a')] }), {
    hooks: ['sync', 'finalize'],
    parent: { ...box(), metadata: { ...box().metadata, finalizers: ['foregroundDeletion'] } },
  });
  world.operations();
  await world.api.delete(boxes, { namespace: 'test', name: 'one' });
  await world.settle();
  assert.equal(world.asked.at(-1)?.hook, 'finalize');
  // A deletion is a new generation.
  assert.deepEqual(world.operations(), ['status Box/one']);
  assert.deepEqual(await world.names(configMaps), ['ConfigMap/a']);
});

test('a controller without a finalize hook takes its old finalizer away', async () => {
  const world = await withBox(() => ({ children: [] }), {
    parent: { ...box(), metadata: { ...box().metadata, finalizers: [FINALIZER] } },
  });
  assert.equal(world.operations()[0], 'remove-finalizer Box/one');
});

test('a parent outside parentResource.labelSelector is none of its business; one that leaves it is finalized', async () => {
  const parentResource = { apiVersion: 'example.org/v1', resource: 'boxes', labelSelector: { matchLabels: { mine: 'yes' } } };
  const world = await withBox(({ hook }) => ({ children: [], finalized: hook === 'finalize' }), {
    hooks: ['sync', 'finalize'],
    spec: { parentResource },
  });
  assert.equal(world.asked.length, 0);
  const relabel = async (mine: string): Promise<void> => {
    const live = await world.get(boxes, 'one');
    await world.api.update(boxes, { ...live, metadata: { ...live['metadata'], labels: { mine } } } as KubeObject);
    await world.settle();
  };
  await relabel('yes');
  assert.equal(world.asked.at(-1)?.hook, 'sync');
  await relabel('no');
  assert.equal(world.asked.at(-1)?.hook, 'finalize');
  assert.equal((await world.get(boxes, 'one'))['metadata'].finalizers, undefined);
});

test('ignoreStatusChanges leaves out changes of status, but not the passing of time', async () => {
  const parentResource = { apiVersion: 'example.org/v1', resource: 'boxes', ignoreStatusChanges: true };
  const world = await withBox(() => ({ children: [] }), { spec: { parentResource } });
  assert.equal(world.asked.length, 1);
  await world.pass(31 * 60);
  assert.equal(world.asked.length, 2);
});

test('resyncAfterSeconds brings one more call, the earliest wish wins', async () => {
  const world = await withBox(() => ({ children: [], resyncAfterSeconds: 100 }));
  assert.equal(world.asked.length, 2);
  assert.ok(world.metacontroller.idle());
  await world.pass(99);
  assert.equal(world.asked.length, 2);
  await world.pass(2);
  assert.equal(world.asked.length, 3);
});

test('resyncPeriodSeconds calls for every parent', async () => {
  const world = await withBox(() => ({ children: [] }), { spec: { resyncPeriodSeconds: 10 } });
  const before = world.asked.length;
  await world.pass(101);
  assert.equal(world.asked.length - before, 10);
});

const rockets = [{ apiVersion: 'acme.org/v1', resource: 'rockets' }];

test('a controller whose kinds are not there waits for them, and says so', async () => {
  const world = createWorld({ hook: () => ({}) });
  await world.metacontroller.add(composite(['sync'], { childResources: rockets }));
  assert.deepEqual(world.metacontroller.waiting(), [{ controller: 'boxes', problem: 'the server has no rockets in acme.org/v1' }]);
  assert.ok(world.metacontroller.idle());
  const [event] = (await world.api.list(events)) as readonly Body[];
  assert.equal(event?.['reason'], 'CreateError');
});

test('a controller starts when its kinds have come', async () => {
  const world = createWorld({ hook: () => ({ children: [] }) });
  await world.metacontroller.add(composite(['sync'], { childResources: rockets }));
  await world.api.create(boxes, box());
  await world.pass(60);
  assert.equal(world.asked.length, 0);
  const [definitions] = (await world.api.types()).filter(({ kind }) => kind === 'CustomResourceDefinition');
  assert.ok(definitions);
  await world.api.create(definitions, definition('acme.org', 'Rocket', 'rockets'));
  await world.pass(60);
  assert.deepEqual(world.metacontroller.waiting(), []);
  assert.deepEqual(Object.keys(world.asked[0]?.body['children']), ['Rocket.acme.org/v1']);
});

test('a parent of a built-in kind is not for a composite', async () => {
  const world = createWorld({ hook: () => ({ children: [] }) });
  await world.metacontroller.add(composite(['sync'], { parentResource: { apiVersion: 'v1', resource: 'pods' } }));
  assert.equal(world.metacontroller.waiting().length, 1);
});

test('a controller is started anew when its spec changes, and only then', async () => {
  const world = await withBox(() => ({ children: [] }));
  const before = world.asked.length;
  await world.metacontroller.add({ ...composite(), metadata: { name: 'boxes', annotations: { some: 'thing' } } });
  await world.settle();
  assert.equal(world.asked.length, before);
  await world.metacontroller.add(composite(['sync'], { resyncPeriodSeconds: 100 }));
  await world.settle();
  assert.equal(world.asked.length, before + 1);
});

test('a stopped controller does nothing more', async () => {
  const world = await withBox(() => ({ children: [], resyncAfterSeconds: 5 }));
  await world.metacontroller.remove('boxes');
  const before = world.asked.length;
  await edit(world, { more: true });
  await world.pass(3600);
  assert.equal(world.asked.length, before);
});

test('an old cache costs a refused write, never a wrong one', async () => {
  const latency = ({ kind }: { kind: string }): number => (kind === 'ConfigMap' ? 5000 : 0);
  const world = createWorld({ hook: ({ body }) => ({ children: [configMap('a', { k: body['parent'].spec.value ?? 'old' })] }), latency });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.pass(5.1);
  // The ConfigMap is there, but its event is under way: each sync until then makes it once more.
  assert.deepEqual(world.operations(), ['create ConfigMap/a', 'status Box/one', 'create ConfigMap/a swallowed']);
  await world.pass(10);
  await edit(world, { value: 'new' });
  await world.pass(1);
  assert.deepEqual(world.operations(), ['update ConfigMap/a', 'status Box/one', 'update ConfigMap/a swallowed']);
  await edit(world, { value: 'newest' });
  await world.pass(10);
  assert.equal(world.operations().at(-1), 'update ConfigMap/a');
  assert.deepEqual((await world.get(configMaps, 'a'))['data'], { k: 'newest' });
  assert.ok(world.metacontroller.idle());
});

test('a watch that starts anew loses nothing and asks for nothing twice', async () => {
  const restarts: (() => Promise<void>)[] = [];
  const through = (api: ApiServer): ApiServer => ({
    ...api,
    watch: async (type, watcher) => {
      let end = await api.watch(type, watcher);
      restarts.push(async () => {
        end();
        end = await api.watch(type, watcher);
      });
      return () => end();
    },
  });
  const world = createWorld({ hook: () => ({ children: [pod('p')] }), through });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.settle();
  await world.api.delete(pods, { namespace: 'test', name: 'p' });
  for (const restart of restarts) await restart();
  await world.settle();
  assert.deepEqual(await world.names(pods), ['Pod/p']);
  assert.ok(world.metacontroller.idle());
});

test('one seed is one run, and chance moves the order within a kind', async () => {
  const run = async (seed: number): Promise<string> => {
    const world = createWorld({ hook: () => ({ children: ['a', 'b', 'c', 'd', 'e'].map((name) => configMap(name)) }), seed });
    await world.metacontroller.add(composite());
    await world.api.create(boxes, box());
    await world.settle();
    return world.operations().join(', ');
  };
  assert.equal(await run(1), await run(1));
  assert.notEqual(await run(1), await run(2));
});

test('a parent that goes already gets no finalizer', async () => {
  const world = createWorld({ hook: () => ({ children: [] }) });
  await world.api.create(boxes, { ...box(), metadata: { ...box().metadata, finalizers: ['example.org/hold'] } });
  await world.api.delete(boxes, { namespace: 'test', name: 'one' });
  await world.metacontroller.add(composite(['sync', 'finalize']));
  await world.settle();
  assert.equal(world.asked[0]?.hook, 'finalize');
  assert.ok(!world.operations().some((operation) => operation.includes('finalizer')));
});

test('a parent that was deleted a moment ago adopts nobody, though its cache does not know yet', async () => {
  const latency = ({ kind }: { kind: string }): number => (kind === 'Box' ? 5000 : 0);
  const world = createWorld({ hook: () => ({ children: [] }), latency });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, { ...box(), metadata: { ...box().metadata, finalizers: ['example.org/hold'] } });
  await world.pass(20);
  await world.api.delete(boxes, { namespace: 'test', name: 'one' });
  await world.api.create(configMaps, configMap('stray'));
  await world.pass(1);
  assert.match(world.reports.at(-1)?.error ?? '', /just been deleted/);
  await world.pass(20);
  assert.deepEqual(await world.names(configMaps), ['ConfigMap/stray']);
});

test('what the server does not have is not looked for again and again', async () => {
  let asked = 0;
  const through = (api: ApiServer): ApiServer => ({
    ...api,
    types: () => {
      asked += 1;
      return api.types();
    },
  });
  const world = createWorld({
    hook: () => ({ children: [{ apiVersion: 'acme.org/v1', kind: 'Rocket', metadata: { name: 'r', labels } }] }),
    through,
  });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.pass(10);
  assert.equal(asked, 1);
});
