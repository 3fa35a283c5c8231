/**
 * Whether two pieces of JSON say the same, and how a newer one keeps what has not changed of an older one.
 * Objects are never changed in place here, so two that are one need no second look: whoever keeps unchanged parts
 * as they are makes the next comparison nearly free.
 */

/** Deep equality of JSON. Order of keys does not count, order of items does; a key that holds undefined is no key. */
export const deepEqual = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const list = Array.isArray(a);
  if (list !== Array.isArray(b)) return false;
  if (list) return equalLists(a, b as readonly unknown[]);
  return equalRecords(a as Fields, b as Fields);
};

type Fields = Readonly<Record<string, unknown>>;

const equalLists = (a: readonly unknown[], b: readonly unknown[]): boolean => {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!deepEqual(a[at], b[at])) return false;
  return true;
};

/** Counting keys costs less than asking for each whether it is there. What `b` inherits equals no JSON value, or is one key too few. */
const equalRecords = (a: Fields, b: Fields): boolean => {
  let more = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    if (!deepEqual(value, b[key])) return false;
    more += 1;
  }
  for (const key in b) if (b[key] !== undefined) more -= 1;
  return more === 0;
};

/**
 * What `after` says, made of the parts of `before` wherever they are equal: it is `before` itself when nothing changed,
 * and `after` itself when nothing is left of the old.
 */
export const shareUnchanged = <T>(before: unknown, after: T): T => {
  if (before === after || typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return after;
  const list = Array.isArray(after);
  if (list !== Array.isArray(before)) return after;
  return (list ? shareList(before as readonly unknown[], after) : shareRecord(before as Fields, after as Fields)) as T;
};

const shareList = (before: readonly unknown[], after: readonly unknown[]): readonly unknown[] => {
  let same = before.length === after.length;
  let shared: unknown[] | undefined;
  for (let at = 0; at < after.length; at += 1) {
    const item = shareUnchanged(before[at], after[at]);
    if (item !== before[at]) same = false;
    if (item !== after[at]) {
      shared ??= [...after];
      shared[at] = item;
    }
  }
  return same ? before : (shared ?? after);
};

const shareRecord = (before: Fields, after: Fields): Fields => {
  let same = true;
  let shared: Record<string, unknown> | undefined;
  for (const key in after) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const value = shareUnchanged(old, after[key]);
    if (value !== old) same = false;
    if (value !== after[key]) {
      shared ??= { ...after };
      shared[key] = value;
    }
  }
  if (same) for (const key in before) if (before[key] !== undefined && !Object.hasOwn(after, key)) same = false;
  return same ? before : (shared ?? after);
};
