/**
 * Waiting for a condition instead of for a time: asks again and again, and says at the end what it saw last.
 */
import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_MILLIS = 250;

export interface Waiting<T> {
  readonly what: string;
  readonly seconds: number;
  readonly look: () => Promise<T>;
  readonly until: (seen: T) => boolean;
}

/** What was seen when the condition held. Errors of a look count as not yet. */
export const waitFor = async <T>({ what, seconds, look, until }: Waiting<T>): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (until(seen)) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    await pause(BETWEEN_MILLIS);
  }
  throw new Error(
    `not within ${seconds} s: ${what}; last seen: ${last instanceof Error ? last.message : JSON.stringify(last)?.slice(0, 2000)}`,
  );
};
