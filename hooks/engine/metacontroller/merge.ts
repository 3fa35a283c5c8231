/**
 * Metacontroller's three-way merge (its dynamic-apply): what was observed, minus what was asked for last time and is no
 * more, plus everything asked for now. It knows no schema: a list counts as keyed when all its items share one of a few
 * well-known keys, and is replaced whole otherwise. What comes out unchanged is the observed value itself, so that
 * "nothing to do" is one comparison.
 */
import { deepEqual } from '../../kube/equal.ts';
import { isRecord } from '../../kube/is-record.ts';
import { type Fields, own } from './fields.ts';

/** In the order of precedence. */
const mergeKeys = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path'];

/** Observed and desired (or last applied) are of different shapes somewhere. The path says where. */
export class MergeError extends Error {
  override readonly name = 'MergeError';
}

/** The merged value: `observed` itself when nothing changes. Throws a MergeError when the shapes do not fit. */
export const merge = (observed: unknown, lastApplied: unknown, desired: unknown): unknown => {
  if (isRecord(observed)) return mergeRecords(observed, recordOr(lastApplied, 'last applied'), recordOr(desired, 'desired'));
  if (Array.isArray(observed)) return mergeLists(observed, listOr(lastApplied, 'last applied'), listOr(desired, 'desired'));
  return deepEqual(observed, desired) ? observed : desired;
};

const recordOr = (value: unknown, what: string): Fields => {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new MergeError(`: ${what} is not an object, the observed value is one`);
  return value;
};

const listOr = (value: unknown, what: string): readonly unknown[] | undefined => {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new MergeError(`: ${what} is not a list, the observed value is one`);
  return value;
};

/** A merge of one field, whose name goes into the message of an error. */
const mergeField = (field: string, values: readonly [observed: unknown, last: unknown, desired: unknown]): unknown => {
  try {
    return merge(...values);
  } catch (error) {
    throw error instanceof MergeError ? new MergeError(`[${field}]${error.message}`) : error;
  }
};

const mergeRecords = (observed: Fields, last: Fields, desired: Fields): Fields => {
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(last)) {
    if (own(desired, key) !== undefined || own(observed, key) === undefined) continue;
    result ??= { ...observed };
    delete result[key];
  }
  for (const key of Object.keys(desired)) {
    const wanted = desired[key];
    if (wanted === undefined) continue;
    const before = own(observed, key);
    const merged = mergeField(key, [before, own(last, key), wanted]);
    if (merged === before) continue;
    result ??= { ...observed };
    result[key] = merged;
  }
  return result ?? observed;
};

type List = readonly unknown[];

const mergeLists = (observed: List, last: List | undefined, desired: List | undefined): unknown => {
  const key = commonKey([observed, last ?? [], desired ?? []]);
  if (key !== undefined) return mergeKeyed(key, [observed, last ?? [], desired ?? []]);
  if (desired === undefined) return null;
  return deepEqual(observed, desired) ? observed : desired;
};

/** The first known key that every item of every list has; none when there is no item at all, or one that is no object. */
const commonKey = (lists: readonly List[]): string | undefined => {
  let candidates: readonly string[] | undefined;
  for (const list of lists) {
    for (const item of list) {
      if (!isRecord(item)) return undefined;
      candidates = (candidates ?? mergeKeys).filter((key) => own(item, key) !== undefined);
      if (candidates.length === 0) return undefined;
    }
  }
  return candidates?.[0];
};

const keyOf = (item: unknown, key: string): string => {
  const value = isRecord(item) ? own(item, key) : undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Of several items with one key the last counts, as in the real one: a port listed for TCP and UDP loses one of them. */
const byKey = (list: List, key: string): Map<string, unknown> => new Map(list.map((item) => [keyOf(item, key), item]));

const mergeKeyed = (key: string, [observed, last, desired]: readonly [List, List, List]): List => {
  const items = byKey(observed, key);
  const lastItems = byKey(last, key);
  const wanted = byKey(desired, key);
  for (const name of lastItems.keys()) if (!wanted.has(name)) items.delete(name);
  for (const [name, item] of wanted) items.set(name, mergeField(name, [items.get(name), lastItems.get(name), item]));

  const result: unknown[] = [];
  const added = new Set<string>();
  for (const item of observed) {
    const name = keyOf(item, key);
    if (!items.has(name)) continue;
    result.push(items.get(name));
    added.add(name);
  }
  for (const name of wanted.keys()) if (!added.has(name)) result.push(items.get(name));
  return result.length === observed.length && result.every((item, at) => item === observed[at]) ? observed : result;
};
