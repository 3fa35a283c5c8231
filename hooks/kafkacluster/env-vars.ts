/**
 * Koperator's arithmetic of environment variables: lists are applied one after another, `NAME+` appends to what is
 * there, `+NAME` prepends, a plain name replaces. `valueFrom` always replaces. The result is sorted by name.
 */
import type { EnvVar } from '../kube/types.ts';

/** Applies the lists in order (defaults, cluster, group, broker). Names are trimmed; concatenation has no separator. */
export const mergeEnvVars = (...lists: readonly (readonly EnvVar[] | undefined)[]): readonly EnvVar[] => {
  const merged = new Map<string, EnvVar>();
  for (const variable of lists.flatMap((list) => list ?? [])) {
    const { name, prepend, append } = readName(variable.name);
    if (name === '') continue;
    const before = merged.get(name)?.value ?? '';
    const value = variable.value ?? '';
    merged.set(name, withValue(name, variable, prepend ? value + before : append ? before + value : value));
  }
  return [...merged.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

const readName = (raw: string): { readonly name: string; readonly prepend: boolean; readonly append: boolean } => {
  const trimmed = raw.trim();
  if (trimmed.startsWith('+')) return { name: trimmed.slice(1).trim(), prepend: true, append: false };
  if (trimmed.endsWith('+')) return { name: trimmed.slice(0, -1).trim(), prepend: false, append: true };
  return { name: trimmed, prepend: false, append: false };
};

const withValue = (name: string, variable: EnvVar, value: string): EnvVar => {
  if (variable.valueFrom !== undefined) return { name, valueFrom: variable.valueFrom };
  // The API server drops an empty value: written out it would differ from what is observed for ever.
  return value === '' ? { name } : { name, value };
};
