/** A value without the trip through text is the value after it: held against JSON itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asJson } from '../../../../hooks/engine/hooks/as-json.ts';

const sparse = [1, 2, 3];
delete sparse[1];

const cases: readonly { readonly it: string; readonly value: unknown }[] = [
  { it: 'drops an undefined field', value: { a: undefined, b: { c: undefined, d: 1 } } },
  { it: 'makes undefined in a list a null', value: [1, undefined, { a: [undefined] }] },
  { it: 'makes the hole of a sparse list a null', value: sparse },
  { it: 'makes what is no finite number a null', value: { a: Number.NaN, b: [Number.POSITIVE_INFINITY], c: 0 } },
  { it: 'drops functions', value: { a: () => 1, b: 2 } },
  { it: 'asks toJSON', value: { at: new Date(0) } },
  { it: 'keeps null, texts and booleans', value: { a: null, b: '', c: false, d: [null] } },
];
for (const { it, value } of cases) test(it, () => assert.deepEqual(asJson(value).value, JSON.parse(JSON.stringify(value))));

test('is JSON for whatever a hook could answer', () => {
  const anything = fc.anything({ withSparseArray: true, withNullPrototype: false });
  fc.assert(
    fc.property(anything, (value) => {
      const text = JSON.stringify(value);
      const { value: form } = asJson(value);
      assert.equal(JSON.stringify(form), text);
      if (text !== undefined) assert.deepEqual(form, structuredClone(form));
    }),
    { numRuns: 300 },
  );
});

test('gives back the very object when nothing has to change, and only the changed branch anew', () => {
  const same = { a: [{ b: 1 }], c: { d: 'e' } };
  assert.equal(asJson(same).value, same);
  const other = { kept: same, gone: undefined };
  const { value } = asJson(other);
  assert.equal((value as typeof other).kept, same);
  assert.ok('gone' in other && !('gone' in (value as object)));
});

test('tells whether a null is in it', () => {
  assert.equal(asJson({ a: [{ b: undefined }], c: 'null' }).holdsNull, false);
  for (const value of [{ a: [{ b: null }] }, [undefined], { a: Number.NaN }]) assert.equal(asJson(value).holdsNull, true);
});
