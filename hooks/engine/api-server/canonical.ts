/**
 * The form in which the API server stores an object of a built-in kind: quantities in canonical writing, and without
 * the fields that Go leaves out when they are zero. Whoever writes `hostNetwork: false` reads nothing back, and that
 * difference is what Metacontroller trips over, so it has to be here too. Found by writing such objects to a real one.
 */
import { canonicalQuantity } from '../../kube/quantity.ts';

/** Fields that vanish when false; any other `false` is behind a pointer in Go and stays. */
const FALSE_VANISHES = new Set([
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'paused',
  'publishNotReadyAddresses',
  'readOnly',
  'stdin',
  'stdinOnce',
  'tty',
  'unschedulable',
]);

const ZERO_VANISHES = new Set([
  'failureThreshold',
  'hostPort',
  'initialDelaySeconds',
  'minReadySeconds',
  'nodePort',
  'observedGeneration',
  'periodSeconds',
  'successThreshold',
  'timeoutSeconds',
]);

const TEXT_STAYS = new Set(['storageClassName', 'volumeAttributesClassName', 'reportingComponent', 'reportingInstance']);

/** Maps with keys that users choose: what is in them stays as it is, only an empty map vanishes. */
const FREE_MAPS = new Set(['annotations', 'binaryData', 'data', 'labels', 'matchLabels', 'nodeSelector', 'parameters', 'stringData']);

const QUANTITIES = new Set(['allocatable', 'allocatedResources', 'capacity', 'hard', 'limits', 'overhead', 'requests']);

/** A value in canonical form; it is the value itself when it was so already. */
export const canonical = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  return (Array.isArray(value) ? canonicalList(value) : canonicalRecord(value as Fields)) as T;
};

type Fields = Readonly<Record<string, unknown>>;

const canonicalList = (list: readonly unknown[]): readonly unknown[] => {
  let changed: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = canonical(list[at]);
    if (item === list[at]) continue;
    changed ??= [...list];
    changed[at] = item;
  }
  return changed ?? list;
};

const canonicalRecord = (fields: Fields): Fields => {
  let changed: Record<string, unknown> | undefined;
  for (const key in fields) {
    const value = canonicalField(key, fields[key]);
    if (value === fields[key] && value !== undefined) continue;
    changed ??= { ...fields };
    if (value === undefined) delete changed[key];
    else changed[key] = value;
  }
  return changed ?? fields;
};

/** Undefined when the field vanishes. */
const canonicalField = (key: string, value: unknown): unknown => {
  switch (typeof value) {
    case 'string':
      if (value === '') return TEXT_STAYS.has(key) ? value : undefined;
      return key === 'sizeLimit' ? canonicalQuantity(value) : value;
    case 'boolean':
      return !value && FALSE_VANISHES.has(key) ? undefined : value;
    case 'number':
      if (key === 'sizeLimit') return canonicalQuantity(value);
      return value === 0 && ZERO_VANISHES.has(key) ? undefined : value;
    case 'object':
      return value === null ? undefined : canonicalObject(key, value);
    default:
      return value;
  }
};

const canonicalObject = (key: string, value: object): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? undefined : canonicalList(value);
  const map = FREE_MAPS.has(key);
  const quantities = QUANTITIES.has(key);
  if (!map && !quantities) return canonicalRecord(value as Fields);
  if (isEmpty(value)) return undefined;
  return quantities ? canonicalAmounts(value as Fields) : value;
};

const canonicalAmounts = (amounts: Fields): Fields => {
  let changed: Record<string, unknown> | undefined;
  for (const key in amounts) {
    const amount = amounts[key];
    if (typeof amount !== 'string' && typeof amount !== 'number') continue;
    const written = canonicalQuantity(amount);
    if (written === amount) continue;
    changed ??= { ...amounts };
    changed[key] = written;
  }
  return changed ?? amounts;
};

const isEmpty = (value: object): boolean => {
  for (const _key in value) return false;
  return true;
};

/** A value without fields that are null; it is the value itself when there are none. */
export const withoutNulls = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, at) => item === value[at]) ? value : (items as T);
  }
  const fields = Object.entries(value);
  const kept = fields.flatMap(([key, field]) => (field === null ? [] : [[key, withoutNulls(field)] as const]));
  const isSame = kept.length === fields.length && kept.every(([, field], at) => field === fields[at]?.[1]);
  return isSame ? value : (Object.fromEntries(kept) as T);
};
