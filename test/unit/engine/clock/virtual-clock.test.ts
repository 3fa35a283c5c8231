/** The virtual clock: time goes only forward and only from action to action, and a seed decides what is together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';

const START = Date.UTC(2026, 0, 1);

/** Which of the actions 0..9, all due at one moment, ran in which order. */
const orderOf = async (seed: number | undefined): Promise<readonly number[]> => {
  const clock = createVirtualClock(START, seed === undefined ? undefined : createRandom(seed));
  const ran: number[] = [];
  for (let id = 0; id < 10; id += 1) clock.after(5, () => void ran.push(id));
  await clock.runUntil(START + 5);
  return ran;
};

test('runs actions by time, whatever the order in which they were asked for', async () => {
  const clock = createVirtualClock(START);
  const ran: (readonly [number, number])[] = [];
  for (const delay of [700, 20, 300, 0, 150, 20]) clock.after(delay, () => void ran.push([delay, clock.now() - START]));
  await clock.runUntil(START + 1000);
  assert.deepEqual(
    ran,
    [0, 20, 20, 150, 300, 700].map((delay) => [delay, delay]),
  );
  assert.equal(clock.now(), START + 1000);
});

test('an action is over before the next one begins', async () => {
  const clock = createVirtualClock(START);
  const ran: string[] = [];
  clock.after(0, async () => {
    ran.push('first begins');
    await Promise.resolve();
    ran.push('first ends');
  });
  clock.after(0, () => void ran.push('second'));
  while (await clock.step());
  assert.deepEqual(ran, ['first begins', 'first ends', 'second']);
});

test('what is cancelled does not run and does not keep the clock busy', async () => {
  const clock = createVirtualClock(START);
  const cancel = clock.after(10, () => assert.fail('it was cancelled'));
  cancel();
  assert.equal(clock.nextAt(), undefined);
  assert.equal(await clock.step(), false);
});

test('never runs what is due after the moment', async () => {
  const clock = createVirtualClock(START);
  clock.after(11, () => assert.fail('too early'));
  await clock.runUntil(START + 10);
  assert.equal(clock.nextAt(), START + 11);
});

test('a seed decides the order of one moment, and decides it again', async () => {
  assert.deepEqual(await orderOf(7), await orderOf(7));
  assert.notDeepEqual(await orderOf(7), await orderOf(8));
  assert.deepEqual(await orderOf(undefined), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
