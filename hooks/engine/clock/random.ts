/**
 * Chance that can be repeated: the same seed gives the same run, whatever else the machine does.
 * The generator is mulberry32 (32 bits of state): small, fast, and good enough to shuffle events.
 */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** An integer of min..max, both included. */
  integer(min: number, max: number): number;
  /** Whether something of this probability (0..1) happens. */
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  /** A generator of its own for a part of the world: what happens in other parts does not move it. */
  fork(name: string): Random;
}

/** The generator of a seed (any integer). */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]): T => {
      const item = list[integer(0, list.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    fork: (name) => createRandom(hash(`${seed}/${name}`)),
  };
};

/** FNV-1a. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
};
