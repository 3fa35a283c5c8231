/**
 * A copy of a cluster in memory on which alerts may do what they would do: every rule of the API server holds for it, a
 * second alert sees what the first has changed, and nothing else in the world does.
 */
import { definitions } from '../../api/definitions.ts';
import { alertWorldOf } from '../../engine/alert-world.ts';
import { createStore } from '../../engine/api-server/memory-store.ts';
import { createRandom } from '../../engine/clock/random.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { AlertWorld, PatchOperation } from '../../ports/alert-world.ts';

/** A patch that was taken. */
export interface DryChange {
  readonly before: KubeObject;
  readonly after: KubeObject;
  readonly operations: readonly PatchOperation[];
}

export interface DryWorld extends AlertWorld {
  /** What was changed since the last call of this. */
  newChanges(): readonly DryChange[];
}

/** A world of KafkaClusters and claims; whatever else is among the objects is left out. `now` in milliseconds since the epoch. */
export const createDryWorld = (objects: readonly KubeObject[], now: () => number): DryWorld => {
  const known = objects.filter(({ kind }) => kind === 'KafkaCluster' || kind === 'PersistentVolumeClaim');
  // A clock that never rings: nothing runs in this world.
  const clock = { now, after: () => () => undefined };
  const world = alertWorldOf(createStore({ clock, random: createRandom(1), definitions, objects: known }));
  let changes: readonly DryChange[] = [];
  return {
    ...world,
    patch: async (key, operations) => {
      const before = await world.cluster(key);
      const after = await world.patch(key, operations);
      if (before !== undefined) changes = [...changes, { before, after, operations }];
      return after;
    },
    newChanges: () => {
      const since = changes;
      changes = [];
      return since;
    },
  };
};
