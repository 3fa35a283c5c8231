/**
 * The arithmetic of a PodDisruptionBudget (disruption controller of Kubernetes): how many of its Pods may go at once. An
 * integer minAvailable counts the Pods that are there; everything else needs to know how many there should be, which only
 * owners with a scale subresource can tell, and a KafkaCluster has none: then nothing may go at all.
 */
import { wholeSeconds } from '../../../kube/conditions.ts';
import { isReady } from '../../../kube/pod-readiness.ts';
import { matchesSelector } from '../../../kube/selector.ts';
import type { Pod, PodDisruptionBudget } from '../../../kube/types.ts';
import { isTerminal } from '../pods.ts';

type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;

/** Owners whose scale is known. */
const SCALED = new Set(['ReplicaSet', 'StatefulSet', 'Deployment', 'ReplicationController']);

/** Pods of its namespace that a budget is about. */
export const podsOf = (budget: PodDisruptionBudget, pods: readonly Pod[]): readonly Pod[] =>
  pods.filter((pod) => matchesSelector(budget.spec?.selector, pod.metadata?.labels));

/** The status of a budget over the Pods of its namespace. `now`: milliseconds since the epoch. */
export const budgetStatus = (budget: PodDisruptionBudget, pods: readonly Pod[], now: number): BudgetStatus => {
  const meant = podsOf(budget, pods).filter((pod) => !isTerminal(pod));
  const counts = expectationOf(budget, meant);
  const currentHealthy = meant.filter((pod) => isReady(pod) && pod.metadata?.deletionTimestamp === undefined).length;
  if ('problem' in counts) {
    const figures = budget.status ?? { currentHealthy, desiredHealthy: 0, expectedPods: 0, disruptionsAllowed: 0 };
    return finish(budget, { ...figures, disruptionsAllowed: 0 }, { reason: 'SyncFailed', message: counts.problem, now });
  }
  const { expected, desired } = counts;
  const disruptionsAllowed = expected <= 0 ? 0 : Math.max(0, currentHealthy - desired);
  const reason = disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods';
  return finish(
    budget,
    { currentHealthy, desiredHealthy: desired, expectedPods: expected, disruptionsAllowed },
    { reason, message: '', now },
  );
};

type Expectation = { readonly expected: number; readonly desired: number } | { readonly problem: string };

const expectationOf = ({ spec }: PodDisruptionBudget, pods: readonly Pod[]): Expectation => {
  const { minAvailable, maxUnavailable } = spec ?? {};
  if (typeof minAvailable === 'number') return { expected: pods.length, desired: minAvailable };
  const owners = pods.flatMap(({ metadata }) => metadata?.ownerReferences?.find(({ controller }) => controller === true) ?? []);
  const unscaled = owners.find(({ kind }) => !SCALED.has(kind));
  if (unscaled !== undefined)
    return { problem: `${unscaled.kind}.${unscaled.apiVersion} "${unscaled.name}" does not implement the scale subresource` };
  const expected = owners.length;
  const desired =
    maxUnavailable !== undefined ? Math.max(0, expected - amountOf(maxUnavailable, expected)) : amountOf(minAvailable ?? 0, expected);
  return { expected, desired };
};

/** A number, or a share of the total rounded up. */
const amountOf = (value: number | string, total: number): number =>
  typeof value === 'number'
    ? value
    : value.endsWith('%')
      ? Math.ceil((Number.parseInt(value, 10) * total) / 100)
      : Number.parseInt(value, 10);

interface Verdict {
  readonly reason: string;
  readonly message: string;
  readonly now: number;
}

const finish = (budget: PodDisruptionBudget, figures: BudgetStatus, { reason, message, now }: Verdict): BudgetStatus => {
  const status = (figures.disruptionsAllowed ?? 0) > 0 ? 'True' : 'False';
  const before = budget.status?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  const { generation } = budget.metadata ?? {};
  return {
    ...figures,
    conditions: [
      {
        type: 'DisruptionAllowed',
        status,
        reason,
        message,
        lastTransitionTime: before?.status === status ? before.lastTransitionTime : wholeSeconds(now),
        ...(generation !== undefined && { observedGeneration: generation }),
      },
    ],
    ...(generation !== undefined && { observedGeneration: generation }),
  };
};
