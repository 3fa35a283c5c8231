/** The wall clock, for an engine that works against a real API server. A failed action ends the process: see main.ts. */
import type { Clock } from '../../ports/clock.ts';

export const realClock: Clock = {
  now: Date.now,
  after: (milliseconds, action) => {
    const timer = setTimeout(() => void action(), milliseconds);
    return () => clearTimeout(timer);
  },
};
