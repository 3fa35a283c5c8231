/** How fast the virtual clock goes, on a real time that stands still between two looks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace, type Pace } from '../../../../hooks/cli/demo/pace.ts';
import { createVirtualClock, type VirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';

interface Bench {
  readonly clock: VirtualClock;
  readonly pace: Pace;
  /** Real milliseconds so far. */
  real(): number;
}

/** A pause takes exactly as long as it was asked for. `during` may use it. */
const bench = (speed: number | 'max', during: (clock: VirtualClock) => void = () => undefined): Bench => {
  let real = 0;
  const clock = createVirtualClock(0);
  const wait = async (milliseconds: number): Promise<void> => {
    real += milliseconds;
    during(clock);
  };
  const pause = Object.assign(wait, { wake: () => undefined });
  return { clock, pace: createPace({ clock, speed, now: () => real, pause }), real: () => real };
};

const cases = [
  { it: 'a second of speed 2 takes half a second', speed: 2, at: 1000, takes: 500 },
  { it: 'a second of speed 8 takes an eighth', speed: 8, at: 1000, takes: 125 },
  { it: 'a long wait is cut short', speed: 8, at: 3_600_000, takes: 1500 },
  { it: 'a long wait is cut shorter at a higher speed', speed: 80, at: 3_600_000, takes: 150 },
  { it: 'max waits for nothing', speed: 'max', at: 3_600_000, takes: 0 },
] as const;

for (const { it, speed, at, takes } of cases) {
  test(it, async () => {
    const { clock, pace, real } = bench(speed);
    let happened = false;
    clock.after(at, () => {
      happened = true;
    });
    assert.equal(await pace.run(() => happened, 10 * 3_600_000), true);
    assert.equal(clock.now(), at);
    assert.ok(Math.abs(real() - takes) <= 100, `${real()} ms`);
  });
}

test('it ends without success when the limit comes first', async () => {
  const { clock, pace } = bench('max');
  clock.after(2000, () => undefined);
  assert.deepEqual([await pace.run(() => false, 1000), clock.now()], [false, 0]);
});

test('it ends without success when nothing is left that could happen', async () => {
  assert.equal(await bench(8).pace.run(() => false, 1000), false);
});

test('what somebody does during a wait is stamped with the time that went by, and happens before the wait is over', async () => {
  const seen: number[] = [];
  let asked = false;
  const { clock, pace } = bench(1, (running) => {
    if (asked || running.now() < 300) return;
    asked = true;
    running.after(100, () => void seen.push(running.now()));
  });
  clock.after(1000, () => void seen.push(clock.now()));
  await pace.run(() => seen.length === 2, 10_000);
  assert.deepEqual(seen, [400, 1000]);
});

test('it ends within a wait when somebody wants it to', async () => {
  let passed = false;
  const { clock, pace, real } = bench(0.1, () => {
    passed = true;
  });
  clock.after(3_600_000, () => undefined);
  await pace.run(() => passed, 10 * 3_600_000);
  assert.ok(real() <= 200, `${real()} ms`);
});

test('time goes by evenly when nothing happens', async () => {
  const { clock, pace, real } = bench(10);
  await pace.idle(() => real() >= 1000);
  assert.ok(Math.abs(clock.now() - 9000) <= 1000, `${clock.now()} ms`);
});
