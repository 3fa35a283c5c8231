/**
 * Conditions of Pods as the control plane writes them. The time of a transition changes only with the status, so that a
 * write which says nothing new is none.
 */
import { wholeSeconds } from '../../kube/conditions.ts';
import type { Pod } from '../../kube/types.ts';

type PodStatus = NonNullable<Pod['status']>;
type PodCondition = NonNullable<PodStatus['conditions']>[number];

/** A condition with the time of its last transition: the observed one where the status is the same. */
export const stamped = (
  condition: Omit<PodCondition, 'lastTransitionTime' | 'lastProbeTime'>,
  observed: readonly PodCondition[] | undefined,
  now: number,
): PodCondition => {
  const before = observed?.find(({ type }) => type === condition.type);
  const since = before?.status === condition.status ? before.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: since ?? wholeSeconds(now) };
};

/** A status with one condition set, in its old place or at the end. */
export const withCondition = (
  status: PodStatus | undefined,
  condition: Omit<PodCondition, 'lastTransitionTime' | 'lastProbeTime'>,
  now: number,
): PodStatus => {
  const conditions = status?.conditions ?? [];
  const next = stamped(condition, conditions, now);
  const known = conditions.some(({ type }) => type === next.type);
  return { ...status, conditions: known ? conditions.map((old) => (old.type === next.type ? next : old)) : [...conditions, next] };
};

/** Why somebody else than its owner ends a Pod: condition DisruptionTarget (KEP-3329). */
export const disrupted = (pod: Pod, why: { readonly reason: string; readonly message: string }, now: number): PodStatus =>
  withCondition(pod.status, { type: 'DisruptionTarget', status: 'True', ...why }, now);
