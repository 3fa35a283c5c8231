/**
 * Laws of options as text, for any text: reading never fails, writing and reading give back what was read.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseProperties, readValue, writeProperties } from '../../../hooks/kafka/properties.ts';

/** Texts that are all special characters, beside those that fast-check thinks of. */
const special = fc
  .array(fc.constantFrom('a', 'u', '00e9', '\\', '=', ':', ' ', '\t', '\f', '#', '!', '\n', '\r', 'é', '😀', '\u2028', '\ud83d'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));
const text = fc.oneof(special, fc.string({ unit: 'binary' }), fc.string());
const entries = fc.array(fc.tuple(text, text), { maxLength: 8 });

test('reading takes any text', () => {
  fc.assert(fc.property(text, (input) => assert.ok(parseProperties(input).entries instanceof Map)));
});

test('what was read and written reads the same, without problems', () => {
  fc.assert(
    fc.property(text, (input) => {
      const { entries: once } = parseProperties(input);
      const { entries: twice, problems } = parseProperties(writeProperties(once));
      assert.deepEqual(problems, []);
      assert.deepEqual(new Map([...twice].sort()), new Map([...once].sort()));
    }),
    { numRuns: 1000 },
  );
});

test('the broker reads the same value from the written text as from the user’s', () => {
  fc.assert(
    fc.property(text, (input) => {
      const { entries: user } = parseProperties(input);
      const { entries: broker } = parseProperties(writeProperties(user));
      for (const [key, value] of user) assert.equal(readValue(broker.get(key) ?? 'missing'), readValue(value));
    }),
  );
});

test('writing takes any entries and gives one ASCII line each, sorted by key', () => {
  fc.assert(
    fc.property(entries, (input) => {
      const written = writeProperties(input);
      const lines = written.split('\n').slice(0, -1);
      assert.equal(lines.length, new Map(input).size);
      assert.match(written, /^[\0-\x7f]*$/);
    }),
  );
});

test('writing does not depend on the order of the entries', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => key }), (input) => {
      assert.equal(writeProperties(input.toReversed()), writeProperties(input));
    }),
  );
});
