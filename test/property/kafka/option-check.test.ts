/**
 * Laws of the option check: it judges anything without failing, and never calls an unknown option or a reference wrong.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkOptions } from '../../../hooks/kafka/option-check.ts';
import { optionNames, RELEASES } from '../../../hooks/kafka/options.ts';
import { checkOwned } from '../../../hooks/kafka/owned-options.ts';

const known = fc.constantFrom(...new Set(RELEASES.flatMap((release) => optionNames(release))));
const prefixed = fc.tuple(fc.constantFrom('', 'listener.name.a.', 'listener.name.a.plain.'), known).map((parts) => parts.join(''));
const name = fc.oneof(prefixed, fc.string());
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.constantFrom('', 'true', 'a,,b', '-', '\\'),
);
const version = fc.option(fc.record({ major: fc.nat(6), minor: fc.nat(12) }), { nil: undefined });
const place = fc.constantFrom('file', 'broker', 'cluster');

test('the checks take any option with any value', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), version, place, (entries, kafka, where) => {
      for (const problem of [...checkOptions(entries, { version: kafka, path: 'p', place: where }), ...checkOwned(entries, 'p')]) {
        assert.ok(problem.path.startsWith('p: ') && problem.message !== '');
      }
    }),
    { numRuns: 500 },
  );
});

test('an option whose name Kafka does not know is accepted', () => {
  fc.assert(
    fc.property(fc.string(), value, version, (key, text, kafka) =>
      assert.deepEqual(checkOptions([[`x-${key}`, text]], { version: kafka, path: 'p' }), []),
    ),
  );
});

test('with an unknown version nothing is wrong that some release takes', () => {
  fc.assert(
    fc.property(prefixed, value, (key, text) => {
      const judge = (kafka: { major: number; minor: number } | undefined) =>
        checkOptions([[key, text]], { version: kafka, path: 'p' }).length;
      const each = [judge({ major: 3, minor: 9 }), ...[0, 1, 2, 3].map((minor) => judge({ major: 4, minor }))];
      assert.equal(judge(undefined), Math.min(...each));
    }),
  );
});
