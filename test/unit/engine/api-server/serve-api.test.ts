/** The port over a store: watches that lag but never lie about the order, and calls that fail before or after they are done. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, type ServeOptions, serveApi } from '../../../../hooks/engine/api-server/serve-api.ts';
import { ApiError, type ApiServer, type ResourceType } from '../../../../hooks/ports/api-server.ts';
import { createWorld, type World, withMetadata } from './world.ts';

/** What a watcher hears, in short: `listed a,b`, `ADDED c`. */
const watch = async (api: ApiServer, type: ResourceType): Promise<{ readonly heard: string[]; readonly end: () => void }> => {
  const heard: string[] = [];
  const end = await api.watch(type, {
    listed: (objects) => heard.push(`listed ${objects.map(({ metadata }) => metadata?.name).join(',')}`),
    changed: ({ type: what, object }) => heard.push(`${what} ${object.metadata?.name}`),
  });
  return { heard, end };
};

const serve = (
  options: Partial<ServeOptions> = {},
): { readonly world: World; readonly api: ReturnType<typeof serveApi>; readonly type: ResourceType } => {
  const world = createWorld();
  return { world, api: serveApi(world.store, { clock: world.clock, ...options }), type: world.typeOf('ConfigMap') };
};

test('a watch begins with what is there, and goes on with what happens, never at once', async () => {
  const { world, api, type } = serve();
  world.create('ConfigMap/a');
  const { heard } = await watch(api, type);
  assert.deepEqual(heard, []);
  await world.pass(1);
  world.create('ConfigMap/b');
  world.create('Secret/s');
  assert.deepEqual(heard, ['listed a']);
  await world.pass(1);
  world.remove('ConfigMap/a');
  await world.pass(1);
  assert.deepEqual(heard, ['listed a', 'ADDED b', 'DELETED a']);
});

test('what happens before the list arrives is in the list, once', async () => {
  const { world, api, type } = serve({ latency: () => 10 });
  const { heard } = await watch(api, type);
  await world.pass(5);
  world.create('ConfigMap/a');
  await world.pass(100);
  assert.deepEqual(heard, ['listed a']);
});

test('events come late by their latency, and in order whatever each takes', async () => {
  const delays = [0, 100, 1, 50];
  const { world, api, type } = serve({ latency: () => delays.shift() ?? 0 });
  const { heard } = await watch(api, type);
  await world.pass(1);
  for (const name of ['a', 'b', 'c']) world.create(`ConfigMap/${name}`);
  await world.pass(99);
  assert.deepEqual(heard, ['listed ']);
  await world.pass(1);
  assert.deepEqual(heard, ['listed ', 'ADDED a', 'ADDED b', 'ADDED c']);
});

test('a watcher of its own time does not wait for another', async () => {
  const { world, api, type } = serve({ latency: ({ kind }) => (kind === 'Secret' ? 1000 : 1) });
  const slow = await watch(api, world.typeOf('Secret'));
  const fast = await watch(api, type);
  await world.pass(2);
  assert.deepEqual([slow.heard, fast.heard], [[], ['listed ']]);
});

test('a watch that has ended hears nothing more', async () => {
  const { world, api, type } = serve();
  const { heard, end } = await watch(api, type);
  await world.pass(1);
  world.create('ConfigMap/a');
  end();
  world.create('ConfigMap/b');
  await world.pass(10);
  assert.deepEqual(heard, ['listed ']);
});

test('a kind that is not served cannot be watched', async () => {
  const { api, type } = serve();
  await assert.rejects(watch(api, { ...type, kind: 'Nothing', plural: 'nothings' }), { status: 404 });
});

test('a refused call is not done, a lost answer is about a call that was', async () => {
  const faults: Record<string, ApiError | 'lost'> = { a: new ApiError(503, 'ServiceUnavailable', 'no'), b: 'lost' };
  const calls: Call[] = [];
  const { world, api, type } = serve({
    faults: (call) => {
      calls.push(call);
      return faults[call.key?.name ?? ''];
    },
  });
  const create = (name: string): Promise<unknown> => api.create(type, { metadata: { name, namespace: 'default' } });
  await assert.rejects(create('a'), { status: 503 });
  await assert.rejects(create('b'), { status: 504, reason: 'Timeout' });
  await create('c');
  assert.deepEqual(
    world.store.list(type).map(({ metadata }) => metadata?.name),
    ['b', 'c'],
  );
  assert.deepEqual(
    calls.map(({ verb, key }) => [verb, key?.name]),
    [
      ['create', 'a'],
      ['create', 'b'],
      ['create', 'c'],
    ],
  );
});

test('every call of the port does what its name says', async () => {
  const { world, api } = serve();
  const type = world.typeOf('Pod');
  const key = { namespace: 'default', name: 'a' };
  const created = await api.create(type, { ...POD, metadata: key });
  assert.deepEqual(await api.get(type, key), created);
  assert.deepEqual(await api.list(type, 'default'), [created]);
  assert.deepEqual(await api.list(type, 'kube-system'), []);
  const labelled = await api.update(type, withMetadata(created as never, { labels: { a: 'b' } }));
  assert.deepEqual(labelled.metadata?.labels, { a: 'b' });
  const running = (await api.updateStatus(type, { ...labelled, status: { phase: 'Running' } } as never)) as { readonly status?: unknown };
  assert.deepEqual(running.status, { phase: 'Running' });
  await api.delete(type, key);
  await assert.rejects(api.get(type, key), { status: 404, reason: 'NotFound', message: 'pods "a" not found' });
  assert.ok((await api.types()).includes(type));
});

const POD: object = { spec: { containers: [{ name: 'a', image: 'x:1' }] } };
