/**
 * The eviction of a Pod, as the API's eviction subresource decides it: within the budget it is deleted with its grace
 * period, beyond it nothing happens. A Pod that two budgets match cannot be evicted.
 */

import { isReady } from '../../../kube/pod-readiness.ts';
import type { Pod } from '../../../kube/types.ts';
import { disrupted, isTerminal } from '../pods.ts';
import { keyOf } from '../table.ts';
import type { World } from '../world.ts';
import { podsOf } from './budget-status.ts';

/** What came of it; `refused` says which budget stands against it (429), `broken` that two do (500). */
export type Eviction = { readonly is: 'evicted' } | { readonly is: 'refused' | 'broken'; readonly message: string };

const WHY = { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };

/** Evicts a Pod if its budget allows it, and takes it off the budget at once. */
export const evict = (world: World, pod: Pod): Eviction => {
  const budgets = world.budgets.list(pod.metadata?.namespace).filter((budget) => podsOf(budget, [pod]).length > 0);
  if (isTerminal(pod) || pod.status?.phase === 'Pending' || pod.metadata?.deletionTimestamp !== undefined) return remove(world, pod);
  const [budget, second] = budgets;
  if (second !== undefined)
    return {
      is: 'broken',
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    };
  if (budget?.status === undefined) return budget === undefined ? remove(world, pod) : refused(`${budget.metadata?.name}`, 0, 0);
  const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0 } = budget.status;
  // IfHealthyBudget: one that is not ready anyhow may go while enough others are.
  if (!isReady(pod) && currentHealthy >= desiredHealthy && desiredHealthy > 0) return remove(world, pod);
  if (disruptionsAllowed <= 0) return refused(`${budget.metadata?.name}`, desiredHealthy, currentHealthy);
  world.budgets.updateStatus({ ...budget, status: { ...budget.status, disruptionsAllowed: disruptionsAllowed - 1 } });
  return remove(world, pod);
};

const refused = (name: string, needed: number, healthy: number): Eviction => ({
  is: 'refused',
  message: `Cannot evict pod as it would violate the pod's disruption budget. The disruption budget ${name} needs ${needed} healthy pods and has ${healthy} currently`,
});

const remove = (world: World, pod: Pod): Eviction => {
  const key = keyOf(pod);
  const now = world.pods.same(key, pod.metadata?.uid);
  if (now === undefined || now.metadata?.deletionTimestamp !== undefined) return { is: 'evicted' };
  if (!isTerminal(now)) world.pods.updateStatus({ ...now, status: disrupted(now, WHY, world.clock.now()) });
  world.pods.delete(key);
  return { is: 'evicted' };
};
