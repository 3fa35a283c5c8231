/**
 * Metacontroller's three-way merge (its dynamic-apply): what was observed, minus what was asked for last time and is no
 * more, plus everything asked for now. It knows no schema: a list counts as keyed when all its items share one of a few
 * well-known keys, and is replaced whole otherwise. What comes out unchanged is the observed value itself, so that
 * "nothing to do" is one comparison. Source: its pkg/dynamic/apply/apply.go.
 */
import { deepEqual } from '../../kube/equal.ts';
import { isRecord } from '../../kube/is-record.ts';
import { type Fields, own } from './fields.ts';

/** In the order of precedence. */
const mergeKeys = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path'];

/**
 * The merged value: `observed` itself when nothing changes. The observed value decides the shape: what was or is asked for
 * in another shape counts as empty, so that a map over a list becomes null, and the map only with the next sync. The real
 * one means to refuse that, but its check never strikes.
 */
export const merge = (observed: unknown, lastApplied: unknown, desired: unknown): unknown => {
  if (isRecord(observed)) return mergeRecords(observed, recordOr(lastApplied), recordOr(desired));
  if (Array.isArray(observed)) return mergeLists(observed, listOr(lastApplied), listOr(desired));
  return deepEqual(observed, desired) ? observed : desired;
};

const recordOr = (value: unknown): Fields => (isRecord(value) ? value : {});

const listOr = (value: unknown): List | undefined => (Array.isArray(value) ? value : undefined);

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
    const merged = merge(before, own(last, key), wanted);
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
  for (const [name, item] of wanted) items.set(name, merge(items.get(name), lastItems.get(name), item));

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
