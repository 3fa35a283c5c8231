/** The fingerprint against a plain version of the same hash, and against values that Prometheus' own tests have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fingerprintOf } from '../../../../hooks/alert/payload/fingerprint.ts';

/** FNV-1a by the book. */
const byTheBook = (labels: Readonly<Record<string, string>>): string => {
  const names = Object.keys(labels).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const separator = Buffer.of(0xff);
  const bytes = Buffer.concat(names.flatMap((name) => [Buffer.from(name), separator, Buffer.from(labels[name] ?? ''), separator]));
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
};

const known = [
  { it: 'no labels at all', labels: {}, is: 'cbf29ce484222325' },
  // prometheus/common, model/signature_test.go.
  {
    it: 'two labels of Prometheus’ own test',
    labels: { name: 'garland, briggs', fear: 'love is not enough' },
    is: 5799056148416392346n.toString(16),
  },
];
for (const { it, labels, is } of known) test(`knows ${it}`, () => assert.equal(fingerprintOf(labels), is));

const letters = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string());

test('is FNV-1a over the sorted labels, whatever is written in them', () => {
  fc.assert(
    fc.property(fc.dictionary(letters, letters), (labels) => {
      assert.equal(fingerprintOf(labels), byTheBook(labels));
    }),
    { numRuns: 2000 },
  );
});

test('does not depend on the order of the labels', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(letters, letters), { selector: ([name]) => name }), (entries) => {
      assert.equal(fingerprintOf(Object.fromEntries(entries)), fingerprintOf(Object.fromEntries(entries.toReversed())));
    }),
  );
});

test('tells labels apart whose texts run together', () => {
  assert.notEqual(fingerprintOf({ ab: 'c' }), fingerprintOf({ a: 'bc' }));
});

test('sorts by bytes, as Go does, and not by UTF-16', () => {
  const [high, low] = ['\u{1f600}', '\uff5e'];
  assert.ok(high < low);
  assert.equal(fingerprintOf({ [high]: 'a', [low]: 'b' }), byTheBook({ [high]: 'a', [low]: 'b' }));
});
