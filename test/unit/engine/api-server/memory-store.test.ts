/** What holds for objects of every kind: versions, conflicts, generations, metadata, and what is told to listeners. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Change } from '../../../../hooks/engine/api-server/store.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { createWorld, refusal, START, THINGS, type Thing, type World, withMetadata } from './world.ts';

const data = (value: string): Thing => ({ data: { key: value } });
const container = { name: 'a', image: 'x:1' };
const pod: Thing = { spec: { containers: [container] } };

const listen = (world: World): readonly Change[] => {
  const changes: Change[] = [];
  world.store.subscribe((change) => changes.push(change));
  return changes;
};

test('a new object gets what the server alone knows', () => {
  const world = createWorld();
  const { metadata } = world.create('ConfigMap/a', {
    ...data('1'),
    metadata: { uid: 'mine', generation: 7, creationTimestamp: '2000-01-01T00:00:00Z' },
  });
  assert.match(metadata?.uid ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(metadata?.creationTimestamp, new Date(START).toISOString().replace('.000', ''));
  assert.equal(metadata?.generation, undefined);
});

test('every change has a version of its own, higher than all before', () => {
  const world = createWorld();
  const first = world.create('ConfigMap/a', data('1'));
  const other = world.create('ConfigMap/b', data('1'));
  const second = world.change('ConfigMap/a', (object) => ({ ...object, ...data('2') }));
  const versions = [first, other, second].map(({ metadata }) => Number(metadata?.resourceVersion));
  assert.deepEqual(versions, [versions[0], Number(versions[0]) + 1, Number(versions[0]) + 2]);
});

test('an update that changes nothing is none: same version, nobody is told', () => {
  const world = createWorld();
  const before = world.create('ConfigMap/a', data('1'));
  const changes = listen(world);
  const sent = withMetadata({ ...structuredClone(before), binaryData: {} }, { labels: {}, annotations: null, managedFields: [{}] });
  assert.equal(world.store.update(world.typeOf('ConfigMap'), sent), before);
  assert.deepEqual(changes, []);
});

test('what has not changed is the very same object as before', () => {
  const world = createWorld();
  const before = world.create('Pod/a', pod);
  const after = world.change('Pod/a', (object) => withMetadata(structuredClone(object), { labels: { a: 'b' } }));
  assert.equal(after['spec'], before['spec']);
});

test('two stores share nothing', () => {
  const [one, other] = [createWorld(), createWorld()];
  one.create('ConfigMap/a', data('1'));
  assert.equal(other.get('ConfigMap/a'), undefined);
});

test('the same seed gives the same UIDs', () => {
  const uids = [createWorld(), createWorld()].map((world) => world.create('ConfigMap/a', data('1')).metadata?.uid);
  assert.equal(uids[0], uids[1]);
});

test('a generated name is a new one each time', () => {
  const world = createWorld();
  const type = world.typeOf('ConfigMap');
  const names = [1, 2].map(() => world.store.create(type, { metadata: { generateName: 'x-', namespace: 'default' } }).metadata?.name);
  assert.match(names[0] ?? '', /^x-[a-z0-9]{5}$/);
  assert.notEqual(names[0], names[1]);
});

describe('a listener', () => {
  test('hears of each change with the object before and after', () => {
    const world = createWorld();
    const changes = listen(world);
    const created = world.create('ConfigMap/a', data('1'));
    const changed = world.change('ConfigMap/a', (object) => ({ ...object, ...data('2') }));
    world.remove('ConfigMap/a');
    assert.deepEqual(
      changes.map(({ type, before }) => [type, before]),
      [
        ['ADDED', undefined],
        ['MODIFIED', created],
        ['DELETED', changed],
      ],
    );
    const versions = changes.map(({ object }) => Number(object.metadata?.resourceVersion));
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    assert.equal(new Set(versions).size, 3);
  });

  test('must not write', () => {
    const world = createWorld();
    world.store.subscribe(() => world.create('ConfigMap/b', data('1')));
    assert.throws(() => world.create('ConfigMap/a', data('1')), /Clock\.after/);
  });

  test('hears nothing after it left', () => {
    const world = createWorld();
    let heard = 0;
    const leave = world.store.subscribe(() => {
      heard += 1;
    });
    world.create('ConfigMap/a', data('1'));
    leave();
    world.create('ConfigMap/b', data('1'));
    assert.equal(heard, 1);
  });
});

describe('the generation counts what is wanted', () => {
  const cases: readonly { readonly it: string; readonly change: (object: Thing) => Thing; readonly generation: number }[] = [
    { it: 'a change of the spec counts', change: (object) => ({ ...object, spec: { minAvailable: 2 } }), generation: 2 },
    { it: 'a label does not', change: (object) => withMetadata(object, { labels: { a: 'b' } }), generation: 1 },
    { it: 'a status does not', change: (object) => ({ ...object, status: { currentHealthy: 1 } }), generation: 1 },
  ];
  for (const { it, change, generation } of cases) {
    test(it, () => {
      const world = createWorld();
      world.create('PodDisruptionBudget/a', { spec: { minAvailable: 1 } });
      assert.equal(world.change('PodDisruptionBudget/a', change).metadata?.generation, generation);
    });
  }
  test('a Service has none', () =>
    assert.equal(createWorld().create('Service/a', { spec: { ports: [{ port: 1 }] } }).metadata?.generation, undefined));
  test('binding a Pod to its node does not count, a new image does', () => {
    const world = createWorld();
    world.create('Pod/a', pod);
    const bound = world.change('Pod/a', (object) => ({ ...object, spec: { ...(object['spec'] as object), nodeName: 'n' } }));
    assert.equal(bound.metadata?.generation, 1);
    const spec = bound['spec'] as { readonly containers: readonly object[] };
    const next = world.change('Pod/a', (object) => ({
      ...object,
      spec: { ...spec, containers: [{ ...spec.containers[0], image: 'x:2' }] },
    }));
    assert.equal(next.metadata?.generation, 2);
  });
});

describe('a status', () => {
  test('is written apart, and the rest of the object with it is ignored', () => {
    const world = createWorld();
    const before = world.create('Pod/a', pod);
    const sent = { ...withMetadata(before, { labels: { a: 'b' }, ownerReferences: [owner({})] }), spec: {}, status: { phase: 'Running' } };
    const after = world.store.updateStatus(world.typeOf('Pod'), sent) as Thing;
    assert.deepEqual(after['status'], { phase: 'Running' });
    assert.equal(after['spec'], before['spec']);
    // A real server takes labels along for its built-in kinds, but not owners.
    assert.deepEqual([after.metadata?.labels, after.metadata?.ownerReferences], [{ a: 'b' }, undefined]);
  });
  test('cannot be written where there is none', () => {
    const world = createWorld();
    const object = world.create('ConfigMap/a', data('1'));
    assert.equal(refusal(() => world.store.updateStatus(world.typeOf('ConfigMap'), object)).status, 404);
  });
});

const owner = (fields: object): object => ({ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: '1', ...fields });

describe('a call is refused', () => {
  const make =
    (metadata: object): ((world: World) => unknown) =>
    (world) =>
      world.create('ConfigMap/b', { metadata } as Thing);
  const put =
    (metadata: object): ((world: World) => unknown) =>
    (world) =>
      world.change('ConfigMap/a', (object) => withMetadata(object, { ...metadata }));
  const cases: readonly {
    readonly it: string;
    readonly call: (world: World) => unknown;
    readonly status: number;
    readonly says: string;
  }[] = [
    { it: 'that creates what is there', call: (world) => world.create('ConfigMap/a'), status: 409, says: 'configmaps "a" already exists' },
    {
      it: 'with an old version',
      call: put({ resourceVersion: '1' }),
      status: 409,
      says: 'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    },
    {
      it: 'with the UID of another object',
      call: put({ uid: '1' }),
      status: 409,
      says: 'Precondition failed: UID in precondition: 1, UID in object meta: ',
    },
    {
      it: 'that updates what is not there',
      call: (world) =>
        world.store.update(world.typeOf('ConfigMap'), { metadata: { name: 'c', namespace: 'default', resourceVersion: '5' } }),
      status: 404,
      says: 'configmaps "c" not found',
    },
    { it: 'that deletes what is not there', call: (world) => world.remove('ConfigMap/c'), status: 404, says: 'configmaps "c" not found' },
    { it: 'in a namespace that is not there', call: make({ namespace: 'nope' }), status: 404, says: 'namespaces "nope" not found' },
    { it: 'without a namespace', call: make({ namespace: '' }), status: 400, says: 'an empty namespace may not be set during creation' },
    {
      it: 'with a version at creation',
      call: make({ resourceVersion: '1' }),
      status: 400,
      says: 'resourceVersion should not be set on objects to be created',
    },
    {
      it: 'with the wrong kind',
      call: (world) => world.create('ConfigMap/b', { kind: 'Secret' }),
      status: 400,
      says: 'the object provided is a Secret',
    },
    {
      it: 'without a name',
      call: make({ name: '' }),
      status: 422,
      says: 'metadata.name: Required value: name or generateName is required',
    },
    {
      it: 'with a name of capitals',
      call: make({ name: 'A_b' }),
      status: 422,
      says: 'metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must',
    },
    {
      it: 'with a bad label',
      call: make({ labels: { a: '-' } }),
      status: 422,
      says: 'metadata.labels: Invalid value: "-": a valid label must be',
    },
    {
      it: 'with a bad label key',
      call: make({ labels: { 'a b': 'x' } }),
      status: 422,
      says: 'metadata.labels: Invalid value: "a b": name part must consist of',
    },
    {
      it: 'with a number as a label',
      call: make({ labels: { a: 1 } }),
      status: 400,
      says: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    },
    {
      it: 'with too much in its annotations',
      call: put({ annotations: { a: 'ä'.repeat(131_072) } }),
      status: 422,
      says: 'metadata.annotations: Too long: may not be more than 262144 bytes',
    },
    {
      it: 'with a finalizer of no domain',
      call: make({ finalizers: ['x'] }),
      status: 422,
      says: 'metadata.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
    },
    {
      it: 'with an owner without UID',
      call: make({ ownerReferences: [owner({ uid: '' })] }),
      status: 422,
      says: 'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    },
    {
      it: 'with two controllers',
      call: make({ ownerReferences: [owner({ controller: true }), owner({ name: 'y', uid: '2', controller: true })] }),
      status: 422,
      says: 'Only one reference can have Controller set to true. Found "true" in references for Pod/x and Pod/y',
    },
    {
      it: 'that ends an object by hand',
      call: put({ deletionTimestamp: '2020-01-01T00:00:00Z' }),
      status: 422,
      says: 'metadata.deletionTimestamp: Invalid value: "2020-01-01T00:00:00Z": field is immutable',
    },
  ];
  for (const { it, call, status, says } of cases) {
    test(it, () => {
      const world = createWorld();
      world.create('ConfigMap/a', data('1'));
      const count = world.store.snapshot().length;
      const found = refusal(() => call(world));
      assert.equal(found.status, status);
      assert.ok(found.message.includes(says), found.message);
      assert.equal(world.store.snapshot().length, count);
    });
  }
});

test('lists come by namespace and name, and stay the same list until something changes', () => {
  const world = createWorld();
  world.create('Namespace/a');
  const type = world.typeOf('ConfigMap');
  world.create('ConfigMap/b');
  world.create('ConfigMap/a');
  world.store.create(type, { metadata: { name: 'c', namespace: 'a' } });
  const names = (objects: readonly KubeObject[]): readonly string[] =>
    objects.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`);
  assert.deepEqual(names(world.store.list(type)), ['a/c', 'default/a', 'default/b']);
  assert.deepEqual(names(world.store.list(type, 'default')), ['default/a', 'default/b']);
  assert.deepEqual(world.store.list(type, 'nope'), []);
  assert.equal(world.store.list(type), world.store.list(type));
});

test('a store starts from a snapshot as it was', () => {
  const world = createWorld();
  world.create('Namespace/mine');
  world.create('Thing/t', { spec: { must: 'x' } });
  world.create('Pod/a', pod);
  const saved = JSON.parse(JSON.stringify(world.store.snapshot())) as readonly KubeObject[];
  const again = createWorld({ definitions: [THINGS], objects: saved });
  assert.deepEqual(JSON.parse(JSON.stringify(again.store.snapshot())), saved);
  const version = Number(again.create('Thing/u', { spec: { must: 'x' } }).metadata?.resourceVersion);
  assert.equal(version, Math.max(...saved.map(({ metadata }) => Number(metadata?.resourceVersion))) + 1);
});

test('no UID of a snapshot is drawn again, not even one that it only names, although the seed is the same', () => {
  const make = (world: World, name: string) => world.create(`ConfigMap/${name}`).metadata?.uid ?? '';
  const first = createWorld();
  const drawn = ['a', 'b', 'c'].map((name) => make(first, name));
  const [own, named, free] = drawn;
  const saved = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: `pvc-${named}`, uid: own, resourceVersion: '1' } };
  const again = createWorld({ objects: [saved as KubeObject] });
  assert.equal(make(again, 'a'), free);
  const other = createWorld();
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => make(other, name)),
    drawn,
    'without them the sequence is the same',
  );
});

test('a snapshot without its namespaces gets them', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'kafka', uid: 'u', resourceVersion: '9' } };
  const world = createWorld({ objects: [object] });
  assert.equal(world.get('Namespace/kafka')?.metadata?.name, 'kafka');
});
