/** Rates with bursts: how long the next one in line has to wait. Used for retries of a controller and for Events. */
import type { Clock } from '../../ports/clock.ts';

export interface TokenBucket {
  /** Takes a token, now or in advance; milliseconds until it is there. */
  reserve(): number;
  /** Takes a token if there is one. */
  take(): boolean;
}

export interface Rate {
  /** Tokens a second. */
  readonly perSecond: number;
  /** Tokens that are there at the start, and at most. */
  readonly burst: number;
}

/** A full bucket. */
export const createTokenBucket = (clock: Clock, { perSecond, burst }: Rate): TokenBucket => {
  let tokens = burst;
  let filledAt = clock.now();
  const fill = (): void => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
  };
  return {
    reserve: () => {
      fill();
      tokens -= 1;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000;
    },
    take: () => {
      fill();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};
