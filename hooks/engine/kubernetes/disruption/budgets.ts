/** Keeps the status of PodDisruptionBudgets true while Pods come, go and change their readiness. */
import { deepEqual } from '../../../kube/equal.ts';
import { isReady } from '../../../kube/pod-readiness.ts';
import type { Pod, PodDisruptionBudget } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import { isTerminal } from '../pods.ts';
import type { World } from '../world.ts';
import { budgetStatus } from './budget-status.ts';

/** Starts the controller. */
export const startBudgets = (world: World): void => {
  const waiting = new Set<string>();
  const recount = (namespace: string): void => {
    if (waiting.has(namespace)) return;
    waiting.add(namespace);
    world.after('disruption', () => {
      waiting.delete(namespace);
      const budgets = world.budgets.list(namespace);
      if (budgets.length === 0) return;
      const pods = world.pods.list(namespace);
      for (const budget of budgets) write(world, budget, pods);
    });
  };
  world.store.subscribe(({ resource, object, before, type }) => {
    const isNews =
      resource.kind === 'PodDisruptionBudget'
        ? type !== 'DELETED'
        : resource.kind === 'Pod' && (type !== 'MODIFIED' || countsOtherwise(object, before));
    if (isNews) recount(object.metadata?.namespace ?? '');
  });
  for (const budget of world.budgets.list()) recount(budget.metadata?.namespace ?? '');
};

const countsOtherwise = (pod: Pod, before: Pod | undefined): boolean =>
  before === undefined ||
  isReady(pod) !== isReady(before) ||
  isTerminal(pod) !== isTerminal(before) ||
  pod.metadata?.deletionTimestamp !== before.metadata?.deletionTimestamp ||
  pod.metadata?.labels !== before.metadata?.labels;

const write = (world: World, budget: PodDisruptionBudget, pods: readonly Pod[]): void => {
  const now = world.budgets.same(keyOf(budget), budget.metadata?.uid);
  if (now === undefined) return;
  const status = budgetStatus(now, pods, world.clock.now());
  if (!deepEqual(now.status, status)) world.budgets.updateStatus({ ...now, status });
};
