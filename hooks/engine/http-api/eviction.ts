/**
 * The eviction subresource of Pods, which `kubectl drain` posts to: a deletion that a PodDisruptionBudget may refuse.
 */

import { wholeSeconds } from '../../kube/conditions.ts';
import { isRecord } from '../../kube/is-record.ts';
import { matchesSelector } from '../../kube/selector.ts';
import type { Pod, PodDisruptionBudget } from '../../kube/types.ts';
import { ApiError } from '../../ports/api-server.ts';
import type { Call, Reply } from './call.ts';
import { existing } from './read.ts';
import { evictionStatus, type StatusObject, successStatus } from './status-object.ts';
import { removeObject } from './write.ts';

const RETRY_SECONDS = 10;

/** POST of an Eviction: 201 when the Pod goes, 429 when its budget does not allow it now. */
export const evict = (call: Call, name: string): Reply => {
  // The path says that this is a Pod.
  const pod = existing(call, name) as Pod;
  const refused = isCounted(pod) ? takeFromBudget(call, pod) : undefined;
  if (refused !== undefined) return { status: refused.code, body: refused };
  const options = isRecord(call.body) ? call.body['deleteOptions'] : undefined;
  removeObject({ ...call, body: options }, pod);
  return { status: 201, body: successStatus({}, 201) };
};

/** A Pod that is over, leaving or not begun counts for no budget. */
const isCounted = ({ metadata, status }: Pod): boolean =>
  metadata?.deletionTimestamp === undefined && !['Succeeded', 'Failed', 'Pending'].includes(status?.phase ?? '');

const takeFromBudget = ({ store, clock }: Call, pod: Pod): StatusObject | undefined => {
  const type = store.typeOf('policy/v1', 'PodDisruptionBudget');
  const budgets = (store.list(type, pod.metadata?.namespace) as readonly PodDisruptionBudget[]).filter(({ spec }) =>
    matchesSelector(spec?.selector, pod.metadata?.labels),
  );
  if (budgets.length > 1) {
    throw new ApiError(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (budget === undefined || mayGoUnready(pod, budget)) return undefined;
  const refused = refusal(budget);
  if (refused !== undefined) return refused;
  const name = pod.metadata?.name ?? '';
  const evictedAt = wholeSeconds(clock.now());
  const { disruptionsAllowed = 0, disruptedPods = {}, ...status } = budget.status ?? emptyStatus;
  const taken = { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: { ...disruptedPods, [name]: evictedAt } };
  store.updateStatus(type, { ...budget, status: taken } as PodDisruptionBudget);
  return undefined;
};

const emptyStatus: NonNullable<PodDisruptionBudget['status']> = {
  currentHealthy: 0,
  desiredHealthy: 0,
  disruptionsAllowed: 0,
  expectedPods: 0,
};

/** A Pod that is not ready is no loss, when the policy says so or the others are enough. */
const mayGoUnready = (pod: Pod, { spec, status = emptyStatus }: PodDisruptionBudget): boolean => {
  if (pod.status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { desiredHealthy = 0, currentHealthy = 0 } = status;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
};

const refusal = ({ metadata, status = emptyStatus }: PodDisruptionBudget): StatusObject | undefined => {
  const name = metadata?.name ?? '';
  if ((status.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return evictionStatus(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS);
  }
  const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = status;
  if (disruptionsAllowed > 0) return undefined;
  return evictionStatus(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`, 0);
};
