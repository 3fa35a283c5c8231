/** Lists that are sets or maps: nothing twice. */
import { isRecord } from '../../../kube/is-record.ts';
import type { Schema } from './structural-schema.ts';
import type { Problem, Spot } from './validate.ts';

/** The items of a list that an earlier item has made one too many. */
export const listProblems = ({ sent }: Schema, { path, value }: Spot): readonly Problem[] => {
  const type = sent['x-kubernetes-list-type'];
  if (!Array.isArray(value) || (type !== 'set' && type !== 'map')) return [];
  const keys = sent['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  return value.flatMap((item: unknown, at) => {
    const identity = JSON.stringify(type === 'map' ? keyOf(item, keys) : item);
    if (!seen.has(identity)) {
      seen.add(identity);
      return [];
    }
    return [{ text: `${path}[${at}]: Duplicate value: ${identity}`, isShape: false }];
  });
};

const keyOf = (item: unknown, keys: readonly string[]): unknown =>
  isRecord(item) ? Object.fromEntries(keys.filter((key) => item[key] !== undefined).map((key) => [key, item[key]])) : item;
