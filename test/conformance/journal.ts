/**
 * What happened to the objects of a namespace, in the order of the API server: resource versions are one sequence for all
 * kinds, so changes that came through different watches still find their order. One watch a kind serves all scripts.
 */
import type { KubeObject } from '../../hooks/kube/types.ts';
import type { ResourceType, WatchEvent } from '../../hooks/ports/api-server.ts';
import type { Thing, UserApi } from './backend.ts';

export interface Entry {
  readonly type: WatchEvent['type'];
  readonly object: Thing;
  /** The object as it was before; undefined for a new one. */
  readonly before: Thing | undefined;
  readonly version: number;
}

/** What a script sees of its namespaces. */
export interface Journal {
  readonly entries: readonly Entry[];
  /** What is there now, by `Kind/name`. */
  readonly objects: ReadonlyMap<string, Thing>;
}

/** Follows kinds for many scripts at once. */
export interface Journals {
  /** `places`: namespaces; or, of a kind that has none, its API version. */
  follow(places: readonly string[], types: readonly ResourceType[]): Promise<Journal>;
  close(): void;
}

interface Open {
  readonly entries: Entry[];
  readonly objects: Map<string, Thing>;
  readonly kinds: ReadonlySet<string>;
}

export const createJournals = (api: UserApi): Journals => {
  const open = new Map<string, Open>();
  const watches = new Map<string, Promise<() => void>>();
  const changed = ({ type, object }: WatchEvent): void => {
    const journal = open.get(object.metadata?.namespace ?? object.apiVersion ?? '');
    if (journal === undefined || !journal.kinds.has(object.kind ?? '')) return;
    const key = keyOf(object);
    const entry: Entry = {
      type,
      object: object as Thing,
      before: journal.objects.get(key),
      version: Number(object.metadata?.resourceVersion),
    };
    if (type === 'DELETED') journal.objects.delete(key);
    else journal.objects.set(key, entry.object);
    journal.entries.push(entry);
  };
  return {
    follow: async (places, types) => {
      const journal: Open = { entries: [], objects: new Map(), kinds: new Set(types.map(({ kind }) => kind)) };
      for (const place of places) open.set(place, journal);
      for (const type of types) {
        const id = `${type.apiVersion}/${type.kind}`;
        // A namespace is followed from its birth, so what was listed before belongs to others.
        const watch = watches.get(id) ?? api.watch(type, { listed: () => undefined, changed });
        watches.set(id, watch);
        await watch;
      }
      return journal;
    },
    close: () => {
      for (const watch of watches.values()) void watch.then((end) => end());
    },
  };
};

export const keyOf = (object: KubeObject): string => `${object.kind}/${object.metadata?.name}`;
