/** Chance that can be repeated: same seed, same numbers; and even enough that rare faults are rare and common ones common. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';

const drawn = (seed: number, count: number): readonly number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

test('the same seed gives the same numbers, neighbouring seeds give others', () => {
  assert.deepEqual(drawn(1, 20), drawn(1, 20));
  assert.notDeepEqual(drawn(1, 20), drawn(2, 20));
});

test('numbers are spread evenly from 0 to below 1', () => {
  const buckets = Array.from({ length: 10 }, () => 0);
  for (const value of drawn(3, 10_000)) buckets[Math.floor(value * 10)] = (buckets[Math.floor(value * 10)] ?? 0) + 1;
  assert.ok(
    buckets.every((count) => count > 850 && count < 1150),
    buckets.join(' '),
  );
});

test('integers reach both ends and nothing outside', () => {
  const random = createRandom(4);
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(2, 5)));
  assert.deepEqual([...seen].sort(), [2, 3, 4, 5]);
});

test('a fork goes its own way, however much its parent is used', () => {
  const used = createRandom(5);
  used.next();
  assert.equal(used.fork('disks').next(), createRandom(5).fork('disks').next());
  assert.notEqual(createRandom(5).fork('disks').next(), createRandom(5).fork('nodes').next());
});

test('picking from nothing is a mistake that is told', () => {
  assert.throws(() => createRandom(6).pick([]), RangeError);
});
