/** Laws of the three-way merge over JSON of any shape. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyUpdate } from '../../../../hooks/engine/metacontroller/apply-update.ts';
import { applied } from '../../../../hooks/engine/metacontroller/last-applied.ts';
import { merge } from '../../../../hooks/engine/metacontroller/merge.ts';
import { deepEqual } from '../../../../hooks/kube/equal.ts';
import type { KubeObject } from '../../../../hooks/kube/types.ts';

const key = fc.constantFrom('a', 'b', 'c', 'name', 'port', 'constructor');
const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y', ''), fc.boolean());
/** Fields of one name are of one shape, as a schema would have it: only then do the three fit together. */
const { fields } = fc.letrec<{ fields: object }>((tie) => ({
  fields: fc.record(
    {
      text: scalar,
      texts: fc.array(scalar, { maxLength: 3 }),
      map: fc.dictionary(key, scalar, { maxKeys: 4, noNullPrototype: true }),
      inner: tie('fields'),
      items: fc.uniqueArray(
        fc.record({ name: fc.constantFrom('p', 'q', 'r'), value: scalar }, { requiredKeys: ['name'], noNullPrototype: true }),
        {
          selector: ({ name }) => name,
          maxLength: 3,
        },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
}));

const holds = (wanted: unknown, actual: unknown): boolean => {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual)) return false;
    const named = wanted.every((item) => typeof item === 'object' && item !== null && 'name' in item);
    if (!named || wanted.length === 0) return wanted.length === 0 || deepEqual(wanted, actual);
    return wanted.every((item) => actual.some((other) => other.name === item.name && holds(item, other)));
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === actual;
  return Object.entries(wanted).every(
    ([name, value]) =>
      typeof actual === 'object' &&
      actual !== null &&
      Object.hasOwn(actual, name) &&
      holds(value, (actual as Record<string, unknown>)[name]),
  );
};

test('what is desired is there afterwards', () => {
  fc.assert(fc.property(fields, fields, fields, (observed, last, desired) => holds(desired, merge(observed, last, desired))));
});

test('merging twice is merging once, and the second time changes nothing at all', () => {
  fc.assert(
    fc.property(fields, fields, fields, (observed, last, desired) => {
      const once = merge(observed, last, desired);
      assert.equal(merge(once, desired, desired), once);
    }),
  );
});

test('what neither the last nor this answer mentions stays as it was', () => {
  fc.assert(
    fc.property(fields, fields, fields, (observed, last, desired) => {
      const after = merge(observed, last, desired) as Record<string, unknown>;
      for (const [name, value] of Object.entries(observed)) {
        if (!(name in last) && !(name in desired)) assert.equal(after[name], value);
      }
    }),
  );
});

test('what was asked for last and is no more is gone', () => {
  fc.assert(
    fc.property(fields, fields, fields, (observed, last, desired) => {
      const after = merge(observed, last, desired) as Record<string, unknown>;
      for (const name of Object.keys(last)) if (!(name in desired)) assert.equal(name in after, false);
    }),
  );
});

test('nothing that is merged is changed in place', () => {
  fc.assert(
    fc.property(fields, fields, fields, (observed, last, desired) => {
      const before = structuredClone([observed, last, desired]);
      merge(observed, last, desired);
      assert.deepEqual([observed, last, desired], before);
    }),
  );
});

test('an update of a child that was updated already is the child itself, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fields, fields, (observed, desired) => {
      const identity = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' } };
      const wanted: KubeObject = { ...identity, ...desired };
      const once = applyUpdate({ ...identity, ...observed }, applied(wanted));
      const turned = Object.fromEntries(Object.entries(wanted).reverse()) as KubeObject;
      assert.equal(applyUpdate(once, applied(turned)), once);
    }),
  );
});
