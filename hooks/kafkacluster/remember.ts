/**
 * Remembering what a pure function answered, so that a sync in which nothing is new costs little more than reading it.
 * Nothing here can change an answer, only save the work: a value is remembered with everything that it was made from.
 * What is remembered of an object goes when the object goes; clusters themselves are few (cluster.ts).
 */

/** The last value made for an owner, made again when a part of the key differs. The key is all that the value depends on, the owner included or not. */
export const lastOf = <Owner extends object, Value>() => {
  const known = new WeakMap<Owner, { readonly key: readonly unknown[]; readonly value: Value }>();
  return (owner: Owner, key: readonly unknown[], make: () => Value): Value => {
    const last = known.get(owner);
    if (last !== undefined && isSame(last.key, key)) return last.value;
    const value = make();
    known.set(owner, { key, value });
    return value;
  };
};

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((part, i) => part === b[i]);

/** The values of the most recent keys; the oldest go first. */
export const recent = <Value>(most: number) => {
  const known = new Map<string, Value>();
  return (key: string, make: () => Value): Value => {
    const value = known.get(key) ?? make();
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return value;
  };
};
