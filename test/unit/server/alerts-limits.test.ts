/** Rates by token bucket, and the status that decisions make: what is exact about them, on a clock of the test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBucket, createBuckets } from '../../../hooks/server/alerts/token-bucket.ts';

const clock = () => {
  const time = { now: 5000 };
  return { time, now: () => time.now };
};

test('gives a burst, then as much as time allows, and never more than a burst', () => {
  const { time, now } = clock();
  const bucket = createBucket({ perSecond: 10, burst: 20 }, now);
  assert.deepEqual([bucket.take(20), bucket.take(1)], [true, false]);
  time.now += 100;
  assert.deepEqual([bucket.take(1), bucket.take(1)], [true, false]);
  time.now += 3_600_000;
  assert.deepEqual([bucket.take(20), bucket.take(1)], [true, false]);
});

test('takes nothing when it cannot take all', () => {
  const { now } = clock();
  const bucket = createBucket({ perSecond: 1, burst: 10 }, now);
  assert.deepEqual([bucket.take(6), bucket.take(6), bucket.take(4)], [true, false, true]);
});

test('lets more than a burst pass when it is full, and only then', () => {
  const { time, now } = clock();
  const bucket = createBucket({ perSecond: 10, burst: 20 }, now);
  assert.deepEqual([bucket.take(500), bucket.take(1)], [true, false]);
  time.now += 1999;
  assert.equal(bucket.take(500), false);
  time.now += 1;
  assert.equal(bucket.take(500), true);
});

test('does not lose its way with a clock that goes back', () => {
  const { time, now } = clock();
  const bucket = createBucket({ perSecond: 10, burst: 1 }, now);
  assert.equal(bucket.take(1), true);
  time.now -= 4000;
  assert.equal(bucket.take(1), false);
  time.now += 100;
  assert.equal(bucket.take(1), true);
});

test('never gives more than burst and time allow, however it is asked', () => {
  const steps = fc.array(fc.record({ wait: fc.nat({ max: 3000 }), wanted: fc.integer({ min: 1, max: 20 }) }), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (asked) => {
      const { time, now } = clock();
      const bucket = createBucket({ perSecond: 10, burst: 20 }, now);
      let taken = 0;
      let elapsed = 0;
      for (const { wait, wanted } of asked) {
        time.now += wait;
        elapsed += wait;
        if (bucket.take(wanted)) taken += wanted;
        assert.ok(taken <= 20 + (elapsed / 1000) * 10 + 1e-6);
      }
    }),
  );
});

test('has a bucket for each address, and forgets the address that was silent longest', () => {
  const { now } = clock();
  const bucketOf = createBuckets({ perSecond: 1, burst: 1 }, 2, now);
  assert.deepEqual([bucketOf('a').take(1), bucketOf('a').take(1), bucketOf('b').take(1)], [true, false, true]);
  assert.equal(bucketOf('a').take(1), false);
  assert.equal(bucketOf('c').take(1), true);
  assert.equal(bucketOf('a').take(1), false, 'a was heard of after b');
  assert.equal(bucketOf('b').take(1), true, 'b was forgotten');
});
