/** Who goes with his owners, who stays, and who keeps an owner from going. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startGarbageCollector } from '../../../../hooks/engine/api-server/garbage-collector.ts';
import { createWorld, type Thing, type World, withMetadata } from './world.ts';

const ownedBy = (owners: readonly Thing[], fields: object = {}): Thing => ({
  metadata: {
    ownerReferences: owners.map(({ apiVersion = '', kind = '', metadata }) => ({
      apiVersion,
      kind,
      name: metadata?.name ?? '',
      uid: metadata?.uid ?? '',
      ...fields,
    })),
  },
});

const blocking = { blockOwnerDeletion: true };

const collect = (): World => {
  const world = createWorld();
  startGarbageCollector({ store: world.store, clock: world.clock });
  return world;
};

const there = (world: World): string => ['a', 'b', 'c', 'd'].filter((name) => world.get(`ConfigMap/${name}`) !== undefined).join('');

describe('in the background', () => {
  test('dependents go after their owner, and theirs after them, but not at once', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    const b = world.create('ConfigMap/b', ownedBy([a]));
    world.create('ConfigMap/c', ownedBy([b]));
    world.create('ConfigMap/d');
    await world.pass(10_000);
    world.remove('ConfigMap/a');
    assert.equal(there(world), 'bcd');
    await world.pass(10_000);
    assert.equal(there(world), 'd');
  });

  test('a dependent with another owner loses the dead reference only', async () => {
    const world = collect();
    const [a, b] = [world.create('ConfigMap/a'), world.create('ConfigMap/b')];
    world.create('ConfigMap/c', ownedBy([a, b]));
    world.remove('ConfigMap/a');
    await world.pass(10_000);
    assert.equal(there(world), 'bc');
    assert.deepEqual(world.get('ConfigMap/c')?.metadata?.ownerReferences, ownedBy([b]).metadata?.ownerReferences);
    world.remove('ConfigMap/b');
    await world.pass(10_000);
    assert.equal(there(world), '');
  });

  test('a claim that the Namespace owns too outlives the other owner', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    const namespace = world.get('Namespace/default');
    assert.ok(namespace);
    world.create('ConfigMap/b', ownedBy([a, namespace]));
    world.remove('ConfigMap/a', { propagation: 'Foreground' });
    await world.pass(10_000);
    assert.equal(there(world), 'b');
    assert.deepEqual(world.get('ConfigMap/b')?.metadata?.ownerReferences, ownedBy([namespace]).metadata?.ownerReferences);
  });

  test('a dependent with a finalizer is marked and stays for it', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    world.create('ConfigMap/b', { metadata: { ...ownedBy([a]).metadata, finalizers: ['x.y/z'] } });
    world.remove('ConfigMap/a');
    await world.pass(10_000);
    assert.ok(world.get('ConfigMap/b')?.metadata?.deletionTimestamp);
  });
});

describe('an owner that is not there', () => {
  const cases: readonly { readonly it: string; readonly owner: (world: World) => Thing; readonly stays: boolean }[] = [
    { it: 'of a UID of old', owner: (world) => withMetadata(world.create('ConfigMap/a'), { uid: 'old' }), stays: false },
    { it: 'in another namespace', owner: (world) => world.create('ConfigMap/a', { metadata: { namespace: 'kube-system' } }), stays: false },
    { it: 'of a kind that nobody serves', owner: (world) => ({ ...world.create('ConfigMap/a'), kind: 'Nothing' }), stays: true },
  ];
  for (const { it, owner, stays } of cases) {
    test(`${it} ${stays ? 'decides nothing' : 'lets its dependent go'}`, async () => {
      const world = collect();
      world.create('ConfigMap/b', ownedBy([owner(world)]));
      await world.pass(10_000);
      assert.equal(world.get('ConfigMap/b') !== undefined, stays);
    });
  }

  test('is found when the collector starts, too', async () => {
    const world = createWorld();
    const a = world.create('ConfigMap/a');
    world.create('ConfigMap/b', ownedBy([a]));
    world.remove('ConfigMap/a');
    await world.pass(10_000);
    assert.equal(there(world), 'b');
    startGarbageCollector({ store: world.store, clock: world.clock });
    await world.pass(10_000);
    assert.equal(there(world), '');
  });

  test('is not missed by a namespaced reference from an object without namespace', async () => {
    const world = collect();
    world.create('Node/n', ownedBy([withMetadata(world.create('ConfigMap/a'), { uid: 'old' })]));
    await world.pass(10_000);
    assert.ok(world.get('Node/n'));
  });
});

describe('in the foreground', () => {
  test('an owner waits for those that block it', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    world.create('ConfigMap/b', { metadata: { ...ownedBy([a], blocking).metadata, finalizers: ['x.y/z'] } });
    world.create('ConfigMap/c', ownedBy([a]));
    world.remove('ConfigMap/a', { propagation: 'Foreground' });
    await world.pass(10_000);
    assert.equal(there(world), 'ab');
    assert.ok(world.get('ConfigMap/b')?.metadata?.deletionTimestamp);
    world.change('ConfigMap/b', (object) => withMetadata(object, { finalizers: [] }));
    await world.pass(10_000);
    assert.equal(there(world), '');
  });

  test('it does not wait for those that do not block, but they go', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    world.create('ConfigMap/b', { metadata: { ...ownedBy([a]).metadata, finalizers: ['x.y/z'] } });
    world.remove('ConfigMap/a', { propagation: 'Foreground' });
    await world.pass(10_000);
    assert.equal(there(world), 'b');
    assert.ok(world.get('ConfigMap/b')?.metadata?.deletionTimestamp);
  });

  test('dependents of dependents block all the way up', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    const b = world.create('ConfigMap/b', ownedBy([a], blocking));
    world.create('ConfigMap/c', { metadata: { ...ownedBy([b], blocking).metadata, finalizers: ['x.y/z'] } });
    world.remove('ConfigMap/a', { propagation: 'Foreground' });
    await world.pass(10_000);
    assert.equal(there(world), 'abc');
    world.change('ConfigMap/c', (object) => withMetadata(object, { finalizers: [] }));
    await world.pass(10_000);
    assert.equal(there(world), '');
  });

  test('an owner goes when the last that blocked it forgets it', async () => {
    const world = collect();
    const a = world.create('ConfigMap/a');
    world.create('ConfigMap/b', { metadata: { ...ownedBy([a], blocking).metadata, finalizers: ['x.y/z'] } });
    world.remove('ConfigMap/a', { propagation: 'Foreground' });
    await world.pass(10_000);
    world.change('ConfigMap/b', (object) => withMetadata(object, { ownerReferences: [] }));
    await world.pass(10_000);
    assert.equal(there(world), 'b');
  });
});

test('orphans stay and forget their owner', async () => {
  const world = collect();
  const a = world.create('ConfigMap/a');
  world.create('ConfigMap/b', ownedBy([a]));
  world.remove('ConfigMap/a', { propagation: 'Orphan' });
  await world.pass(10_000);
  assert.equal(there(world), 'b');
  assert.equal(world.get('ConfigMap/b')?.metadata?.ownerReferences, undefined);
});

test('a collector that was stopped does nothing, and an idle one has no timer', async () => {
  const world = createWorld();
  const stop = startGarbageCollector({ store: world.store, clock: world.clock });
  const a = world.create('ConfigMap/a');
  assert.equal(world.clock.nextAt(), undefined);
  world.create('ConfigMap/b', ownedBy([a]));
  world.remove('ConfigMap/a');
  stop();
  await world.pass(10_000);
  assert.equal(there(world), 'b');
});
