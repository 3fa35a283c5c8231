/**
 * A store to test with, and short ways to say what is asked of it. The kind Thing has one field for each word of a schema;
 * what the real API server (1.34.4) said to the same definition is what the tests expect.
 */
import assert from 'node:assert/strict';
import { createStore } from '../../../../hooks/engine/api-server/memory-store.ts';
import type { Store } from '../../../../hooks/engine/api-server/store.ts';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock, type VirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { ApiError, type ObjectKey, type ResourceType } from '../../../../hooks/ports/api-server.ts';

export const START = Date.UTC(2030, 0, 1);
export const NAMESPACE = 'default';

/** An object as JSON, of whatever kind. */
export interface Thing extends KubeObject {
  readonly [field: string]: unknown;
}

export interface World {
  readonly clock: VirtualClock;
  readonly store: Store;
  /** By `apiVersion/Kind`, or a kind of the core group. */
  typeOf(name: string): ResourceType;
  /** Creates `kind/name` in the namespace `default`, with these fields. */
  create(name: string, fields?: Thing): Thing;
  get(name: string): Thing | undefined;
  /** Changes what is stored and puts it back as it was read. */
  change(name: string, change: (object: Thing) => Thing): Thing;
  changeStatus(name: string, status: unknown): Thing;
  remove(name: string, options?: Parameters<Store['delete']>[2]): void;
  /** Runs the clock for so many milliseconds. */
  pass(milliseconds: number): Promise<void>;
}

export interface WorldOptions {
  readonly definitions?: readonly KubeObject[];
  readonly objects?: readonly KubeObject[];
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  PodDisruptionBudget: 'policy/v1',
  StorageClass: 'storage.k8s.io/v1',
  CompositeController: 'metacontroller.k8s.io/v1alpha1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  Thing: 'test.example.com/v1',
};

/** A world with an empty store. */
export const createWorld = ({ definitions = [THINGS], objects = [] }: WorldOptions = {}): World => {
  const clock = createVirtualClock(START);
  const store = createStore({ clock, random: createRandom(7), definitions, objects });
  const typeOf = (name: string): ResourceType => store.typeOf(API_VERSIONS[name] ?? 'v1', name);
  const parse = (name: string): { type: ResourceType; key: ObjectKey } => {
    const [kind = '', own = ''] = name.split('/');
    const type = typeOf(kind);
    return { type, key: type.namespaced ? { namespace: NAMESPACE, name: own } : { name: own } };
  };
  const present = (name: string): Thing => {
    const { type, key } = parse(name);
    const object = store.get(type, key);
    assert.ok(object, `${name} is not there`);
    return object as Thing;
  };
  return {
    clock,
    store,
    typeOf,
    create: (name, { metadata, ...fields } = {}) => {
      const { type, key } = parse(name);
      return store.create(type, { ...fields, metadata: { ...key, ...metadata } } as KubeObject) as Thing;
    },
    get: (name) => {
      const { type, key } = parse(name);
      return store.get(type, key) as Thing | undefined;
    },
    change: (name, change) => store.update(parse(name).type, change(present(name))) as Thing,
    changeStatus: (name, status) => store.updateStatus(parse(name).type, { ...present(name), status } as Thing) as Thing,
    remove: (name, options) => store.delete(parse(name).type, parse(name).key, options),
    pass: (milliseconds) => clock.runUntil(clock.now() + milliseconds),
  };
};

/** The refusal of a call: its status, reason and message. */
export const refusal = (call: () => unknown): { readonly status: number; readonly reason: string; readonly message: string } => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return { status: error.status, reason: error.reason, message: error.message };
  }
  assert.fail('the call was not refused');
};

/** Metadata with some fields changed. */
export const withMetadata = (object: Thing, metadata: Readonly<Record<string, unknown>>): Thing =>
  ({ ...object, metadata: { ...object.metadata, ...metadata } }) as Thing;

const integer = { type: 'integer' };
const text = { type: 'string' };

const fields = {
  must: text,
  int: { type: 'integer', format: 'int32', minimum: 1, maximum: 5 },
  above: { type: 'integer', minimum: 0, exclusiveMinimum: true },
  even: { type: 'integer', multipleOf: 2 },
  num: { type: 'number' },
  pat: { type: 'string', pattern: '^a+$', maxLength: 3 },
  long: { type: 'string', minLength: 2 },
  choice: { type: 'string', enum: ['a', 'b'] },
  either: { 'x-kubernetes-int-or-string': true },
  nul: { type: 'string', nullable: true },
  def: { type: 'string', default: 'dd' },
  inner: { type: 'object', default: {}, properties: { a: { type: 'integer', default: 4 } } },
  map: { type: 'object', additionalProperties: text, maxProperties: 2 },
  list: { type: 'array', items: text, maxItems: 2, minItems: 1 },
  set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
  byId: {
    type: 'array',
    items: { type: 'object', required: ['id'], properties: { id: integer, v: { type: 'string', maxLength: 3 } } },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['id'],
  },
  bool: { type: 'boolean' },
  date: { type: 'string', format: 'date-time' },
  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  fixed: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'immutable' }] },
  cel: {
    type: 'object',
    properties: { a: integer, b: integer },
    'x-kubernetes-validations': [
      { rule: 'self.a < self.b', message: 'a below b', fieldPath: '.a' },
      { rule: 'self.a + 1 != 8' },
      { rule: 'self.a != 8', reason: 'FieldValueForbidden' },
      { rule: 'self.a != 9', messageExpression: '"a is " + string(self.a)' },
    ],
  },
  one: { type: 'object', properties: { x: text, y: text }, oneOf: [{ required: ['x'] }, { required: ['y'] }] },
};

/** The definition of Thing. */
export const THINGS: Thing = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.test.example.com' },
  spec: {
    group: 'test.example.com',
    names: { kind: 'Thing', plural: 'things' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', required: ['must'], properties: fields },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { count: integer } },
            },
          },
        },
      },
    ],
  },
};
