/**
 * Pods that ran before the model began (a saved state, a Node that is back): what their status says of the containers
 * becomes what the kubelet remembers.
 */
import type { Pod } from '../../../kube/types.ts';
import type { ContainerStatus } from '../kinds.ts';
import { type ContainerRun, newPodRun, type PodRun, type RunState } from './pod-run.ts';

/** A run as its status tells. Its programs are not started. */
export const runFromStatus = (pod: Pod, now: number): PodRun => {
  const { status } = pod;
  const run = newPodRun(pod, millis(status?.startTime, now));
  run.ip = status?.podIP;
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const container of run.containers) {
    const found = statuses.find(({ name }) => name === container.name);
    if (found !== undefined) fill(container, found, now);
  }
  return run;
};

const fill = (container: ContainerRun, status: ContainerStatus, now: number): void => {
  container.image = status.image === '' ? container.image : status.image;
  container.restarts = status.restartCount;
  container.pulled = status.imageID !== undefined && status.imageID !== '';
  container.ready = !container.init && status.ready;
  container.state = stateOf(status, now) ?? container.state;
  container.lastEnd = endOf(status.lastState?.terminated, now);
};

const stateOf = ({ state }: ContainerStatus, now: number): RunState | undefined => {
  if (state?.running !== undefined) return { is: 'running', startedAt: millis(state.running.startedAt, now) };
  const end = endOf(state?.terminated, now);
  return end === undefined ? undefined : { is: 'ended', end };
};

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

const endOf = (terminated: Terminated | undefined, now: number) =>
  terminated === undefined
    ? undefined
    : {
        exitCode: terminated.exitCode,
        reason: terminated.reason ?? 'Error',
        message: terminated.message,
        startedAt: millis(terminated.startedAt, now),
        finishedAt: millis(terminated.finishedAt, now),
      };

const millis = (time: string | undefined, otherwise: number): number => (time === undefined ? otherwise : Date.parse(time));
