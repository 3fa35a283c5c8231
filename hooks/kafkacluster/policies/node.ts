/**
 * What is to be done with one node's Pod, and what status says of it. A Pod that runs is never touched here: only one
 * that has ended, or that never ran and is out of date, is replaced, and only under a grant (name, UID, reason) that an
 * earlier call wrote into status. A grant for another UID is void.
 */
import type { BrokerState } from '../../api/kafka-cluster.ts';
import { isReady } from '../../kube/pod-readiness.ts';
import type { Pod } from '../../kube/types.ts';
import type { KafkaNode } from '../cluster.ts';
import { changedParts } from '../inputs.ts';
import { ANNOTATION } from '../names.ts';
import { lostClaims, type Observed, observedNode } from '../observed.ts';
import type { Reason } from '../reasons.ts';
import { failureOf, recordFailure } from './failure.ts';
import { mayStart, type StartInput, secondsUntil } from './start.ts';

export interface NodeInput extends StartInput {
  /** The annotation that a Pod made now would carry. */
  readonly inputs: string;
}

type Restarts = NonNullable<BrokerState['restarts']>;
type Grant = NonNullable<BrokerState['grant']>;

export interface NodeDecision {
  /** Whether the Pod is in the answer: a Pod that is left out is deleted, one that is in it is kept or made. */
  readonly pod: 'present' | 'absent';
  readonly ready: boolean;
  readonly phase: 'Running' | 'Starting' | 'Creating' | 'Waiting' | 'Failed' | 'Terminating';
  readonly reason: Reason;
  readonly message: string;
  readonly restarts?: Restarts;
  readonly grant?: Grant;
  /** Parts of the inputs that the running Pod does not have yet. */
  readonly pendingRestart: readonly string[];
  /** Ask again after so many seconds. */
  readonly seconds?: number;
}

/** The decision for one node. Total: any observed Pod gets exactly one answer. */
export const decideNode = (input: NodeInput): NodeDecision => {
  const { node, observed, state } = input;
  const pod = observedNode(observed, node.id).pod;
  if (pod === undefined) return withoutPod(input);
  const history = state?.restarts === undefined ? {} : { restarts: state.restarts };
  const pendingRestart = changedParts(pod.metadata?.annotations?.[ANNOTATION.inputs] ?? '', input.inputs);
  if (pod.metadata?.deletionTimestamp !== undefined) {
    return {
      pod: 'present',
      ready: false,
      phase: 'Terminating',
      reason: 'Terminating',
      message: terminatingMessage(node, pod),
      pendingRestart: [],
      ...history,
    };
  }
  if (failureOf(pod) !== undefined) return withFailedPod(input, pod);
  const outdated = neverStarted(pod) ? whyOutdated(observed, pod, pendingRestart) : undefined;
  const patience = outdated === undefined ? undefined : secondsOfPatience(pod, input.now);
  if (outdated !== undefined && patience === undefined) return replaceUnstarted(input, pod, { outdated, pendingRestart });
  const ready = isReady(pod);
  return {
    pod: 'present',
    ready,
    phase: ready ? 'Running' : 'Starting',
    ...(ready ? { reason: 'Running', message: '' } : startingHint(node, pod)),
    pendingRestart,
    ...history,
    ...(patience !== undefined && { seconds: patience }),
  };
};

const ON_ITS_WAY_MS = 60_000;

/**
 * Seconds for which a Pod that has not started yet is left alone, counted from its node; undefined when it is stuck. A Pod
 * on its way may run by the time it would be deleted, for what is shown here is a moment old; only one that nothing moves
 * is surely unstarted.
 */
const secondsOfPatience = (pod: Pod, now: number): number | undefined => {
  const scheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'True');
  const until = Date.parse(scheduled?.lastTransitionTime ?? pod.metadata?.creationTimestamp ?? '') + ON_ITS_WAY_MS;
  return isStuck(pod) || Number.isNaN(until) || until <= now ? undefined : secondsUntil(until, now);
};

/** No node takes it, or a container waits for what does not come. */
const isStuck = (pod: Pod): boolean => unscheduledCondition(pod) !== undefined || waitingContainer(pod) !== undefined;

const withoutPod = (input: NodeInput): NodeDecision => {
  const { state, node } = input;
  const decision = mayStart(input);
  const history = state?.restarts === undefined ? {} : { restarts: state.restarts };
  if (decision.kind === 'proceed') {
    return {
      pod: 'present',
      ready: false,
      phase: 'Creating',
      reason: 'Creating',
      message: `the Pod of broker ${node.id} is being created`,
      pendingRestart: [],
      ...history,
    };
  }
  const { reason, message } = decision;
  const seconds = decision.kind === 'wait' && decision.seconds !== undefined ? { seconds: decision.seconds } : {};
  return { pod: 'absent', ready: false, phase: 'Waiting', reason, message, pendingRestart: [], ...history, ...seconds };
};

/** First call: record the failure and the grant. Later, when the back-off is over: leave the Pod out, so that it is made anew. */
const withFailedPod = (input: NodeInput, pod: Pod): NodeDecision => {
  const { node, state, now } = input;
  const failure = failureOf(pod);
  const recorded = hasGrant(state, pod, 'PodFailed') ? state?.restarts : undefined;
  const restarts = recorded ?? (failure === undefined ? state?.restarts : recordFailure(failure, state?.restarts));
  const until = Date.parse(restarts?.nextStartAfter ?? '');
  const over = Number.isNaN(until) || until <= now;
  const ended = describeEnd(node, restarts);
  const grant: Grant = { podName: pod.metadata?.name ?? '', uid: pod.metadata?.uid ?? '', reason: 'PodFailed', message: ended };
  const waiting = over ? '' : `; next start at ${restarts?.nextStartAfter}`;
  return {
    pod: recorded !== undefined && over ? 'absent' : 'present',
    ready: false,
    phase: 'Failed',
    reason: over ? 'PodFailed' : 'BackOff',
    message: `${ended}${waiting}`,
    ...(restarts !== undefined && { restarts }),
    grant,
    pendingRestart: [],
    ...(over ? {} : { seconds: secondsUntil(until, now) }),
  };
};

/** Why a Pod that never ran is not the one that would be made now. It knows how to format the disks that it was made for, and no others. */
const whyOutdated = (observed: Observed, pod: Pod, pendingRestart: readonly string[]): string | undefined => {
  const lost = lostClaims(observed, pod);
  if (lost.length > 0) return `${lost.join(', ')} is gone since it was made`;
  return pendingRestart.length > 0 ? `${pendingRestart.join(', ')} changed since it was made` : undefined;
};

interface Outdated {
  readonly outdated: string;
  readonly pendingRestart: readonly string[];
}

const replaceUnstarted = (input: NodeInput, pod: Pod, { outdated, pendingRestart }: Outdated): NodeDecision => {
  const { node, state } = input;
  const message = `the Pod of broker ${node.id} never ran, and ${outdated}`;
  return {
    pod: hasGrant(state, pod, 'PodNeverStarted') ? 'absent' : 'present',
    ready: false,
    phase: 'Starting',
    reason: 'PodNeverStarted',
    message,
    ...(state?.restarts !== undefined && { restarts: state.restarts }),
    grant: { podName: pod.metadata?.name ?? '', uid: pod.metadata?.uid ?? '', reason: 'PodNeverStarted', message },
    pendingRestart,
  };
};

const hasGrant = (state: BrokerState | undefined, pod: Pod, reason: Reason): boolean =>
  state?.grant?.uid !== undefined && state.grant.uid === pod.metadata?.uid && state.grant.reason === reason;

const describeEnd = (node: KafkaNode, restarts: Restarts | undefined): string => {
  const code = restarts?.lastExitCode === undefined ? '' : ` with exit code ${restarts.lastExitCode}`;
  const hint = restarts?.lastMessage === undefined ? '' : `: ${restarts.lastMessage}`;
  return `broker ${node.id} ended${code} (${restarts?.lastReason ?? 'Unknown'})${hint}`;
};

/** Kafka has never run in this Pod, so nothing is lost with it. */
const neverStarted = (pod: Pod): boolean => {
  if (pod.status?.phase !== undefined && pod.status.phase !== 'Pending') return false;
  const kafka = pod.status?.containerStatuses?.find((container) => container.name === 'kafka');
  return (
    kafka === undefined ||
    (kafka.state?.running === undefined && kafka.state?.terminated === undefined && kafka.lastState?.terminated === undefined)
  );
};

const startingHint = (node: KafkaNode, pod: Pod): { readonly reason: Reason; readonly message: string } => {
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

const unscheduledCondition = (pod: Pod) =>
  pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');

/** A container that waits for something that the kubelet names as wrong; starting is no such reason. */
const waitingContainer = (pod: Pod) =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    ({ state }) =>
      state?.waiting?.reason !== undefined && state.waiting.reason !== 'PodInitializing' && state.waiting.reason !== 'ContainerCreating',
  );

const terminatingMessage = (node: KafkaNode, pod: Pod): string =>
  `Pod ${pod.metadata?.name} of broker ${node.id} is being deleted on ${pod.spec?.nodeName ?? 'no node'}; a lost node keeps it until it is back`;
