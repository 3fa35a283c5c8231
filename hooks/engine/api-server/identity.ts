/** What the server invents: UIDs and the end of generated names. From the given chance, so that a run can be repeated. */
import type { Random } from '../clock/random.ts';

/** A UUID of version 4 that is not among those that are known. */
export const inventUid = (random: Random, known: ReadonlySet<string>): string => {
  for (;;) {
    const uid = uuid(random);
    if (!known.has(uid)) return uid;
  }
};

const uuid = (random: Random): string => {
  const [a, b, c, d] = [word(random), word(random), word(random), word(random)];
  const variant = '89ab'[random.integer(0, 3)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
};

const word = (random: Random): string => random.integer(0, 0xffffffff).toString(16).padStart(8, '0');

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Every UID that an object has or names, wherever: its own, its owners', that of a claim in the name of its volume. A state
 * may come from a run with the same seed, and then the first UIDs that are drawn are in it.
 */
export const uidsIn = (object: object): readonly string[] => JSON.stringify(object).match(UUID) ?? [];

/** No vowels and no digits that look like some: no generated name says anything. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters, as after a generateName. */
export const inventSuffix = (random: Random): string => {
  let suffix = '';
  while (suffix.length < 5) suffix += LETTERS[random.integer(0, LETTERS.length - 1)];
  return suffix;
};
