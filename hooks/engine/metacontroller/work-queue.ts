/**
 * The queue of parents to sync, with the rules of client-go's: a parent is in it once, is never worked on twice at a
 * time, and comes again when it was added meanwhile. Delayed additions of one parent collapse to the earliest. Failures
 * wait 5 ms·2ⁿ up to 1000 s, and all failures of a controller together at most ten a second after the first hundred.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../clock/random.ts';
import { createTokenBucket } from './token-bucket.ts';

export interface WorkQueue {
  add(key: string): void;
  /** Adds it after so many milliseconds. A `wish` is a hook's wish to be asked again, and does not count as work. */
  addAfter(key: string, milliseconds: number, reason: 'retry' | 'wish'): void;
  /** Adds it after the back-off of its failures, and counts one more. */
  addRateLimited(key: string): void;
  /** It succeeded: the next failure is its first. */
  forget(key: string): void;
  /** Work begins only now; what was added before is kept. */
  start(): void;
  /** Nothing is begun any more. Resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Whether anything waits to be done, is done, or is to be tried again. */
  busy(): boolean;
}

export interface WorkQueueParts {
  readonly clock: Clock;
  /** Which of several waiting keys is next; first come, first served without it. */
  readonly random?: Random;
  /** How many keys are worked on at a time; one action of a virtual clock never overlaps with another anyway. */
  readonly workers: number;
  /** Milliseconds until a waiting key is taken. Above 0, or two controllers in a loop would stop a virtual clock for ever. */
  readonly pickupMs: number;
  /** Its errors are the caller's: a rejection leaves the action of the clock. */
  readonly work: (key: string) => Promise<void>;
}

const FIRST_BACKOFF_MS = 5;
const LONGEST_BACKOFF_MS = 1_000_000;

/** A queue that has not started. */
export const createWorkQueue = ({ clock, random, workers, pickupMs, work }: WorkQueueParts): WorkQueue => {
  const ready: string[] = [];
  const dirty = new Set<string>();
  const processing = new Set<string>();
  const waiting = new Map<string, { readonly at: number; readonly retry: boolean; readonly cancel: () => void }>();
  const failures = new Map<string, number>();
  const bucket = createTokenBucket(clock, { perSecond: 10, burst: 100 });
  const ended: (() => void)[] = [];
  let started = false;
  let stopped = false;
  let planned = 0;

  const plan = (): void => {
    if (!started || stopped) return;
    while (planned < ready.length && planned + processing.size < workers) {
      planned += 1;
      clock.after(pickupMs, next);
    }
  };
  const next = async (): Promise<void> => {
    planned -= 1;
    const [key] = ready.splice(random === undefined || ready.length < 2 ? 0 : random.integer(0, ready.length - 1), 1);
    if (key === undefined || stopped) return;
    dirty.delete(key);
    processing.add(key);
    try {
      await work(key);
    } finally {
      processing.delete(key);
      if (dirty.has(key)) ready.push(key);
      if (stopped && processing.size === 0) for (const end of ended.splice(0)) end();
      plan();
    }
  };
  const add = (key: string): void => {
    if (stopped || dirty.has(key)) return;
    dirty.add(key);
    if (processing.has(key)) return;
    ready.push(key);
    plan();
  };
  const addAfter: WorkQueue['addAfter'] = (key, milliseconds, reason) => {
    if (stopped) return;
    if (milliseconds <= 0) {
      add(key);
      return;
    }
    const at = clock.now() + milliseconds;
    const earlier = waiting.get(key);
    const retry = reason === 'retry' || earlier?.retry === true;
    if (earlier !== undefined && earlier.at <= at) {
      waiting.set(key, { ...earlier, retry });
      return;
    }
    earlier?.cancel();
    const cancel = clock.after(milliseconds, () => {
      waiting.delete(key);
      add(key);
    });
    waiting.set(key, { at, retry, cancel });
  };
  return {
    add,
    addAfter,
    addRateLimited: (key) => {
      const before = failures.get(key) ?? 0;
      failures.set(key, before + 1);
      addAfter(key, Math.max(Math.min(FIRST_BACKOFF_MS * 2 ** before, LONGEST_BACKOFF_MS), bucket.reserve()), 'retry');
    },
    forget: (key) => failures.delete(key),
    start: () => {
      started = true;
      plan();
    },
    stop: () => {
      stopped = true;
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
      ready.length = 0;
      dirty.clear();
      return processing.size === 0 ? Promise.resolve() : new Promise((resolve) => ended.push(resolve));
    },
    busy: () => ready.length > 0 || processing.size > 0 || [...waiting.values()].some(({ retry }) => retry),
  };
};
