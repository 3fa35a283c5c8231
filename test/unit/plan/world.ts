/** The engine of a plan with the hooks of this release, for any order of events. */
import type { KubeObject } from '../../../hooks/kube/types.ts';
import type { PlanEngine } from '../../../hooks/plan/observe.ts';
import { openEngine } from '../../../hooks/plan/open-engine.ts';
import { controllers } from '../../../hooks/registry.ts';

/** `now` in milliseconds since the epoch; another seed is another order. */
export const openWorld = (objects: readonly KubeObject[], now: number, seed: number): Promise<PlanEngine> =>
  openEngine({ controllers, objects, now, seed });
