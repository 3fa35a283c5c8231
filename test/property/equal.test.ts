/** Laws of comparing JSON and of keeping what has not changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deepEqual, shareUnchanged } from '../../hooks/kube/equal.ts';

// Small alphabets, so that two values often have something in common.
const { value } = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 1, '', 'a'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'toString'), tie('value'), { maxKeys: 3 }),
  ),
}));

const copy = (json: unknown): unknown => structuredClone(json);
const text = (json: unknown): string => JSON.stringify(json, (_key, part: unknown) => (isPlain(part) ? sorted(part) : part));
const isPlain = (part: unknown): part is object => typeof part === 'object' && part !== null && !Array.isArray(part);
const sorted = (part: object): object => Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));

test('two values are equal exactly when their canonical texts are', () => {
  fc.assert(fc.property(value, value, (a, b) => deepEqual(a, b) === (text(a) === text(b))));
  fc.assert(fc.property(value, (a) => deepEqual(a, copy(a))));
});

test('a key that holds undefined is no key', () => {
  assert.ok(deepEqual({ a: undefined }, {}) && deepEqual({}, { a: undefined }));
  assert.ok(!deepEqual({ a: undefined }, { b: 1 }) && !deepEqual({ a: null }, {}));
  const before = { a: 1 };
  assert.equal(shareUnchanged(before, { a: 1, b: undefined }), before);
});

test('sharing changes nothing of what is said', () => {
  fc.assert(fc.property(value, value, (before, after) => deepEqual(shareUnchanged(before, after), after)));
});

test('sharing does not touch what it is given', () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      const texts = [JSON.stringify(before), JSON.stringify(after)];
      shareUnchanged(before, after);
      assert.deepEqual([JSON.stringify(before), JSON.stringify(after)], texts);
    }),
  );
});

test('what is equal becomes one with what was before', () => {
  fc.assert(fc.property(value, (before) => shareUnchanged(before, copy(before)) === before));
  fc.assert(
    fc.property(value, value, value, (kept, old, now) => {
      const before = { kept, changed: old };
      const shared = shareUnchanged(before, { kept: copy(kept), changed: now });
      return shared.kept === before.kept && (shared === before) === deepEqual(old, now);
    }),
  );
});
