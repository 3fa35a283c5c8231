/**
 * A clock that jumps from one action to the next. Actions of the same moment run in an order that the seed decides, for
 * nothing in a real cluster promises one; whoever needs an order queues by himself. One action runs at a time, to its end.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Random } from './random.ts';

export interface VirtualClock extends Clock {
  /** Runs the next action and answers true, or answers false when there is none that is due by `until`. */
  step(until?: number): Promise<boolean>;
  /** Runs everything that is due until then, and stands there afterwards. Milliseconds since the epoch. */
  runUntil(moment: number): Promise<void>;
  /** When the next action is due; undefined when nothing waits. */
  nextAt(): number | undefined;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly sequence: number;
  readonly action: () => void | Promise<void>;
  cancelled: boolean;
}

/** A clock that starts at a moment (milliseconds since the epoch). Without a `random`, actions of one moment run first come, first served. */
export const createVirtualClock = (start: number, random?: Random): VirtualClock => {
  let now = start;
  let sequence = 0;
  const queue: Entry[] = [];

  const after: Clock['after'] = (milliseconds, action) => {
    sequence += 1;
    const entry: Entry = { at: now + Math.max(0, milliseconds), order: random?.next() ?? 0, sequence, action, cancelled: false };
    push(queue, entry);
    return () => {
      entry.cancelled = true;
    };
  };
  const nextAt = (): number | undefined => {
    while (queue[0]?.cancelled === true) pop(queue);
    return queue[0]?.at;
  };
  const step = async (until = Number.POSITIVE_INFINITY): Promise<boolean> => {
    const at = nextAt();
    if (at === undefined || at > until) return false;
    const entry = pop(queue);
    now = at;
    await entry?.action();
    return true;
  };
  const runUntil = async (moment: number): Promise<void> => {
    while (await step(moment));
    now = Math.max(now, moment);
  };
  return { now: () => now, after, step, runUntil, nextAt };
};

const isBefore = (a: Entry, b: Entry): boolean =>
  a.at !== b.at ? a.at < b.at : a.order !== b.order ? a.order < b.order : a.sequence < b.sequence;

// A binary heap: the queue holds thousands of timers, and most of them are never seen again.
const push = (heap: Entry[], entry: Entry): void => {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
};

const pop = (heap: Entry[]): Entry | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    let below = left;
    const a = heap[left];
    const b = heap[right];
    if (a !== undefined && b !== undefined && isBefore(b, a)) below = right;
    const child = heap[below];
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
  return first;
};
