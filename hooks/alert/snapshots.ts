/**
 * Clusters and claims as they were a moment ago. A firing alert comes again and again, and most deliveries change nothing: they are
 * answered from here. A decision to change something is safe on an old look, too, because its patch names the resource version.
 */
import type { KubeObject, PersistentVolumeClaim } from '../kube/types.ts';
import type { AlertWorld } from '../ports/alert-world.ts';
import type { ObjectKey } from '../ports/api-server.ts';

export interface Snapshots {
  cluster(key: ObjectKey): Promise<KubeObject | undefined>;
  clusters(): Promise<readonly KubeObject[]>;
  claim(key: ObjectKey): Promise<PersistentVolumeClaim | undefined>;
  /** Forgets a cluster, because a newer one is known to exist; with it, keeps that one. */
  renew(key: ObjectKey, newest?: KubeObject): void;
}

/** A look is good for so long. */
const FRESH_MS = 1000;
const MOST_KEPT = 1000;

export const createSnapshots = (world: AlertWorld, now: () => number): Snapshots => {
  const clusters = kept(now, world.cluster);
  const claims = kept(now, world.claim);
  const all = kept(now, () => world.clusters());
  return {
    cluster: (key) => clusters.get(key),
    clusters: () => all.get({ name: '' }),
    claim: (key) => claims.get(key),
    renew: (key, newest) => clusters.renew(key, newest),
  };
};

interface Look<Value> {
  readonly at: number;
  readonly value: Promise<Value>;
}

const kept = <Value>(now: () => number, look: (key: ObjectKey) => Promise<Value>) => {
  const looks = new Map<string, Look<Value>>();
  const keep = (text: string, value: Promise<Value>): Promise<Value> => {
    if (looks.size >= MOST_KEPT) looks.clear();
    looks.set(text, { at: now(), value });
    return value;
  };
  return {
    get: (key: ObjectKey): Promise<Value> => {
      const text = textOf(key);
      const last = looks.get(text);
      if (last !== undefined && now() - last.at < FRESH_MS) return last.value;
      const value = keep(text, look(key));
      // A look that failed is no look.
      value.catch(() => looks.delete(text));
      return value;
    },
    renew: (key: ObjectKey, newest?: Value): void => {
      looks.delete(textOf(key));
      if (newest !== undefined) void keep(textOf(key), Promise.resolve(newest));
    },
  };
};

const textOf = ({ namespace = '', name }: ObjectKey): string => `${namespace}/${name}`;
