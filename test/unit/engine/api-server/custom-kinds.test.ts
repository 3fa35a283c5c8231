/**
 * Custom kinds: what their schema drops, fills in and refuses, in the words of a real API server, and the life of the
 * definition itself.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CRDS } from '../../schemas/crd-files.ts';
import { createWorld, refusal, THINGS, type Thing, withMetadata } from './world.ts';

const thing = (spec: Readonly<Record<string, unknown>>): Thing => ({ spec: { must: 'x', ...spec } });

describe('a spec is refused', () => {
  const blocked =
    '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  const cases: readonly { readonly it: string; readonly spec: object; readonly says: readonly string[] }[] = [
    {
      it: 'with text for a number',
      spec: { int: 'a' },
      says: ['spec.int: Invalid value: "string": spec.int in body must be of type integer: "string"', blocked],
    },
    { it: 'above a maximum', spec: { int: 9 }, says: ['spec.int: Invalid value: 9: spec.int in body should be less than or equal to 5'] },
    {
      it: 'below a minimum',
      spec: { int: 0 },
      says: ['spec.int: Invalid value: 0: spec.int in body should be greater than or equal to 1'],
    },
    {
      it: 'at an exclusive minimum',
      spec: { above: 0 },
      says: ['spec.above: Invalid value: 0: spec.above in body should be greater than 0'],
    },
    { it: 'with no multiple', spec: { even: 3 }, says: ['spec.even: Invalid value: 3: spec.even in body should be a multiple of 2'] },
    {
      it: 'with a fraction for an integer',
      spec: { int: 1.5 },
      says: ['spec.int: Invalid value: "number": spec.int in body must be of type integer: "number"', blocked],
    },
    { it: 'that misses a pattern', spec: { pat: 'b' }, says: ['spec.pat: Invalid value: "b": spec.pat in body should match \'^a+$\''] },
    { it: 'with too long a text', spec: { pat: 'aaaa' }, says: ['spec.pat: Too long: may not be more than 3 bytes', blocked] },
    {
      it: 'with too short a text',
      spec: { long: 'a' },
      says: ['spec.long: Invalid value: "a": spec.long in body should be at least 2 chars long'],
    },
    {
      it: 'with a value of no enum',
      spec: { choice: 'c' },
      says: ['spec.choice: Unsupported value: "c": supported values: "a", "b"', blocked],
    },
    {
      it: 'with neither integer nor text',
      spec: { either: true },
      says: ['spec.either: Invalid value: "boolean": spec.either in body must be of type integer,string: "boolean"', blocked],
    },
    {
      it: 'with a wrong value in a map',
      spec: { map: { a: 1 } },
      says: ['spec.map.a: Invalid value: "integer": spec.map.a in body must be of type string: "integer"', blocked],
    },
    {
      it: 'with too many entries in a map',
      spec: { map: { a: '1', b: '2', c: '3' } },
      says: ['spec.map: Too many: 3: must have at most 2 items', blocked],
    },
    { it: 'with too many items', spec: { list: ['a', 'b', 'c'] }, says: ['spec.list: Too many: 3: must have at most 2 items', blocked] },
    { it: 'with too few items', spec: { list: [] }, says: ['spec.list: Invalid value: 0: spec.list in body should have at least 1 items'] },
    { it: 'with an item twice in a set', spec: { set: ['a', 'b', 'a'] }, says: ['spec.set[2]: Duplicate value: "a"'] },
    { it: 'with a key twice in a list', spec: { byId: [{ id: 1 }, { id: 1 }] }, says: ['spec.byId[1]: Duplicate value: {"id":1}'] },
    { it: 'without what is required', spec: { byId: [{ v: 'x' }] }, says: ['spec.byId[0].id: Required value', blocked] },
    {
      it: 'with a date that is none',
      spec: { date: 'x' },
      says: ['spec.date: Invalid value: "x": spec.date in body must be of type date-time: "x"', blocked],
    },
    { it: 'by a rule with a field path', spec: { cel: { a: 3, b: 2 } }, says: ['spec.cel.a: Invalid value: "object": a below b'] },
    {
      it: 'by a rule that counts',
      spec: { cel: { a: 7, b: 8 } },
      says: ['spec.cel: Invalid value: "object": failed rule: self.a + 1 != 8'],
    },
    { it: 'by a rule with a reason', spec: { cel: { a: 8, b: 9 } }, says: ['spec.cel: Forbidden: failed rule: self.a != 8'] },
    { it: 'by a rule that makes its message', spec: { cel: { a: 9, b: 10 } }, says: ['spec.cel: Invalid value: "object": a is 9'] },
    {
      it: 'by a rule about what is not there',
      spec: { cel: { a: 1 } },
      says: ['spec.cel: Invalid value: "object": no such key: b evaluating rule: a below b'],
    },
    {
      it: 'for two reasons at once',
      spec: { int: 0, cel: { a: 3, b: 2 } },
      says: [
        'spec.int: Invalid value: 0: spec.int in body should be greater than or equal to 1',
        'spec.cel.a: Invalid value: "object": a below b',
      ],
    },
    {
      it: 'that fits two of one',
      spec: { one: { x: '1', y: '2' } },
      says: ['<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    },
  ];
  for (const { it, spec, says } of cases) {
    test(it, () => {
      const { status, message } = refusal(() => createWorld().create('Thing/t', thing({ ...spec })));
      assert.equal(status, 422);
      const [text] = says.length === 1 ? says : [`[${says.join(', ')}]`];
      assert.equal(message, `Thing.test.example.com "t" is invalid: ${text}`);
    });
  }
});

describe('a spec is completed', () => {
  const defaults = { def: 'dd', inner: { a: 4 }, must: 'x' };
  const cases: readonly { readonly it: string; readonly spec: object; readonly becomes: object }[] = [
    { it: 'with defaults, nested ones too', spec: {}, becomes: {} },
    {
      it: 'without unknown fields, but for open objects',
      spec: { unknown: 1, cel: { a: 1, b: 2, c: 3 }, free: { a: { b: null } } },
      becomes: { cel: { a: 1, b: 2 }, free: { a: { b: null } } },
    },
    { it: 'without nulls, but for fields that take them', spec: { def: null, bool: null, nul: null, inner: null }, becomes: { nul: null } },
    { it: 'with empty values as they are', spec: { map: {}, free: {} }, becomes: { map: {}, free: {} } },
  ];
  for (const { it, spec, becomes } of cases) {
    test(it, () => assert.deepEqual(createWorld().create('Thing/t', thing({ ...spec }))['spec'], { ...defaults, ...becomes }));
  }
});

test('a rule about the value before is asked at a change only', () => {
  const world = createWorld();
  world.create('Thing/t', thing({ fixed: 'a' }));
  const { message } = refusal(() => world.change('Thing/t', (object) => ({ ...object, ...thing({ fixed: 'b' }) })));
  assert.equal(message, 'Thing.test.example.com "t" is invalid: spec.fixed: Invalid value: "string": immutable');
  assert.equal(world.change('Thing/t', (object) => ({ ...object, ...thing({ fixed: 'a', int: 2 }) })).metadata?.generation, 2);
});

test('what a newer schema refuses can stay as long as nobody changes it', () => {
  const world = createWorld({ objects: [THINGS, { ...THING_OF_OLD, ...thing({ int: 99 }) }] });
  assert.doesNotThrow(() => world.change('Thing/old', (object) => ({ ...object, ...thing({ int: 99, bool: true }) })));
  assert.equal(refusal(() => world.change('Thing/old', (object) => ({ ...object, ...thing({ int: 98 }) }))).status, 422);
});

const THING_OF_OLD: Thing = {
  apiVersion: 'test.example.com/v1',
  kind: 'Thing',
  metadata: { name: 'old', namespace: 'default', uid: 'u', resourceVersion: '40', generation: 1 },
};

test('status is not taken at creation, written apart, and checked', () => {
  const world = createWorld();
  assert.equal('status' in world.create('Thing/t', { ...thing({}), status: { count: 1 } }), false);
  assert.deepEqual(world.changeStatus('Thing/t', { count: 2, other: 'x' })['status'], { count: 2, other: 'x' });
  assert.deepEqual(world.change('Thing/t', (object) => ({ ...object, status: { count: 9 } }))['status'], { count: 2, other: 'x' });
  assert.equal(refusal(() => world.changeStatus('Thing/t', { count: 'x' })).status, 422);
  assert.equal(world.get('Thing/t')?.metadata?.generation, 1);
});

test('a PUT of the status changes neither spec nor metadata of a custom kind', () => {
  const world = createWorld();
  const object = world.create('Thing/t', thing({}));
  const sent = withMetadata({ ...object, ...thing({ int: 3 }), status: { count: 1 } }, { labels: { a: 'b' }, finalizers: ['a/b'] });
  const { metadata, ...stored } = world.store.updateStatus(world.typeOf('Thing'), sent) as Thing;
  assert.deepEqual(stored['spec'], object['spec']);
  assert.deepEqual({ ...metadata, resourceVersion: '' }, { ...object.metadata, resourceVersion: '' });
});

test('a PUT without resourceVersion is refused for a custom kind', () => {
  const world = createWorld();
  const object = world.create('Thing/t', thing({}));
  const { message } = refusal(() => world.store.update(world.typeOf('Thing'), withMetadata(object, { resourceVersion: undefined })));
  assert.equal(
    message,
    'Thing.test.example.com "t" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  );
});

test('a definition brings its kind when it is created', () => {
  const world = createWorld({ definitions: [] });
  assert.equal(refusal(() => world.typeOf('Thing')).status, 404);
  const { metadata, spec } = THINGS;
  const created = world.create('CustomResourceDefinition/things.test.example.com', { spec, metadata: metadata ?? {} });
  const { conditions } = created['status'] as { readonly conditions: readonly { readonly type: string; readonly status: string }[] };
  assert.ok(conditions.some(({ type, status }) => type === 'Established' && status === 'True'));
  assert.equal(world.create('Thing/t', thing({})).metadata?.generation, 1);
});

test('a definition goes when its last object has gone, and takes no new ones meanwhile', () => {
  const world = createWorld();
  const definition = 'CustomResourceDefinition/things.test.example.com';
  world.create('Thing/held', { ...thing({}), metadata: { finalizers: ['a.b/c'] } });
  world.create('Thing/free', thing({}));
  world.remove(definition);
  assert.equal(world.get('Thing/free'), undefined);
  assert.ok(world.get(definition)?.metadata?.deletionTimestamp);
  const { status, message } = refusal(() => world.create('Thing/late', thing({})));
  assert.deepEqual({ status, message }, { status: 405, message: 'create not allowed while custom resource definition is terminating' });
  world.change('Thing/held', (object) => withMetadata(object, { finalizers: [] }));
  assert.equal(world.get(definition), undefined);
  assert.equal(
    world.store.types().some(({ kind }) => kind === 'Thing'),
    false,
  );
});

test('the four definitions of ours are served, and a KafkaCluster meets the rules of its schema', () => {
  const world = createWorld({ definitions: CRDS.map(({ crd }) => crd as unknown as Thing) });
  const cluster = world.store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const sent = (spec: object): Thing => ({ metadata: { name: 'kafka', namespace: 'default' }, spec });
  const { message } = refusal(() => world.store.create(cluster, sent({ brokers: [{ id: 0, brokerConfigGroup: 'none' }] })));
  assert.match(
    message,
    /^KafkaCluster\.kafka\.banzaicloud\.io "kafka" is invalid: spec\.brokers: Invalid value: "object": a broker names a brokerConfigGroup/,
  );
  const broker = { id: 0, brokerConfigGroup: 'g' };
  assert.doesNotThrow(() => world.store.create(cluster, sent({ brokers: [broker], brokerConfigGroups: { g: {} } })));
  const doubled = { listenersConfig: { internalListeners: [listener('a', true), listener('b', true)] } };
  assert.match(
    refusal(() => world.store.create(cluster, sent({ brokers: [], ...doubled }))).message,
    /more than one listener has usedForInnerBrokerCommunication/,
  );
});

const listener = (name: string, inner: boolean): object => ({
  name,
  type: 'plaintext',
  containerPort: name === 'a' ? 29092 : 29093,
  usedForInnerBrokerCommunication: inner,
  usedForControllerCommunication: name === 'b',
});
