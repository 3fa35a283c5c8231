/**
 * The status of a Pod as a kubelet of Kubernetes 1.34 writes it, recorded on a real cluster: phase, the conditions in
 * their order with their reasons and messages, and a status for each container.
 */
import { wholeSeconds } from '../../../kube/conditions.ts';
import type { Pod } from '../../../kube/types.ts';
import { stamped } from '../../api-server/pod-conditions.ts';
import type { ContainerState, ContainerStatus, PodCondition, PodStatus } from '../kinds.ts';
import { type ContainerRun, type Ended, isDone, type PodRun } from './pod-run.ts';

type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** A Pod's policy; Always is the default. */
export const restartPolicyOf = (pod: Pod): RestartPolicy => (pod.spec?.restartPolicy ?? 'Always') as RestartPolicy;

/** pod.status.phase (getPhase of the kubelet). */
export const phaseOf = (run: PodRun, policy: RestartPolicy): string => {
  const inits = run.containers.filter(({ init }) => init);
  const mains = run.containers.filter(({ init }) => !init);
  if (policy === 'Never' && inits.some(({ state }) => state.is === 'ended' && state.end.exitCode !== 0)) return 'Failed';
  if (!inits.every(isDone)) return 'Pending';
  if (mains.some(({ state, lastEnd }) => state.is === 'waiting' && lastEnd === undefined)) return 'Pending';
  if (policy === 'Always' || mains.some(({ state }) => state.is !== 'ended')) return 'Running';
  if (mains.every(isDone)) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
};

interface StatusFacts {
  readonly run: PodRun;
  readonly hostIP: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The whole status; what a kubelet does not write (qosClass, conditions of others) stays. */
export const podStatus = (pod: Pod, { run, hostIP, now }: StatusFacts): PodStatus => {
  const phase = phaseOf(run, restartPolicyOf(pod));
  const before = pod.status;
  const inits = run.containers.filter(({ init }) => init);
  const mains = run.containers.filter(({ init }) => !init);
  const generation = pod.metadata?.generation;
  return {
    ...before,
    phase,
    conditions: conditionsOf(run, phase, { before: before?.conditions ?? [], now, generation }),
    ...(inits.length > 0 && {
      initContainerStatuses: inits.map((container) => containerStatus(run, container, before?.initContainerStatuses)),
    }),
    containerStatuses: mains.map((container) => containerStatus(run, container, before?.containerStatuses)),
    ...(hostIP !== undefined && before?.hostIP === undefined && { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(run.ip !== undefined && { podIP: run.ip, podIPs: [{ ip: run.ip }] }),
    ...(generation !== undefined && { observedGeneration: generation }),
    startTime: wholeSeconds(run.startTime),
  };
};

interface ConditionContext {
  readonly before: readonly PodCondition[];
  readonly now: number;
  readonly generation: number | undefined;
}

const OWN = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

const conditionsOf = (run: PodRun, phase: string, { before, now, generation }: ConditionContext): readonly PodCondition[] => {
  const ended = phase === 'Succeeded' || phase === 'Failed';
  const unfinished = run.containers.filter((container) => container.init && !isDone(container)).map(({ name }) => name);
  const unready = run.containers.filter(({ init, ready }) => !init && !ready).map(({ name }) => name);
  const readiness = ended
    ? { status: 'False', reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : unready.length === 0
      ? { status: 'True' }
      : { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  const initialized =
    unfinished.length === 0
      ? { status: 'True', ...(phase === 'Succeeded' && { reason: 'PodCompleted' }) }
      : { status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${unfinished.join(' ')}]` };
  const own = [
    { type: 'PodReadyToStartContainers', status: run.ip !== undefined && !ended ? 'True' : 'False' },
    { type: 'Initialized', ...initialized },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', status: 'True' },
  ];
  const observedGeneration = generation === undefined ? {} : { observedGeneration: generation };
  return [
    ...own.map((condition) => stamped({ ...condition, ...observedGeneration }, before, now)),
    ...before.filter(({ type }) => !OWN.includes(type)),
  ];
};

const containerStatus = (run: PodRun, container: ContainerRun, observed: readonly ContainerStatus[] | undefined): ContainerStatus => {
  const before = observed?.find(({ name }) => name === container.name);
  const wasStarted = container.state.is !== 'waiting' || container.lastEnd !== undefined;
  // What another kubelet started keeps its names as long as it is the same start.
  const same = before?.image === container.image && before.restartCount === container.restarts ? before : undefined;
  return {
    ...before,
    name: container.name,
    image: container.image,
    imageID: container.pulled ? same?.imageID || `engine://${container.image}` : '',
    ...(wasStarted && { containerID: same?.containerID ?? `engine://${run.uid}/${container.name}/${container.restarts}` }),
    lastState: container.lastEnd === undefined ? {} : { terminated: terminated(container.lastEnd) },
    ready: container.init ? isDone(container) : container.ready,
    restartCount: container.restarts,
    started: container.state.is === 'running',
    state: stateOf(container),
  };
};

const stateOf = ({ state }: ContainerRun): ContainerState => {
  switch (state.is) {
    case 'waiting':
      return { waiting: { reason: state.reason, ...(state.message !== undefined && { message: state.message }) } };
    case 'running':
      return { running: { startedAt: wholeSeconds(state.startedAt) } };
    default:
      return { terminated: terminated(state.end) };
  }
};

const terminated = ({ exitCode, reason, message, startedAt, finishedAt }: Ended): NonNullable<ContainerState['terminated']> => ({
  exitCode,
  reason,
  ...(message !== undefined && message !== '' && { message }),
  startedAt: wholeSeconds(startedAt),
  finishedAt: wholeSeconds(finishedAt),
});
