/**
 * What stands twice where it may stand once: the question that ids, names, ports and mount paths have in common.
 */

/** Values that occur more than once, in order of their second occurrence. */
export const repeated = <T>(items: readonly T[]): readonly T[] => {
  const seen = new Set<T>();
  const again = new Set<T>();
  for (const item of items) {
    if (seen.has(item)) again.add(item);
    seen.add(item);
  }
  return [...again];
};
