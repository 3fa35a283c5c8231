/**
 * Two Kubernetes objects, compared by paths that people read: items of a list by their name, options in a text by their
 * key, long texts by their length. Values that must not be shown are masked here, so nobody else can forget it.
 */
import { isRecord } from '../kube/is-record.ts';
import { HIDDEN, isHiddenField, isHiddenVariable, redacted } from './hidden.ts';
import { diffOptions } from './option-diff.ts';
import type { FieldChange } from './plan.ts';

export interface DiffRules {
  /** Whether everything below a path is left out. */
  readonly ignores?: (path: string) => boolean;
  /** Whether values at a path are never shown. */
  readonly hides?: (path: string) => boolean;
}

/** Every leaf that differs, in the order of the older object, new ones after. Paths start at `at`. */
export const diffValues = (before: unknown, after: unknown, rules: DiffRules = {}): readonly FieldChange[] =>
  diff('', [before, after], rules);

type Pair = readonly [before: unknown, after: unknown];

const diff = (path: string, [before, after]: Pair, rules: DiffRules): readonly FieldChange[] => {
  if (before === after || rules.ignores?.(path) === true) return [];
  if (isRecord(before) && isRecord(after)) {
    const hidden = isHiddenEntry(before, after) ? { ...rules, hides: () => true } : rules;
    return keysOf(before, after).flatMap((key) => diff(join(path, key), [before[key], after[key]], hidden));
  }
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(path, [before, after], rules);
  if (isOptionText(path) && isText(before ?? '') && isText(after ?? '')) {
    return diffOptions(String(before ?? ''), String(after ?? '')).map((change) => ({ ...change, key: `${path}: ${change.key}` }));
  }
  const [from, to] = [show(path, before, rules), show(path, after, rules)];
  if (from === to && JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ key: path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
};

/** An environment variable whose name sounds like a secret. */
const isHiddenEntry = (...sides: readonly Readonly<Record<string, unknown>>[]): boolean =>
  sides.some(({ name, value }) => typeof name === 'string' && value !== undefined && isHiddenVariable(name));

const keysOf = (...sides: readonly Readonly<Record<string, unknown>>[]): readonly string[] => [...new Set(sides.flatMap(Object.keys))];

const join = (path: string, key: string): string => {
  const plain = /^[\w-]+$/.test(key);
  return path === '' ? key : plain ? `${path}.${key}` : `${path}[${key}]`;
};

/** Fields by which people know an item, the surest first. */
const NAMES = ['name', 'id', 'mountPath', 'type', 'key', 'containerPort', 'port', 'ip'];

const diffLists = (
  path: string,
  [before, after]: readonly [readonly unknown[], readonly unknown[]],
  rules: DiffRules,
): readonly FieldChange[] => {
  if (![...before, ...after].some((item) => isRecord(item) || Array.isArray(item))) {
    const [from, to] = [show(path, before, rules), show(path, after, rules)];
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [{ key: path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  }
  const field = NAMES.find((name) => isUnique(before, name) && isUnique(after, name));
  const label = (item: unknown, index: number): string => String(field !== undefined && isRecord(item) ? item[field] : index);
  const from = new Map(before.map((item, index) => [label(item, index), item]));
  const to = new Map(after.map((item, index) => [label(item, index), item]));
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((key) => diff(`${path}[${key}]`, [from.get(key), to.get(key)], rules));
};

const isUnique = (items: readonly unknown[], field: string): boolean =>
  items.every((item) => isRecord(item) && ['string', 'number'].includes(typeof item[field])) &&
  new Set(items.map((item) => (isRecord(item) ? String(item[field]) : ''))).size === items.length;

const isText = (value: unknown): boolean => typeof value === 'string';

/** Texts that hold options line by line. */
const isOptionText = (path: string): boolean =>
  /(^|[.[])(readOnlyConfig|config|clusterWideConfig|broker-config|[\w.-]+\.properties\]?)$/.test(path);

const MOST_SHOWN = 120;

/** A value as people read it in one line; undefined when there is none. */
const show = (path: string, value: unknown, rules: DiffRules): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (rules.hides?.(path) === true || isHiddenField(path.split('.').at(-1) ?? '')) return HIDDEN;
  if (typeof value === 'string' && value.includes('\n')) return `(${value.trimEnd().split('\n').length} lines)`;
  if (Array.isArray(value) && !value.some((item) => typeof item === 'object' && item !== null)) return listed(value);
  const text = typeof value === 'object' ? JSON.stringify(masked(value, rules)) : redacted(String(value));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
};

/** Settings of which each has a default: what is not set is not named. */
const listed = (values: readonly unknown[]): string => {
  const set = values.filter((item) => item !== undefined && item !== null && item !== '');
  return values.length > 0 && set.length === 0 ? 'default' : set.map((item) => redacted(String(item))).join(', ');
};

/** A whole part that came or went, with what must not be shown masked at any depth. */
const masked = (value: unknown, rules: DiffRules): unknown => {
  if (Array.isArray(value)) return value.map((item) => masked(item, rules));
  if (typeof value === 'string') return value.includes('\n') ? '…' : redacted(value);
  if (!isRecord(value)) return value;
  const entry = isHiddenEntry(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item !== 'object' && (isHiddenField(key) || (entry && key === 'value')) ? HIDDEN : masked(item, rules),
    ]),
  );
};
