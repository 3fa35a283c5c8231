/** The three-way merge: what was observed, what was asked for last, what is asked for now, and what comes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate } from '../../../../hooks/engine/metacontroller/apply-update.ts';
import { applied } from '../../../../hooks/engine/metacontroller/last-applied.ts';
import { merge } from '../../../../hooks/engine/metacontroller/merge.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';
import { LAST_APPLIED } from '../../../../hooks/protocol/last-applied.ts';
import type { Body } from './world.ts';

interface Case {
  readonly it: string;
  readonly observed: unknown;
  readonly last?: unknown;
  readonly desired: unknown;
  /** Left out: the observed value itself. */
  readonly is?: unknown;
}

const cases: readonly Case[] = [
  { it: 'adds what is new', observed: { a: 1 }, desired: { b: 2 }, is: { a: 1, b: 2 } },
  { it: 'keeps what nobody asked for', observed: { a: 1, theirs: { x: 1 } }, last: { a: 1 }, desired: { a: 1 } },
  { it: 'removes what was asked for and is no more', observed: { a: 1, b: 2 }, last: { a: 1, b: 2 }, desired: { a: 1 }, is: { a: 1 } },
  { it: 'does not remove what was never asked for', observed: { a: 1, b: 2 }, last: { a: 1 }, desired: { a: 1 } },
  { it: 'goes into objects', observed: { m: { a: 1, b: 2 } }, last: { m: { a: 1 } }, desired: { m: { a: 3 } }, is: { m: { a: 3, b: 2 } } },
  { it: 'replaces a list of text whole', observed: { l: ['a', 'b'] }, last: { l: ['a'] }, desired: { l: ['c'] }, is: { l: ['c'] } },
  {
    it: 'merges a list by name, in the observed order, and keeps what others added',
    observed: [{ name: 'a', image: 'x', pull: 'Always' }, { name: 'injected' }, { name: 'b' }],
    last: [{ name: 'a', image: 'x' }, { name: 'b' }],
    desired: [{ name: 'c' }, { name: 'a', image: 'y' }],
    is: [{ name: 'a', image: 'y', pull: 'Always' }, { name: 'injected' }, { name: 'c' }],
  },
  {
    it: 'takes containerPort before name as the key',
    observed: [{ containerPort: 80, name: 'old', protocol: 'TCP' }],
    desired: [{ containerPort: 80, name: 'new' }],
    is: [{ containerPort: 80, name: 'new', protocol: 'TCP' }],
  },
  {
    it: 'takes port before name and containerPort before port',
    observed: [{ containerPort: 1, port: 9, name: 'a', kept: true }],
    desired: [{ containerPort: 1, port: 8, name: 'b' }],
    is: [{ containerPort: 1, port: 8, name: 'b', kept: true }],
  },
  {
    it: 'replaces a list when not all its items share a key, and loses the defaults in it',
    observed: [{ name: 'a', defaulted: true }, { other: 'b' }],
    desired: [{ name: 'a' }, { other: 'b' }],
    is: [{ name: 'a' }, { other: 'b' }],
  },
  {
    it: 'makes one of two items with the same port: the last of each side',
    observed: [
      { port: 53, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
    ],
    last: [
      { port: 53, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
    ],
    desired: [
      { port: 53, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
    ],
    is: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'UDP' },
    ],
  },
  {
    it: 'merges owners by their name, so that two with one name spoil each other',
    observed: [{ kind: 'Box', name: 'prod', uid: '1', controller: true }],
    desired: [{ kind: 'Namespace', name: 'prod', uid: '2' }],
    is: [{ kind: 'Namespace', name: 'prod', uid: '2', controller: true }],
  },
  {
    it: 'a wanted null over an object removes only what was asked for',
    observed: { m: { a: 1, b: 2 } },
    last: { m: { a: 1 } },
    desired: { m: null },
    is: { m: { b: 2 } },
  },
  { it: 'a wanted null over text is null', observed: { a: 'x' }, desired: { a: null }, is: { a: null } },
  { it: 'a wanted null over a list of text is null', observed: { a: ['x'] }, desired: { a: null }, is: { a: null } },
  { it: 'a wanted null over nothing is null', observed: {}, desired: { a: null }, is: { a: null } },
  { it: 'a field that holds undefined is not asked for', observed: { a: 1 }, desired: { a: undefined } },
  { it: 'an empty list over an absent one is there', observed: {}, desired: { a: [] }, is: { a: [] } },
  { it: 'names that every object inherits are names like others', observed: {}, desired: { constructor: 'x' }, is: { constructor: 'x' } },
  {
    it: 'the same again is the observed object itself',
    observed: { a: [{ name: 'x', y: { z: [1, 2] } }] },
    desired: { a: [{ name: 'x', y: { z: [1, 2] } }] },
  },
];
for (const { it, observed, last, desired, ...rest } of cases) {
  test(`merge: ${it}`, () => {
    const result = merge(observed, last, desired);
    if ('is' in rest) assert.deepEqual(result, rest.is);
    else assert.equal(result, observed);
  });
}

for (const { observed, last, desired, is } of [
  { observed: { a: { mine: 1, theirs: 2 } }, last: { a: { mine: 1 } }, desired: { a: 'text' }, is: { a: { theirs: 2 } } },
  { observed: { a: { mine: 1 } }, last: { a: [1] }, desired: { a: [1] }, is: { a: { mine: 1 } } },
  { observed: { l: [1] }, last: {}, desired: { l: {} }, is: { l: null } },
  { observed: { l: [] }, last: {}, desired: { l: 'text' }, is: { l: null } },
  {
    observed: { l: [{ name: 'mine' }, { name: 'theirs' }] },
    last: { l: [{ name: 'mine' }] },
    desired: { l: {} },
    is: { l: [{ name: 'theirs' }] },
  },
  {
    observed: [{ name: 'x', m: {} }],
    last: [{ name: 'x', m: 1 }],
    desired: [{ name: 'x', m: { a: 1 } }],
    is: [{ name: 'x', m: { a: 1 } }],
  },
]) {
  test(`merge takes ${JSON.stringify(desired)} over ${JSON.stringify(observed)}, another shape, for nothing`, () => {
    assert.deepEqual(merge(observed, last, desired), is);
  });
}

const observed = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    uid: 'u',
    resourceVersion: '7',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { theirs: 'x' },
  },
  status: { phase: 'Running' },
} as unknown as KubeObject;
const wanted = (more: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  ...more,
});
const updated = (before: KubeObject, desired: KubeObject) => applyUpdate(before, applied(desired)) as Body;

test('an update changes neither status nor what only the server may set', () => {
  const after = updated(
    observed,
    wanted({ status: { phase: 'Mine' } }, { uid: 'other', generation: 9, deletionTimestamp: 'now', labels: { mine: 'y' } }),
  );
  assert.deepEqual(after['status'], { phase: 'Running' });
  const { annotations, ...metadata } = after['metadata'];
  assert.deepEqual(metadata, { ...observed.metadata, labels: { theirs: 'x', mine: 'y' } });
  assert.deepEqual(Object.keys(annotations), [LAST_APPLIED]);
});

test('an update that was applied already is none', () => {
  const desired = wanted({ spec: { b: '<&>', a: [1] } });
  const once = updated(observed, desired) as KubeObject;
  assert.notEqual(once, observed);
  assert.equal(updated(once, desired), once);
  assert.equal(updated(once, wanted({ spec: { a: [1], b: '<&>' } })), once);
});

test('the text is as Go writes it: keys in order, three characters escaped', () => {
  assert.equal(
    applied({ kind: 'K', apiVersion: 'v1', ...{ b: '<&>', a: { 10: 1, 9: undefined } } }).text,
    '{"a":{"10":1},"apiVersion":"v1","b":"\\u003c\\u0026\\u003e","kind":"K"}',
  );
});

test('an annotation that is no JSON is an error', () => {
  const broken: KubeObject = { ...observed, metadata: { ...observed.metadata, annotations: { [LAST_APPLIED]: '{' } } };
  assert.throws(() => updated(broken, wanted({})), SyntaxError);
});
