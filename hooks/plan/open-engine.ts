/**
 * The engine as a plan uses it: the hooks in process, a saved state or an empty world, and containers that are simply
 * ready after a while. Kafka's model is left out: it would need to know what is on the disks, which no saved state tells.
 */
import { controllerResources } from '../api/controllers.ts';
import { definitions } from '../api/definitions.ts';
import { createEngine } from '../engine/engine.ts';
import { callInProcess } from '../engine/hooks/in-process.ts';
import type { KubeObject } from '../kube/types.ts';
import type { Controller } from '../protocol/controller.ts';
import { createFailureLog } from './failure-log.ts';
import type { PlanEngine } from './observe.ts';

export interface PlanEngineParts {
  readonly controllers: readonly Controller[];
  /** What is there. */
  readonly objects: readonly KubeObject[];
  /** Milliseconds since the epoch: where the clock starts. */
  readonly now: number;
  /** Another seed is another order of what happens at one time, and other delays. */
  readonly seed?: number;
}

/** Milliseconds that a call takes when there are a hundred Pods, about: what happens meanwhile is seen by one next call. */
const PICKUP_MS = 250;

/** An engine with everything in it and nothing done yet. */
export const openEngine = async ({ controllers, objects, now, seed = 1 }: PlanEngineParts): Promise<PlanEngine> => {
  const failures = createFailureLog();
  const engine = await createEngine({
    seed,
    startAt: now,
    definitions,
    controllers: controllerResources,
    hooks: (clock) => callInProcess({ controllers, now: clock.now }),
    objects,
    // What is not among the objects is not there: an empty world has its own.
    nodes: 0,
    programs: () => undefined,
    onSync: failures.heard,
    settings: { pickupMs: PICKUP_MS },
  });
  return { store: engine.store, now: engine.clock.now, settle: () => engine.settle(), failing: failures.now };
};
