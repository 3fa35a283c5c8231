/**
 * Evictions as the API server judges them (pkg/registry/core/pod/storage/eviction.go): a Pod that runs may go when its
 * budget, as it was counted last, can spare it. Whoever goes is taken off the budget at once, not only when it is gone,
 * and is marked. The deletion is left to the caller, who knows its options.
 */
import { wholeSeconds } from '../../kube/conditions.ts';
import { isReady } from '../../kube/pod-readiness.ts';
import { matchesSelector } from '../../kube/selector.ts';
import type { Pod, PodDisruptionBudget } from '../../kube/types.ts';
import type { Clock } from '../../ports/clock.ts';
import { disrupted } from './pod-conditions.ts';
import type { Store } from './store.ts';

/** Why a Pod has to stay: its budget does not allow it now (429), or two budgets never will (500). */
export interface EvictionRefusal {
  readonly status: 429 | 500;
  readonly message: string;
  /** When it makes sense to ask again; 0 when nobody knows. */
  readonly retrySeconds: number;
}

/** A Pod may go. `charged`: its budget with the Pod taken off, where the Pod counts. */
interface EvictionGrant {
  readonly charged?: PodDisruptionBudget;
}

const RETRY_SECONDS = 10;
const WHY = { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };

/** Takes a Pod off its budget and marks it as evicted, so that it can be deleted; or changes nothing and says why not. */
export const grantEviction = (
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  pod: Pod,
): EvictionRefusal | undefined => {
  const type = store.typeOf('policy/v1', 'PodDisruptionBudget');
  const verdict = judgeEviction(pod, store.list(type, pod.metadata?.namespace) as readonly PodDisruptionBudget[], clock.now());
  if ('status' in verdict) return verdict;
  if (verdict.charged !== undefined) store.updateStatus(type, verdict.charged);
  const marked: Pod = { ...pod, status: disrupted(pod, WHY, clock.now()) };
  store.updateStatus(store.typeOf('v1', 'Pod'), marked);
  return undefined;
};

/** What the budgets of its namespace say to the eviction of a Pod. `now`: milliseconds since the epoch. */
export const judgeEviction = (pod: Pod, budgets: readonly PodDisruptionBudget[], now: number): EvictionGrant | EvictionRefusal => {
  if (!isCounted(pod)) return {};
  const [budget, second] = budgets.filter(({ spec }) => matchesSelector(spec?.selector, pod.metadata?.labels));
  if (second !== undefined) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    return { status: 500, message, retrySeconds: 0 };
  }
  if (budget === undefined || mayGoUnready(pod, budget)) return {};
  const { metadata, status } = budget;
  if (status === undefined || (status.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    const message = `The disruption budget ${metadata?.name} is still being processed by the server.`;
    return { status: 429, message, retrySeconds: RETRY_SECONDS };
  }
  const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0, disruptedPods } = status;
  if (disruptionsAllowed <= 0) {
    const message = `The disruption budget ${metadata?.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    return { status: 429, message, retrySeconds: 0 };
  }
  const leaving = { ...disruptedPods, [pod.metadata?.name ?? '']: wholeSeconds(now) };
  return { charged: { ...budget, status: { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: leaving } } };
};

/** A Pod that is over, leaving or not begun counts for no budget. */
const isCounted = ({ metadata, status }: Pod): boolean =>
  metadata?.deletionTimestamp === undefined && !['Succeeded', 'Failed', 'Pending'].includes(status?.phase ?? '');

/** A Pod that is not ready is no loss, when the policy says so or the others are enough. */
const mayGoUnready = (pod: Pod, { spec, status }: PodDisruptionBudget): boolean => {
  if (isReady(pod)) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { desiredHealthy = 0, currentHealthy = 0 } = status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
};
