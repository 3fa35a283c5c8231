/**
 * The way from the server to one watcher: a queue whose events arrive late, but never out of order. The list that starts
 * the watch is made when it arrives, so nothing is told twice.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { WatchEvent, Watcher } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';

export interface Feed {
  changed(event: WatchEvent): void;
  end(): void;
}

interface FeedOptions {
  readonly clock: Clock;
  /** Milliseconds that the next event takes. */
  readonly delay: () => number;
  readonly list: () => readonly KubeObject[];
  readonly watcher: Watcher;
}

interface Waiting {
  readonly event: WatchEvent;
  /** Milliseconds since the epoch. */
  readonly due: number;
}

/** Starts with a list. */
export const createFeed = ({ clock, delay, list, watcher }: FeedOptions): Feed => {
  let queue: Waiting[] = [];
  let isListed = false;
  let cancel = (): void => undefined;

  const wait = (due: number, action: () => void): void => {
    cancel = clock.after(due - clock.now(), action);
  };
  const deliver = (): void => {
    const firstLate = queue.findIndex(({ due }) => due > clock.now());
    const ready = firstLate === -1 ? queue : queue.slice(0, firstLate);
    queue = queue.slice(ready.length);
    const next = queue[0];
    if (next !== undefined) wait(next.due, deliver);
    for (const { event } of ready) watcher.changed(event);
  };
  wait(clock.now() + delay(), () => {
    isListed = true;
    watcher.listed(list());
  });
  return {
    changed: (event) => {
      // The list to come holds it.
      if (!isListed) return;
      const due = clock.now() + delay();
      queue.push({ event, due });
      // One that would be faster waits behind those before it.
      if (queue.length === 1) wait(due, deliver);
    },
    end: () => {
      cancel();
      queue = [];
      isListed = false;
    },
  };
};
