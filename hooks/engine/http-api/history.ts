/**
 * The newest changes of all types, so that a watch can begin at the resourceVersion of a list made before.
 * The changes share their objects with the store, so keeping some thousands costs little.
 */
import type { Change, Store } from '../api-server/store.ts';

export interface History {
  /** The resourceVersion of this moment, for lists. */
  version(): string;
  /** What came after a version, oldest first; undefined when that is no longer known. */
  since(version: number): readonly Change[] | undefined;
  /** Called for each change from now on; the answer ends it. */
  follow(listener: (change: Change) => void): () => void;
  /** Lets go of the store. */
  close(): void;
}

const MOST = 10_000;

/** Remembers from now on. */
export const createHistory = (store: Store): History => {
  let newest = store.snapshot().reduce((most, object) => Math.max(most, Number(object.metadata?.resourceVersion ?? 0)), 0);
  /** Everything after this version is known. */
  let known = newest;
  let changes: { readonly version: number; readonly change: Change }[] = [];
  const listeners = new Set<(change: Change) => void>();

  const stop = store.subscribe((change) => {
    newest = Math.max(newest, Number(change.object.metadata?.resourceVersion ?? 0));
    changes.push({ version: newest, change });
    if (changes.length > 2 * MOST) {
      known = changes[MOST - 1]?.version ?? known;
      changes = changes.slice(MOST);
    }
    for (const listener of listeners) listener(change);
  });
  return {
    version: () => String(newest),
    since: (version) => {
      if (version < known) return undefined;
      const at = changes.findIndex((entry) => entry.version > version);
      return at < 0 ? [] : changes.slice(at).map(({ change }) => change);
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stop,
  };
};
