/** How objects go: at once, after their finalizers, or when the kubelet is done with them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createWorld, refusal, START, type Thing, type World, withMetadata } from './world.ts';

const second = (seconds: number): string => new Date(START + seconds * 1000).toISOString().replace('.000', '');

const pod = (fields: object = {}): Thing => ({
  spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'a', image: 'x:1' }], ...fields },
});

const deletion = (object: Thing | undefined): readonly unknown[] => [
  object?.metadata?.deletionTimestamp,
  object?.metadata?.deletionGracePeriodSeconds,
];

test('an object that nothing holds goes at once', () => {
  const world = createWorld();
  world.create('ConfigMap/a');
  world.remove('ConfigMap/a');
  assert.equal(world.get('ConfigMap/a'), undefined);
});

describe('an object with finalizers', () => {
  const held = (): World => {
    const world = createWorld();
    world.create('Thing/a', { spec: { must: 'x' }, metadata: { finalizers: ['a.b/c', 'a.b/d'] } });
    world.remove('Thing/a');
    return world;
  };
  test('is marked, and its generation says so', () => {
    const object = held().get('Thing/a');
    assert.deepEqual(deletion(object), [second(0), 0]);
    assert.equal(object?.metadata?.generation, 2);
  });
  test('goes with the last of them', () => {
    const world = held();
    world.change('Thing/a', (object) => withMetadata(object, { finalizers: ['a.b/d'] }));
    assert.ok(world.get('Thing/a'));
    world.change('Thing/a', (object) => withMetadata(object, { finalizers: [] }));
    assert.equal(world.get('Thing/a'), undefined);
  });
  test('takes no new ones', () => {
    const world = held();
    const { status, message } = refusal(() =>
      world.change('Thing/a', (object) => withMetadata(object, { finalizers: ['a.b/c', 'a.b/e'] })),
    );
    assert.equal(status, 422);
    assert.match(message, /no new finalizers can be added if the object is being deleted, found new finalizers \[\]string\{"a\.b\/e"\}/);
  });
  test('is not touched by a second delete', () => {
    const world = held();
    const before = world.get('Thing/a');
    world.remove('Thing/a');
    assert.equal(world.get('Thing/a'), before);
  });
});

for (const { it, nodeName, first, events } of [
  { it: 'without a node is marked in the moment in which it goes', first: {}, events: ['MODIFIED 0', 'DELETED 0'] },
  { it: 'on a node is marked, and again when it is forced', nodeName: 'n', first: {}, events: ['MODIFIED 30', 'MODIFIED 0', 'DELETED 0'] },
  {
    it: 'on a node that goes by force is marked once',
    nodeName: 'n',
    first: { gracePeriodSeconds: 0 },
    events: ['MODIFIED 0', 'DELETED 0'],
  },
]) {
  test(`a Pod ${it}`, () => {
    const world = createWorld();
    world.create('Pod/a', { spec: { containers: [{ name: 'a', image: 'x' }], ...(nodeName !== undefined && { nodeName }) } });
    const seen: string[] = [];
    world.store.subscribe(({ type, object }) => {
      assert.ok(object.metadata?.deletionTimestamp);
      seen.push(`${type} ${object.metadata.deletionGracePeriodSeconds}`);
    });
    world.remove('Pod/a', first);
    if (world.get('Pod/a') !== undefined) world.remove('Pod/a', { gracePeriodSeconds: 0 });
    assert.deepEqual(seen, events);
  });
}

test('a delete with the UID of an object that was before is refused', () => {
  const world = createWorld();
  world.create('ConfigMap/a');
  const { status, reason, message } = refusal(() => world.remove('ConfigMap/a', { uid: 'old' }));
  assert.deepEqual([status, reason], [409, 'Conflict']);
  assert.match(message, /^Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition \(old\) does not match/);
});

describe('a delete leaves a finalizer for the garbage collector', () => {
  for (const [propagation, finalizers] of [
    ['Foreground', ['a.b/c', 'foregroundDeletion']],
    ['Orphan', ['a.b/c', 'orphan']],
    ['Background', ['a.b/c']],
  ] as const) {
    test(propagation, () => {
      const world = createWorld();
      world.create('ConfigMap/a', { metadata: { finalizers: ['a.b/c'] } });
      world.remove('ConfigMap/a', { propagation });
      assert.deepEqual(world.get('ConfigMap/a')?.metadata?.finalizers, finalizers);
    });
  }
  test('and a later one decides anew', () => {
    const world = createWorld();
    world.create('ConfigMap/a');
    world.remove('ConfigMap/a', { propagation: 'Foreground' });
    world.remove('ConfigMap/a', { propagation: 'Orphan' });
    assert.deepEqual(world.get('ConfigMap/a')?.metadata?.finalizers, ['orphan']);
    world.remove('ConfigMap/a', { propagation: 'Background' });
    assert.equal(world.get('ConfigMap/a'), undefined);
  });
});

describe('a Pod', () => {
  const bound = (fields: object = {}): World => {
    const world = createWorld();
    world.create('Pod/a', pod({ nodeName: 'n', ...fields }));
    return world;
  };
  test('on no node goes at once', () => {
    const world = createWorld();
    world.create('Pod/a', pod());
    world.remove('Pod/a');
    assert.equal(world.get('Pod/a'), undefined);
  });
  test('on a node has its grace period', () => {
    const world = bound();
    world.remove('Pod/a');
    assert.deepEqual(deletion(world.get('Pod/a')), [second(30), 30]);
    assert.equal(world.get('Pod/a')?.metadata?.generation, 2);
  });
  test('goes when the kubelet says so', () => {
    const world = bound();
    world.remove('Pod/a');
    world.remove('Pod/a', { gracePeriodSeconds: 0 });
    assert.equal(world.get('Pod/a'), undefined);
  });
  test('is given less time by a later delete, never more', async () => {
    const world = bound();
    world.remove('Pod/a');
    await world.pass(5_000);
    world.remove('Pod/a', { gracePeriodSeconds: 10 });
    assert.deepEqual(deletion(world.get('Pod/a')), [second(10), 10]);
    world.remove('Pod/a', { gracePeriodSeconds: 60 });
    world.remove('Pod/a');
    assert.deepEqual(deletion(world.get('Pod/a')), [second(10), 10]);
    assert.equal(world.get('Pod/a')?.metadata?.generation, 2);
  });
  test('that has ended goes at once', () => {
    const world = bound();
    world.changeStatus('Pod/a', { phase: 'Failed' });
    world.remove('Pod/a');
    assert.equal(world.get('Pod/a'), undefined);
  });
  test('with a finalizer stays when its kubelet is done', () => {
    const world = createWorld();
    world.create('Pod/a', { ...pod({ nodeName: 'n' }), metadata: { finalizers: ['a.b/c'] } });
    world.remove('Pod/a');
    world.remove('Pod/a', { gracePeriodSeconds: 0 });
    assert.deepEqual(deletion(world.get('Pod/a')), [second(0), 0]);
    world.change('Pod/a', (object) => withMetadata(object, { finalizers: [] }));
    assert.equal(world.get('Pod/a'), undefined);
  });
});

test('a claim stays until somebody takes its protection away', () => {
  const world = createWorld();
  world.create('PersistentVolumeClaim/a', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } });
  world.remove('PersistentVolumeClaim/a');
  assert.deepEqual(world.get('PersistentVolumeClaim/a')?.metadata?.finalizers, ['kubernetes.io/pvc-protection']);
  world.change('PersistentVolumeClaim/a', (object) => withMetadata(object, { finalizers: [] }));
  assert.equal(world.get('PersistentVolumeClaim/a'), undefined);
});
