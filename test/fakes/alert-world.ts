/**
 * The engine's world for alerts, with what was asked of it counted, and with a moment between a look and the patch that follows in which
 * a test may do something.
 */
import { alertWorldOf } from '../../hooks/engine/alert-world.ts';
import type { Store } from '../../hooks/engine/api-server/store.ts';
import type { AlertWorld, ClusterEvent, PatchOperation } from '../../hooks/ports/alert-world.ts';

export interface WatchedWorld extends AlertWorld {
  readonly events: readonly ClusterEvent[];
  /** Those that were taken. */
  readonly patches: readonly (readonly PatchOperation[])[];
  /** How many looks at clusters and claims. */
  looks(): number;
}

interface WatchOptions {
  /** Called before each patch is carried out. */
  readonly beforePatch?: () => void;
}

export const createWatchedWorld = (store: Store, { beforePatch }: WatchOptions = {}): WatchedWorld => {
  const world = alertWorldOf(store);
  const events: ClusterEvent[] = [];
  const patches: (readonly PatchOperation[])[] = [];
  let looks = 0;
  const look = <Value>(value: Value): Value => {
    looks += 1;
    return value;
  };
  return {
    events,
    patches,
    looks: () => looks,
    cluster: (key) => look(world.cluster(key)),
    clusters: () => look(world.clusters()),
    claim: (key) => look(world.claim(key)),
    patch: async (key, operations) => {
      beforePatch?.();
      const patched = await world.patch(key, operations);
      patches.push(operations);
      return patched;
    },
    event: async (event) => {
      events.push(event);
    },
  };
};
