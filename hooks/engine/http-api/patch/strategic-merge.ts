/**
 * Strategic merge patch, which kubectl apply, edit and patch send for built-in kinds: a merge patch that knows which
 * lists are keyed, with directives of its own. Written from its description in the Kubernetes community's api-conventions
 * (strategic-merge-patch.md) and held against kubectl's own patches.
 */

import { deepEqual } from '../../../kube/equal.ts';
import { isRecord } from '../../../kube/is-record.ts';
import { ApiError } from '../../../ports/api-server.ts';
import { isReplaced, isSet, mergeKeyOf } from './merge-keys.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Place {
  readonly kind: string;
  readonly path: string;
}

const PATCH = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

/** The patched object; the target is not changed. Throws BadRequest for a directive that makes no sense. */
export const strategicMerge = (kind: string, target: unknown, patch: unknown): unknown => mergeValue(target, patch, { kind, path: '' });

const mergeValue = (target: unknown, patch: unknown, place: Place): unknown => {
  if (isRecord(patch)) return mergeFields(isRecord(target) ? target : {}, patch, place);
  return Array.isArray(patch) ? mergeList(Array.isArray(target) ? target : [], patch, place) : patch;
};

const mergeFields = (target: Fields, patch: Fields, place: Place): Fields => {
  const { [PATCH]: directive, [RETAIN]: retain, ...rest } = patch;
  if (directive === 'delete') return {};
  if (directive === 'replace' || isReplaced(place.kind, place.path)) return rest;
  if (directive !== undefined && directive !== 'merge') throw refusal(`${PATCH}: ${JSON.stringify(directive)} is no directive`);
  const kept = Array.isArray(retain) ? Object.entries(target).filter(([name]) => retain.includes(name)) : Object.entries(target);
  const result: Record<string, unknown> = Object.fromEntries(kept);
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith(ORDER)) continue;
    if (name.startsWith(DELETE_FROM)) {
      const list = name.slice(DELETE_FROM.length);
      if (Array.isArray(result[list])) result[list] = without(result[list], value);
    } else if (value === null) delete result[name];
    else result[name] = mergeValue(result[name], value, { ...place, path: `${place.path}/${name}` });
  }
  for (const [name, order] of Object.entries(rest)) {
    const list = result[name.slice(ORDER.length)];
    if (name.startsWith(ORDER) && Array.isArray(order) && Array.isArray(list)) {
      result[name.slice(ORDER.length)] = sorted(list, order, mergeKeyOf(`${place.path}/${name.slice(ORDER.length)}`));
    }
  }
  return result;
};

const without = (list: readonly unknown[], values: unknown): readonly unknown[] =>
  Array.isArray(values) ? list.filter((item) => !values.some((value) => deepEqual(item, value))) : list;

const mergeList = (target: readonly unknown[], patch: readonly unknown[], place: Place): readonly unknown[] => {
  if (isSet(place.path)) return [...target, ...patch.filter((value) => !target.some((item) => deepEqual(item, value)))];
  const key = mergeKeyOf(place.path);
  if (key === undefined) return patch;
  const items = patch.filter(isRecord);
  if (items.some((item) => item[PATCH] === 'replace'))
    return items.flatMap(({ [PATCH]: directive, ...item }) => (directive === undefined ? [item] : []));
  return items.reduce<readonly unknown[]>((list, item) => mergeItem(list, item, { ...place, key }), target);
};

const mergeItem = (list: readonly unknown[], item: Fields, { key, ...place }: Place & { readonly key: string }): readonly unknown[] => {
  const name = item[key];
  if (name === undefined) throw refusal(`an item of ${place.path} has no ${key}, which tells the items apart`);
  const matches = (other: unknown): boolean => isRecord(other) && other[key] === name;
  if (item[PATCH] === 'delete') return list.filter((other) => !matches(other));
  const at = list.findIndex(matches);
  // An item that is new is cleaned of directives by merging it into nothing.
  if (at < 0) return [...list, mergeValue({}, item, place)];
  return list.with(at, mergeValue(list[at], item, place));
};

/** Items that the order names come in its order; the others stay behind the item that they were behind. */
const sorted = (list: readonly unknown[], order: readonly unknown[], key: string | undefined): readonly unknown[] => {
  const nameOf = (item: unknown): unknown => (key !== undefined && isRecord(item) ? item[key] : item);
  const rank = (item: unknown): number => order.findIndex((other) => nameOf(other) === nameOf(item));
  const named = list.filter((item) => rank(item) >= 0).toSorted((a, b) => rank(a) - rank(b));
  const result: unknown[] = [...named];
  list.forEach((item, index) => {
    if (rank(item) >= 0) return;
    const before = index === 0 ? undefined : list[index - 1];
    const at = before === undefined ? 0 : result.indexOf(before) + 1;
    result.splice(at, 0, item);
  });
  return result;
};

const refusal = (why: string): ApiError => new ApiError(400, 'BadRequest', `the strategic merge patch cannot be applied: ${why}`);
