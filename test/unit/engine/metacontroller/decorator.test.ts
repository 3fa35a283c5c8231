/** A DecoratorController: what it adds to objects of others, and how it gives way when they change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { ApiError, type ApiServer } from '../../../../hooks/ports/api-server.ts';
import { box, boxes, configMap, configMaps, createWorld, decorator, type Hook } from './world.ts';

interface Setting {
  readonly hooks?: readonly string[];
  readonly spec?: object;
  readonly parent?: KubeObject;
  readonly through?: (api: ApiServer) => ApiServer;
}

const started = async (hook: Hook, { hooks = ['sync'], spec = {}, parent = box(), through = (api) => api }: Setting = {}) => {
  const world = createWorld({ hook, through });
  await world.metacontroller.add(decorator(hooks, spec));
  await world.api.create(boxes, parent);
  await world.settle();
  return world;
};

test('it sets labels and annotations and removes those that are null, and makes attachments of its own', async () => {
  const parent = { ...box(), metadata: { ...box().metadata, labels: { old: 'x', kept: 'y' } } };
  const world = await started(() => ({ labels: { old: null, mine: '1' }, annotations: { a: 'b' }, attachments: [configMap('a')] }), {
    parent,
  });
  const { metadata } = await world.get(boxes, 'one');
  assert.deepEqual([metadata.labels, metadata.annotations], [{ kept: 'y', mine: '1' }, { a: 'b' }]);
  const made = await world.get(configMaps, 'a');
  assert.equal(made['metadata'].annotations['metacontroller.k8s.io/decorator-controller'], 'boxes');
  assert.equal(made['metadata'].ownerReferences[0].uid, metadata.uid);
  assert.deepEqual(world.operations(), ['decorate Box/one', 'create ConfigMap/a']);
  const body = world.asked.at(-1)?.body;
  assert.deepEqual(Object.keys(body?.['attachments']['ConfigMap.v1']), ['test/a']);
  assert.equal(body?.['object'].metadata.name, 'one');
});

test('what it made and wants no more is deleted; what others made is never seen', async () => {
  let wanted = [configMap('a')];
  const world = await started(() => ({ attachments: wanted }));
  const { metadata } = await world.get(boxes, 'one');
  await world.api.create(configMaps, {
    ...configMap('theirs'),
    metadata: {
      name: 'theirs',
      namespace: 'test',
      ownerReferences: [{ apiVersion: 'example.org/v1', kind: 'Box', name: 'one', uid: metadata.uid, controller: true }],
    },
  });
  wanted = [];
  await world.settle();
  assert.deepEqual(await world.names(configMaps), ['ConfigMap/theirs']);
});

test('a status is written when it differs, and left alone when the answer has none', async () => {
  const world = await started(({ body }) => ({ attachments: [], ...(body['object'].status === undefined && { status: { seen: true } }) }));
  assert.deepEqual((await world.get(boxes, 'one'))['status'], { seen: true });
  assert.deepEqual(world.operations(), ['status Box/one', 'decorate Box/one']);
});

test('a target that changed meanwhile ends the sync without an error and without attachments, until its event comes', async () => {
  let conflicts = 1;
  const through = (api: ApiServer): ApiServer => ({
    ...api,
    update: async (type, object) => {
      if (type.kind === 'Box' && conflicts > 0) {
        conflicts -= 1;
        throw new ApiError(409, 'Conflict', 'the object has been modified');
      }
      return api.update(type, object);
    },
  });
  const world = await started(() => ({ labels: { mine: '1' }, attachments: [configMap('a')] }), { through });
  assert.deepEqual(world.operations(), ['decorate Box/one swallowed']);
  assert.equal(world.reports[0]?.outcome, 'conflict');
  assert.deepEqual(await world.names(configMaps), []);
  assert.ok(world.metacontroller.idle());
  const live = await world.get(boxes, 'one');
  await world.api.update(boxes, { ...live, metadata: { ...live['metadata'], labels: { any: 'thing' } } } as KubeObject);
  await world.settle();
  assert.deepEqual(await world.names(configMaps), ['ConfigMap/a']);
});

for (const [it, metadata, asked] of [
  ['labels and annotations that match', { labels: { app: 'x' }, annotations: { do: 'it' } }, true],
  ['labels that do not', { labels: { app: 'y' }, annotations: { do: 'it' } }, false],
  ['annotations that do not', { labels: { app: 'x' } }, false],
] as const) {
  test(`targets are chosen by both selectors: ${it}`, async () => {
    const resources = [
      {
        apiVersion: 'example.org/v1',
        resource: 'boxes',
        labelSelector: { matchLabels: { app: 'x' } },
        annotationSelector: { matchAnnotations: { do: 'it' } },
      },
    ];
    const parent = { ...box(), metadata: { ...box().metadata, ...metadata } };
    const world = await started(() => ({ attachments: [] }), { spec: { resources }, parent });
    assert.equal(world.asked.length > 0, asked);
  });
}

test('with a finalize hook a deleted target waits for it; without one it gets no finalizer', async () => {
  const plain = await started(() => ({ attachments: [] }));
  assert.equal((await plain.get(boxes, 'one'))['metadata'].finalizers, undefined);
  const world = await started(({ hook }) => ({ attachments: hook === 'sync' ? [configMap('a')] : [], finalized: hook === 'finalize' }), {
    hooks: ['sync', 'finalize'],
  });
  assert.deepEqual((await world.get(boxes, 'one'))['metadata'].finalizers, ['metacontroller.io/decoratorcontroller-boxes']);
  world.operations();
  await world.api.delete(boxes, { namespace: 'test', name: 'one' });
  await world.settle();
  // Unlike a composite it still manages attachments after it let go.
  assert.deepEqual(world.operations(), ['remove-finalizer Box/one', 'delete ConfigMap/a']);
  assert.deepEqual(await world.names(boxes), []);
});

test('a decorator that makes nothing and says nothing costs no call of the server', async () => {
  let calls = 0;
  const counted = (api: ApiServer): ApiServer => ({
    ...api,
    get: (type, key) => {
      calls += 1;
      return api.get(type, key);
    },
  });
  const world = await started(() => ({ attachments: [] }), { through: counted });
  await world.pass(3600);
  assert.deepEqual([world.asked.length, calls], [3, 0]);
});
