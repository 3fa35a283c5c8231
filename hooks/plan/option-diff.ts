/**
 * Two texts of options, compared key by key: the form in which people think about a broker's configuration. They are
 * read as a broker reads them, so what only looks different is no difference.
 */
import { parseProperties } from '../kafka/properties.ts';
import { HIDDEN, isHiddenOption } from './hidden.ts';
import type { FieldChange } from './plan.ts';

/** What differs, by key in alphabetical order. Order, comments and blanks of the texts do not count. */
export const diffOptions = (before: string, after: string): readonly FieldChange[] => {
  if (before === after) return [];
  const [from, to] = [parseProperties(before).entries, parseProperties(after).entries];
  return [...new Set([...from.keys(), ...to.keys()])]
    .sort()
    .filter((key) => from.get(key) !== to.get(key))
    .map((key) => ({ key, ...shown('from', key, from.get(key)), ...shown('to', key, to.get(key)) }));
};

const shown = (side: 'from' | 'to', key: string, value: string | undefined): Partial<FieldChange> =>
  value === undefined ? {} : { [side]: isHiddenOption(key) ? HIDDEN : value };
