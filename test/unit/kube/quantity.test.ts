/** Quantities must come out as the API server stores them, or Metacontroller writes the object at every sync. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalQuantity, isQuantity, quantityMillis, quantityUnits } from '../../../hooks/kube/quantity.ts';

const canonical: readonly (readonly [string, string])[] = [
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['1', '1'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1024Mi', '1Gi'],
  ['1536Mi', '1536Mi'],
  ['0.5Gi', '512Mi'],
  ['1000Mi', '1000Mi'],
  ['10G', '10G'],
  ['1e3', '1k'],
  ['100Gi', '100Gi'],
  ['0', '0'],
  ['1.5Gi', '1536Mi'],
  ['9223372036854775807', '9223372036854775807'],
];

for (const [written, stored] of canonical) test(`writes ${written} as ${stored}`, () => assert.equal(canonicalQuantity(written), stored));

test('leaves what is no quantity to the API server', () => assert.equal(canonicalQuantity('much'), 'much'));
test('takes a number as a quantity', () => assert.equal(canonicalQuantity(2), '2'));
test('knows that a word is no quantity', () => assert.equal(isQuantity('ten'), false));
test('counts bytes of a binary suffix', () => assert.equal(quantityUnits('10Gi'), 10737418240n));
test('rounds fractions of a unit up', () => assert.equal(quantityUnits('100m'), 1n));
test('counts millicores', () => assert.equal(quantityMillis('1500m'), 1500n));
