/**
 * A Pod in which Kafka has not run yet: what keeps it from starting, whether it is still the one that would be made now,
 * and how long it is left alone before it may be replaced. Nothing is lost with such a Pod.
 */
import type { Pod } from '../../kube/types.ts';
import type { KafkaNode } from '../cluster.ts';
import { lostClaims, type Observed } from '../observed.ts';
import type { Reason } from '../reasons.ts';
import { secondsUntil } from './start.ts';

/** Kafka has never run in this Pod, so nothing is lost with it. */
export const neverStarted = (pod: Pod): boolean => {
  if (pod.status?.phase !== undefined && pod.status.phase !== 'Pending') return false;
  const kafka = pod.status?.containerStatuses?.find((container) => container.name === 'kafka');
  return (
    kafka === undefined ||
    (kafka.state?.running === undefined && kafka.state?.terminated === undefined && kafka.lastState?.terminated === undefined)
  );
};

/** Why a Pod that never ran is not the one that would be made now. It knows how to format the disks that it was made for, and no others. */
export const whyOutdated = (observed: Observed, pod: Pod, pendingRestart: readonly string[]): string | undefined => {
  const lost = lostClaims(observed, pod);
  if (lost.length > 0) return `${lost.join(', ')} is gone since it was made`;
  return pendingRestart.length > 0 ? `${pendingRestart.join(', ')} changed since it was made` : undefined;
};

const ON_ITS_WAY_MS = 60_000;

/**
 * Seconds for which a Pod that has not started yet is left alone, counted from its node; undefined when it is stuck. A Pod
 * on its way may run by the time it would be deleted, for what is shown here is a moment old; only one that nothing moves
 * is surely unstarted.
 */
export const secondsOfPatience = (pod: Pod, now: number): number | undefined => {
  const scheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'True');
  const until = Date.parse(scheduled?.lastTransitionTime ?? pod.metadata?.creationTimestamp ?? '') + ON_ITS_WAY_MS;
  return isStuck(pod) || Number.isNaN(until) || until <= now ? undefined : secondsUntil(until, now);
};

/** Why a Pod is not ready yet, as status says it. */
export const startingHint = (node: KafkaNode, pod: Pod): { readonly reason: Reason; readonly message: string } => {
  const unscheduled = unscheduledCondition(pod);
  if (unscheduled !== undefined)
    return { reason: 'Unschedulable', message: `broker ${node.id}: ${unscheduled.message ?? 'no node takes the Pod'}` };
  const waiting = waitingContainer(pod);
  const why =
    waiting === undefined
      ? 'is not ready yet'
      : `container ${waiting.name}: ${waiting.state?.waiting?.reason} ${waiting.state?.waiting?.message ?? ''}`.trim();
  return { reason: 'Starting', message: `broker ${node.id} ${why}` };
};

/** No node takes it, or a container waits for what does not come. */
const isStuck = (pod: Pod): boolean => unscheduledCondition(pod) !== undefined || waitingContainer(pod) !== undefined;

const unscheduledCondition = (pod: Pod) =>
  pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');

/** A container that waits for something that the kubelet names as wrong; starting is no such reason. */
const waitingContainer = (pod: Pod) =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    ({ state }) =>
      state?.waiting?.reason !== undefined && state.waiting.reason !== 'PodInitializing' && state.waiting.reason !== 'ContainerCreating',
  );
