/**
 * Remembers what was asked for last and what came of it. Most syncs ask again for what is there: then neither the text
 * of the annotation is written nor the merge done again. Nothing depends on it but the time that a sync takes.
 */
import { deepEqual } from '../../kube/equal.ts';
import type { KubeObject } from '../../kube/types.ts';
import { applyUpdate } from './apply-update.ts';
import { type Applied, applied, withoutLastApplied } from './last-applied.ts';

export interface AppliedMemory {
  /** A new desired object with the text of its annotation. The key names the child. */
  applied(key: string, desired: KubeObject): Applied;
  /** The object to write; `observed` itself when it is as desired. Throws as applyUpdate does. */
  update(key: string, observed: KubeObject, desired: KubeObject): KubeObject;
  forget(key: string): void;
}

/** A memory of nothing. */
export const createAppliedMemory = (): AppliedMemory => {
  const asked = new Map<string, Applied>();
  const results = new WeakMap<KubeObject, { readonly desired: KubeObject; readonly applied: Applied; readonly result: KubeObject }>();
  /** By the object itself, also by those that were found equal: one comparison for each. */
  const known = new WeakMap<KubeObject, Applied>();
  const remember: AppliedMemory['applied'] = (key, desired) => {
    const before = asked.get(key);
    if (before !== undefined && (known.get(desired) === before || deepEqual(before.desired, desired))) {
      known.set(desired, before);
      return before;
    }
    const now = applied(desired);
    asked.set(key, now);
    known.set(desired, now);
    return now;
  };
  return {
    applied: remember,
    update: (key, observed, desired) => {
      const last = results.get(observed);
      // A hook in this process that remembers answers with the very same object.
      if (last?.desired === desired) return last.result;
      const wanted = remember(key, withoutLastApplied(desired));
      const result = last?.applied === wanted ? last.result : applyUpdate(observed, wanted);
      results.set(observed, { desired, applied: wanted, result });
      return result;
    },
    forget: (key) => asked.delete(key),
  };
};
