/**
 * A counter of places for large requests. One of 11 MB costs 300-470 MB at its peak, so only a few may be in memory;
 * the next one is sent away (429 with Retry-After) instead of queued: Metacontroller keeps the queue.
 */
export interface Slots {
  /** Takes a place, or answers undefined when none is free. The function gives it back, once. */
  take(): (() => void) | undefined;
}

/** So many places. */
export const createSlots = (places: number): Slots => {
  let free = places;
  return {
    take: () => {
      if (free === 0) return undefined;
      free -= 1;
      let held = true;
      return () => {
        if (held) free += 1;
        held = false;
      };
    },
  };
};
