/** A wait of real time that somebody else can end, which neither a timer nor an idle promise is by itself. */
import type { Pause } from './pace.ts';

/** For one waiter at a time. */
export const createPause = (): Pause => {
  let end: (() => void) | undefined;
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return Object.assign(wait, { wake: () => end?.() });
};
