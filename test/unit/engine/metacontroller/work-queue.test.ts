/** The queue of parents: once in it, one at a time, again when asked meanwhile, later and later when it fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';
import { createWorkQueue, type WorkQueue } from '../../../../hooks/engine/metacontroller/work-queue.ts';
import type { Clock } from '../../../../hooks/ports/clock.ts';

interface Setting {
  readonly work?: (key: string, queue: WorkQueue) => void | Promise<void>;
  readonly seed?: number;
  readonly workers?: number;
}

const started = ({ work = () => {}, seed, workers = 5 }: Setting = {}) => {
  const clock = createVirtualClock(0);
  const done: string[] = [];
  const queue: WorkQueue = createWorkQueue({
    clock,
    ...(seed !== undefined && { random: createRandom(seed) }),
    workers,
    pickupMs: 1,
    work: async (key) => {
      done.push(`${key}@${clock.now()}`);
      await work(key, queue);
    },
  });
  queue.start();
  return { clock, queue, done };
};

type Action = () => void | Promise<void>;

/** A clock whose actions the test runs by hand, so that they can overlap as those of a real one do. */
const collecting = (actions: Action[]): Clock => ({
  now: () => 0,
  after: (_, action) => {
    actions.push(action);
    return () => {};
  },
});

test('a key is in the queue once', async () => {
  const { clock, queue, done } = started();
  queue.add('a');
  queue.add('b');
  queue.add('a');
  await clock.runUntil(10);
  assert.deepEqual(done, ['a@1', 'b@1']);
  assert.equal(queue.busy(), false);
});

test('a key that is added while it is worked on comes once more', async () => {
  let again = 2;
  const { clock, queue, done } = started({
    work: (key, own) => {
      again -= 1;
      if (again <= 0) return;
      own.add(key);
      own.add(key);
    },
  });
  queue.add('a');
  await clock.runUntil(10);
  assert.deepEqual(done, ['a@1', 'a@2']);
});

test('nothing begins before the start, and nothing is lost until then', async () => {
  const clock = createVirtualClock(0);
  const done: string[] = [];
  const queue = createWorkQueue({ clock, workers: 1, pickupMs: 1, work: async (key) => void done.push(key) });
  queue.add('a');
  await clock.runUntil(10);
  assert.deepEqual(done, []);
  assert.equal(queue.busy(), true);
  queue.start();
  await clock.runUntil(20);
  assert.deepEqual(done, ['a']);
});

test('delays of one key collapse to the earliest', async () => {
  const { clock, queue, done } = started();
  queue.addAfter('a', 500, 'wish');
  queue.addAfter('a', 100, 'wish');
  queue.addAfter('a', 900, 'wish');
  assert.equal(queue.busy(), false);
  await clock.runUntil(2000);
  assert.deepEqual(done, ['a@101']);
});

test('a delay does not keep the key from being added, nor is it taken back by that', async () => {
  const { clock, queue, done } = started();
  queue.addAfter('a', 100, 'wish');
  queue.add('a');
  await clock.runUntil(2000);
  assert.deepEqual(done, ['a@1', 'a@101']);
});

test('failures of a key wait twice as long each time, up to 1000 s, until it is forgotten', async () => {
  const { clock, queue, done } = started({ work: (key, own) => own.addRateLimited(key) });
  queue.add('a');
  await clock.runUntil(5_000_000);
  const moments = done.map((entry) => Number(entry.slice(2)));
  const waits = moments.slice(1).map((moment, at) => moment - (moments[at] ?? 0) - 1);
  assert.deepEqual(waits.slice(0, 4), [5, 10, 20, 40]);
  assert.equal(waits[17], 655_360);
  assert.equal(waits[18], 1_000_000);
  assert.equal(queue.busy(), true);
  queue.forget('a');
  queue.addAfter('a', 1, 'retry');
  const before = done.length;
  await clock.runUntil(clock.now() + 100);
  assert.ok(done.length - before >= 4);
});

test('after a hundred failures together, ten a second are tried again', async () => {
  const { clock, queue, done } = started({ workers: 1000 });
  for (let at = 0; at < 120; at += 1) queue.addRateLimited(`k${at}`);
  await clock.runUntil(20);
  assert.equal(done.length, 100);
  await clock.runUntil(1010);
  assert.equal(done.length, 110);
});

test('a stopped queue forgets everything, and tells when what runs has ended', async () => {
  let finish = (): void => {};
  const actions: Action[] = [];
  const clock = collecting(actions);
  const queue = createWorkQueue({ clock, workers: 2, pickupMs: 1, work: () => new Promise((resolve) => (finish = resolve)) });
  queue.start();
  queue.add('a');
  const running = actions[0]?.();
  queue.add('b');
  let ended = false;
  const stopped = queue.stop().then(() => {
    ended = true;
  });
  await Promise.resolve();
  assert.equal(ended, false);
  finish();
  await Promise.all([running, stopped]);
  assert.equal(ended, true);
  assert.equal(queue.busy(), false);
});

test('no more keys are worked on at a time than there are workers, and never one twice', async () => {
  const actions: Action[] = [];
  const clock = collecting(actions);
  const running: string[] = [];
  const ends: (() => void)[] = [];
  const work = (key: string): Promise<void> => {
    running.push(key);
    return new Promise((resolve) => ends.push(resolve));
  };
  const queue = createWorkQueue({ clock, workers: 2, pickupMs: 1, work });
  queue.start();
  for (const key of ['a', 'b', 'c']) queue.add(key);
  const tasks = actions.splice(0).map((action) => action());
  queue.add('a');
  assert.deepEqual([running, actions.length], [['a', 'b'], 0]);
  ends[1]?.();
  await tasks[1];
  void actions.splice(0).map((action) => action());
  assert.deepEqual(running, ['a', 'b', 'c']);
});

test('chance decides who is next, and the same seed decides alike', async () => {
  const order = async (seed: number): Promise<string> => {
    const { clock, queue, done } = started({ seed });
    for (const key of 'abcdefgh') queue.add(key);
    await clock.runUntil(10);
    return done.map((entry) => entry[0]).join('');
  };
  assert.equal(await order(1), await order(1));
  assert.notEqual(await order(1), 'abcdefgh');
});
