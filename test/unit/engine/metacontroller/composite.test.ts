/** What a CompositeController makes of the answers of its hook: children, status, and what it leaves alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { ApiError, type ApiServer } from '../../../../hooks/ports/api-server.ts';
import {
  type Body,
  box,
  boxes,
  composite,
  configMap,
  configMaps,
  createWorld,
  edit,
  events,
  labels,
  pod,
  pods,
  secrets,
  withBox,
} from './world.ts';

test('a parent is synced, its children are made in the order of their kinds, and its status is written', async () => {
  const world = await withBox(() => ({ status: { phase: 'Fine' }, children: [pod('p'), configMap('b'), configMap('a')] }));
  assert.deepEqual(world.operations(), ['create ConfigMap/a', 'create ConfigMap/b', 'create Pod/p', 'status Box/one']);
  const made = await world.get(configMaps, 'a');
  const parent = await world.get(boxes, 'one');
  assert.deepEqual(parent['status'], { phase: 'Fine', observedGeneration: 1 });
  assert.deepEqual(made['metadata'].ownerReferences, [
    { apiVersion: 'example.org/v1', kind: 'Box', name: 'one', uid: parent['metadata'].uid, controller: true, blockOwnerDeletion: true },
  ]);
});

test('each listed kind has its group from the first call on, and children are keyed by namespace and name', async () => {
  const world = await withBox(() => ({ children: [configMap('a')] }));
  assert.deepEqual(world.asked[0]?.body['children'], { 'ConfigMap.v1': {}, 'Pod.v1': {} });
  assert.deepEqual(world.asked[0]?.body['related'], {});
  assert.equal(world.asked[0]?.body['finalizing'], false);
  assert.deepEqual(Object.keys(world.asked.at(-1)?.body['children']['ConfigMap.v1']), ['test/a']);
});

test('a v1 hook sees the children of a namespaced parent by their bare names', async () => {
  const hooks = { sync: { webhook: { service: { name: 'h', namespace: 'n' }, path: '/sync' } } };
  const world = await withBox(() => ({ children: [configMap('a')], unknown: 'is allowed' }), { spec: { hooks } });
  assert.deepEqual(Object.keys(world.asked.at(-1)?.body['children']['ConfigMap.v1']), ['a']);
});

test('a converged parent costs a call of the hook but no write', async () => {
  const world = await withBox(() => ({ status: { phase: 'Fine' }, children: [pod('p'), configMap('a', { k: 'v' })] }));
  world.operations();
  const before = world.asked.length;
  await world.pass(31 * 60);
  assert.equal(world.asked.length, before + 1);
  assert.deepEqual(world.operations(), []);
});

test('what the hook leaves out is deleted first, by its UID, and then the rest is made', async () => {
  const world = await withBox(({ body }) => ({ children: [configMap(body['parent'].spec.other ?? 'a'), pod('p')] }));
  world.operations();
  await edit(world, { other: 'b' });
  await world.settle();
  assert.deepEqual(world.operations(), ['delete ConfigMap/a', 'create ConfigMap/b', 'status Box/one']);
});

for (const [answer, says] of [
  [{}, 'an empty object'],
  [null, 'null'],
  [{ children: null }, 'children of null'],
] as const) {
  test(`${says} is an answer without children, and deletes them all`, async () => {
    const world = await withBox(({ body }) => (body['parent'].spec.empty === true ? answer : { children: [configMap('a'), pod('p')] }));
    await edit(world, { empty: true });
    await world.settle();
    assert.deepEqual([...(await world.names(configMaps)), ...(await world.names(pods))], []);
    assert.deepEqual((await world.get(boxes, 'one'))['status'], { observedGeneration: 2 });
  });
}

const unusable: readonly { readonly it: string; readonly answer: object; readonly says: RegExp }[] = [
  { it: 'a status of 500', answer: { status: 500, text: 'broken' }, says: /500: broken/ },
  { it: 'a status of 201', answer: { status: 201, json: {} }, says: /201/ },
  { it: 'text that is no JSON', answer: { status: 200, text: '{' }, says: /no JSON/ },
  { it: 'an empty body', answer: { status: 200, text: '' }, says: /no JSON/ },
  { it: 'a list', answer: { status: 200, json: [] }, says: /not a JSON object/ },
  { it: 'an unknown field at the top', answer: { children: [], chidren: [] }, says: /unknown fields.*chidren/ },
  { it: 'children that are no list', answer: { children: {} }, says: /children of the answer is not a list/ },
  { it: 'a child without a kind', answer: { children: [{ apiVersion: 'v1', metadata: { name: 'x' } }] }, says: /children\[0\].*no kind/ },
  { it: 'a status that is no object', answer: { children: [], status: 'fine' }, says: /status of the answer/ },
  { it: 'no answer at all', answer: new Error('connect ECONNREFUSED'), says: /ECONNREFUSED/ },
  {
    it: 'a child that the selector would not find',
    answer: { children: [{ ...configMap('a'), metadata: { name: 'a' } }] },
    says: /do not match/,
  },
];
for (const { it, answer, says } of unusable) {
  test(`${it} touches nothing, is told in an Event, and is tried again later and later`, async () => {
    const world = await withBox(({ body }) =>
      body['parent'].spec.broken === true ? answer : { children: [configMap('a')], status: { is: 'old' } },
    );
    const status = (await world.get(boxes, 'one'))['status'];
    world.operations();
    await edit(world, { broken: true });
    const before = world.asked.length;
    await world.pass(1);
    assert.deepEqual(world.operations(), []);
    assert.deepEqual((await world.get(boxes, 'one'))['status'], status);
    const failures = world.reports.filter(({ outcome }) => outcome === 'failed');
    assert.match(failures[0]?.error ?? '', says);
    // 5 + 10 + 20 + … + 320 ms and the next would be beyond a second.
    assert.equal(world.asked.length - before, 8);
    const [event, ...others] = (await world.api.list(events)) as readonly Body[];
    assert.deepEqual(others, []);
    assert.deepEqual([event?.['reason'], event?.['type'], event?.['count']], ['SyncError', 'Warning', 8]);
    assert.match(event?.['message'], says);
    assert.equal(world.metacontroller.idle(), false);
  });
}

test('a success ends the back-off', async () => {
  let broken = true;
  const world = await withBox(() => (broken ? new Error('down') : { children: [] }));
  await world.pass(300);
  broken = false;
  await world.pass(2000);
  const before = world.asked.length;
  assert.ok(world.metacontroller.idle());
  broken = true;
  await edit(world, { more: 1 });
  await world.pass(0.1);
  assert.equal(world.asked.length - before, 5);
});

test('429 waits as long as it says, without an Event and without back-off', async () => {
  let calls = 0;
  const world = await withBox(() => {
    calls += 1;
    return calls <= 2 ? { status: 429, retryAfter: '7', text: '' } : { children: [] };
  });
  assert.equal(calls, 2);
  await world.pass(10);
  assert.equal(calls, 4);
  assert.deepEqual(await world.api.list(events), []);
});

test('429 without Retry-After is a hot loop', async () => {
  const world = createWorld({ hook: () => ({ status: 429, text: '' }) });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.pass(1);
  assert.ok(world.asked.length > 400, String(world.asked.length));
});

test('a null child ends the process: nothing is touched, and nothing runs any more', async () => {
  const world = createWorld({ hook: () => ({ children: [configMap('a'), null] }) });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await assert.rejects(world.settle(), { name: 'MetacontrollerCrashed' });
  assert.equal(world.reports.at(-1)?.outcome, 'crashed');
  assert.deepEqual(await world.names(configMaps), []);
  await world.pass(3600);
  assert.equal(world.asked.length, 1);
});

test('an InPlace child is put right, with what others added to it kept', async () => {
  const world = await withBox(({ body }) => ({ children: [configMap('a', { k: body['parent'].spec.value ?? 'old' })] }));
  const live = await world.get(configMaps, 'a');
  await world.api.update(configMaps, { ...live, data: { ...live['data'], theirs: 'stays' } } as KubeObject);
  await edit(world, { value: 'new' });
  await world.settle();
  assert.deepEqual((await world.get(configMaps, 'a'))['data'], { k: 'new', theirs: 'stays' });
});

test('what the hook no longer asks for is taken out of an InPlace child', async () => {
  const world = await withBox(({ body }) => ({
    children: [configMap('a', body['parent'].spec.less === true ? { l: 'w' } : { k: 'v', l: 'w' })],
  }));
  await edit(world, { less: true });
  await world.settle();
  assert.deepEqual((await world.get(configMaps, 'a'))['data'], { l: 'w' });
});

test('an OnDelete child that differs is left alone, and made anew when it is deleted', async () => {
  const world = await withBox(({ body }) => ({ children: [pod('p', body['parent'].spec.image ?? 'one')] }));
  await edit(world, { image: 'two' });
  await world.settle();
  assert.ok(world.operations().includes('keep Pod/p'));
  assert.equal((await world.get(pods, 'p'))['spec'].containers[0].image, 'one');
  await world.api.delete(pods, { namespace: 'test', name: 'p' });
  await world.settle();
  assert.equal((await world.get(pods, 'p'))['spec'].containers[0].image, 'two');
});

test('a Recreate child that differs is deleted, and made anew by the next sync', async () => {
  const childResources = [{ apiVersion: 'v1', resource: 'pods', updateStrategy: { method: 'Recreate' } }];
  const world = await withBox(({ body }) => ({ children: [pod('p', body['parent'].spec.image ?? 'one')] }), { spec: { childResources } });
  world.operations();
  await edit(world, { image: 'two' });
  await world.settle();
  assert.deepEqual(world.operations(), ['recreate Pod/p', 'status Box/one', 'create Pod/p']);
});

test('rolling strategies are refused by name', async () => {
  const world = createWorld({ hook: () => ({}) });
  const childResources = [{ apiVersion: 'v1', resource: 'pods', updateStrategy: { method: 'RollingInPlace' } }];
  await assert.rejects(world.metacontroller.add(composite(['sync'], { childResources })), /RollingInPlace/);
  assert.ok(world.metacontroller.idle());
});

test('generateSelector gives each child the UID of its parent as a label', async () => {
  const world = await withBox(() => ({ children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }] }), {
    spec: { generateSelector: true },
    parent: { ...box(), ...{ spec: {} } },
  });
  const parent = await world.get(boxes, 'one');
  assert.deepEqual((await world.get(configMaps, 'a'))['metadata'].labels, { 'controller-uid': parent['metadata'].uid });
});

test('a parent whose spec.selector selects everything is not synced', async () => {
  const world = await withBox(() => ({ children: [] }), { parent: { ...box(), ...{ spec: { selector: {} } } } });
  assert.equal(world.asked.length, 0);
  assert.match(world.reports[0]?.error ?? '', /neither matchLabels nor matchExpressions/);
});

test('an orphan that the selector matches is adopted, and deleted when the hook does not want it', async () => {
  const world = createWorld({
    hook: ({ body }) => ({ children: Object.keys(body['children']['ConfigMap.v1']).includes('test/stray') ? [] : [configMap('a')] }),
  });
  await world.metacontroller.add(composite());
  await world.api.create(configMaps, { ...configMap('stray') });
  await world.api.create(configMaps, { ...configMap('foreign'), metadata: { name: 'foreign', namespace: 'test', labels: { box: 'two' } } });
  await world.api.create(boxes, box());
  await world.settle();
  assert.deepEqual(world.operations().slice(0, 2), ['adopt ConfigMap/stray', 'delete ConfigMap/stray']);
  assert.deepEqual(await world.names(configMaps), ['ConfigMap/a', 'ConfigMap/foreign']);
});

test('an orphan that appears later asks for the parents whose selector matches it', async () => {
  const world = await withBox(() => ({ children: [configMap('late', { k: 'v' })] }));
  const before = world.asked.length;
  await world.api.create(configMaps, { ...configMap('other'), metadata: { name: 'other', namespace: 'elsewhere', labels } });
  await world.settle();
  assert.equal(world.asked.length, before);
});

test('a child whose labels change away from the selector is let go', async () => {
  const world = await withBox(() => ({ children: [pod('p')] }));
  const live = await world.get(pods, 'p');
  world.operations();
  await world.api.update(pods, { ...live, metadata: { ...live['metadata'], labels: { box: 'two' } } } as KubeObject);
  await world.settle();
  assert.equal(world.operations()[0], 'release Pod/p');
  assert.equal((await world.get(pods, 'p'))['metadata'].ownerReferences, undefined);
});

test('a name that somebody else has is swallowed: the sync succeeds, and the child is never seen', async () => {
  const world = createWorld({ hook: () => ({ children: [configMap('taken', { mine: 'yes' })] }) });
  await world.metacontroller.add(composite());
  await world.api.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'taken', namespace: 'test' } });
  await world.api.create(boxes, box());
  await world.settle();
  assert.ok(world.operations().includes('create ConfigMap/taken swallowed'));
  assert.ok(world.metacontroller.idle());
  assert.equal((await world.get(configMaps, 'taken'))['data'], undefined);
});

test('a kind that the controller does not list is made and never seen again', async () => {
  const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', labels } };
  const world = await withBox(() => ({ children: [secret] }));
  assert.deepEqual(await world.names(secrets), ['Secret/s']);
  assert.equal(world.asked.at(-1)?.body['children']['Secret.v1'], undefined);
});

test('a kind that the server does not have fails the sync, after the others are made and status is written', async () => {
  const world = createWorld({
    hook: () => ({
      status: { is: 'told' },
      children: [{ apiVersion: 'acme.org/v1', kind: 'Rocket', metadata: { name: 'r', labels } }, configMap('a')],
    }),
  });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.pass(0.002);
  assert.deepEqual(world.operations(), ['create ConfigMap/a', 'status Box/one']);
  assert.match(world.reports[0]?.error ?? '', /Rocket/);
});

const refusing = (verb: 'create' | 'update' | 'delete', error: ApiError): ((api: ApiServer) => ApiServer) => {
  let refused = false;
  return (api) => ({
    ...api,
    [verb]: async (...call: never[]) => {
      if (!refused) {
        refused = true;
        throw error;
      }
      return (api[verb] as (...call: never[]) => Promise<unknown>)(...call);
    },
  });
};

test('a child that cannot be made does not stop the others, and is made by a later sync', async () => {
  const through = refusing('create', new ApiError(500, 'InternalError', 'etcd is away'));
  const world = createWorld({ hook: () => ({ children: [configMap('a'), configMap('b')] }), through });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.settle();
  assert.deepEqual(world.operations().slice(0, 3), ['create ConfigMap/a failed', 'create ConfigMap/b', 'status Box/one']);
  assert.deepEqual(await world.names(configMaps), ['ConfigMap/a', 'ConfigMap/b']);
});

test('status is the hook’s and the generation that it was told, written over the live object', async () => {
  const world = await withBox(({ body }) => ({ children: [], status: { seen: body['parent'].spec.value ?? 0 } }));
  await edit(world, { value: 1 });
  await world.settle();
  assert.deepEqual((await world.get(boxes, 'one'))['status'], { seen: 1, observedGeneration: 2 });
});

test('an empty value that the server does not keep is written again by every sync, to no effect', async () => {
  const world = await withBox(() => ({ children: [configMap('a', {})] }));
  world.operations();
  await world.pass(31 * 60);
  assert.deepEqual(world.operations(), ['update ConfigMap/a']);
});

test('a child is deleted once, with its UID, and then waited for', async () => {
  const deletions: unknown[] = [];
  const through = (api: ApiServer): ApiServer => ({
    ...api,
    delete: (type, key, options) => {
      deletions.push(options);
      return api.delete(type, key, options);
    },
  });
  const held = { ...configMap('a'), metadata: { name: 'a', labels, finalizers: ['example.org/hold'] } };
  const world = createWorld({ hook: ({ body }) => ({ children: body['parent'].spec.empty === true ? [] : [held] }), through });
  await world.metacontroller.add(composite());
  await world.api.create(boxes, box());
  await world.settle();
  const { uid } = (await world.get(configMaps, 'a'))['metadata'];
  await edit(world, { empty: true });
  await world.settle();
  await edit(world, { again: true });
  await world.settle();
  assert.deepEqual(deletions, [{ uid, propagation: 'Background' }]);
});

test('a child of an earlier parent of the same name is none of ours, and wakes nobody', async () => {
  const world = await withBox(() => ({ children: [] }));
  const before = world.asked.length;
  const owner = { apiVersion: 'example.org/v1', kind: 'Box', name: 'one', uid: 'another', controller: true };
  await world.api.create(configMaps, { ...configMap('a'), metadata: { name: 'a', namespace: 'test', labels, ownerReferences: [owner] } });
  await world.settle();
  assert.equal(world.asked.length, before);
});
