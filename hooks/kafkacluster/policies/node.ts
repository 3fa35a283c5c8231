/**
 * What is to be done with one node's Pod, and what status says of it. A Pod that runs is never touched here: only one
 * that has ended, or that never ran and is out of date, is replaced, and only under a grant (name, UID, reason) that an
 * earlier call wrote into status. A grant for another UID is void.
 */
import type { BrokerState } from '../../api/kafka-cluster.ts';
import { isReady } from '../../kube/pod-readiness.ts';
import type { Pod } from '../../kube/types.ts';
import type { KafkaNode } from '../cluster.ts';
import { movedListeners } from '../external/advertised.ts';
import { changedParts } from '../inputs.ts';
import { ANNOTATION } from '../names.ts';
import { observedNode } from '../observed.ts';
import type { Reason } from '../reasons.ts';
import { failureOf, recordFailure } from './failure.ts';
import { mayStart, type StartInput, secondsUntil } from './start.ts';
import { neverStarted, secondsOfPatience, startingHint, whyOutdated } from './unstarted.ts';

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
  const pendingRestart = restartReasons(input, pod);
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

/** Parts of the inputs that the Pod does not have; the address of a Kubernetes node is none of them, and is compared by itself. */
const restartReasons = ({ inputs, state, ways }: NodeInput, pod: Pod): readonly string[] => {
  const changed = changedParts(pod.metadata?.annotations?.[ANNOTATION.inputs] ?? '', inputs);
  const moved = movedListeners(state?.advertised, pod, ways).length > 0;
  return moved && !changed.includes('configuration') ? [...changed, 'configuration'].sort() : changed;
};

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

const terminatingMessage = (node: KafkaNode, pod: Pod): string =>
  `Pod ${pod.metadata?.name} of broker ${node.id} is being deleted on ${pod.spec?.nodeName ?? 'no node'}; a lost node keeps it until it is back`;
