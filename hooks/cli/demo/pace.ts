/**
 * Lets the virtual clock go as fast as the demo is meant to go: so many virtual seconds in a real one, and faster through
 * a wait in which nothing is to be seen. Whoever writes through the API in between wakes it.
 */
import type { VirtualClock } from '../../engine/clock/virtual-clock.ts';

export interface PaceParts {
  readonly clock: VirtualClock;
  /** Virtual seconds in a real second; `max` waits for nothing. */
  readonly speed: number | 'max';
  /** Real milliseconds. */
  now(): number;
  /** Resolves after so many real milliseconds, or earlier when `wake` was called. */
  readonly pause: Pause;
}

/** A wait that can be ended early. */
export interface Pause {
  (milliseconds: number): Promise<void>;
  wake(): void;
}

export interface Pace {
  /**
   * Runs until the condition holds, looked at after every step and every little wait; false when it does not within so
   * many virtual milliseconds, or when nothing is left that could happen.
   */
  run(until: () => boolean, limit: number): Promise<boolean>;
  /** Time goes by evenly, also when nothing happens, until the condition holds. */
  idle(until: () => boolean): Promise<void>;
  /** Time for a person to read: about so many real milliseconds at the default speed. */
  rest(milliseconds: number): Promise<void>;
}

/** The speed for which the times of `rest` are meant. */
export const DEFAULT_SPEED = 8;
/** No wait of a story is longer, in real milliseconds at the default speed. */
const LONGEST_WAIT_MS = 1500;
/** How far the virtual clock may stand behind while nothing happens, in real milliseconds. */
const TICK_MS = 100;

/** A pace over a clock that nobody else moves. */
export const createPace = ({ clock, speed, now, pause }: PaceParts): Pace => {
  const scale = speed === 'max' ? 0 : DEFAULT_SPEED / speed;
  const perMillisecond = speed === 'max' ? DEFAULT_SPEED : speed;

  const here = () => ({ real: now(), virtual: clock.now() });

  /** Waits a little for the next action; false when its time has come. */
  const waitFor = async (next: number, since: ReturnType<typeof here>): Promise<boolean> => {
    if (speed === 'max') return false;
    const waited = now() - since.real;
    const present = since.virtual + waited * perMillisecond;
    if (next <= present || waited >= LONGEST_WAIT_MS * scale) return false;
    // A write of somebody else is stamped with the time that he sees go by.
    await clock.runUntil(present);
    await pause(Math.min((next - present) / perMillisecond, TICK_MS));
    return true;
  };
  return {
    run: async (until, limit) => {
      const end = clock.now() + limit;
      let since = here();
      while (!until()) {
        const next = clock.nextAt();
        if (next === undefined || next > end) return false;
        if (await waitFor(next, since)) continue;
        if (!(await clock.step(next))) return false;
        since = here();
      }
      return true;
    },
    idle: async (until) => {
      let last = now();
      while (!until()) {
        const present = clock.now() + (now() - last) * perMillisecond;
        while (await clock.step(present)) if (until()) return;
        await clock.runUntil(present);
        last = now();
        await pause(TICK_MS);
      }
    },
    rest: async (milliseconds) => {
      if (scale > 0) await pause(milliseconds * scale);
    },
  };
};
