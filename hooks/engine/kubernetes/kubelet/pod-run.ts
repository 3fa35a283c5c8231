/**
 * What the kubelets remember of a Pod between its events: the containers with their programs, and what is under way.
 * The Pod's status is made from this; nothing else is kept.
 */
import type { Pod } from '../../../kube/types.ts';
import type { ObjectKey } from '../../../ports/api-server.ts';
import type { Program } from '../container.ts';

/** How a program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** What a container does now. */
export type RunState =
  | { readonly is: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly is: 'running'; readonly startedAt: number }
  | { readonly is: 'ended'; readonly end: Ended };

/** A container of a Pod. */
export interface ContainerRun {
  readonly name: string;
  readonly init: boolean;
  image: string;
  pulled: boolean;
  state: RunState;
  lastEnd: Ended | undefined;
  restarts: number;
  /** Milliseconds that it waits before its next start after an end. */
  backOff: number;
  ready: boolean;
  /** A start or restart is under way. */
  busy: boolean;
  program: Program | undefined;
  /** Counts the programs: what an earlier one still says is not heard. */
  generation: number;
}

/** A Pod on its Node. */
export interface PodRun {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly node: string;
  readonly containers: readonly ContainerRun[];
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  ip: string | undefined;
  /** What cannot be mounted; it waits for that. */
  missing: string | undefined;
  /** SIGTERM was sent. */
  stopping: boolean;
  /** The store's deletionTimestamp that the kill is planned for. */
  deadline: string | undefined;
  cancelKill: (() => void) | undefined;
  /** Its machine has no power, or it is forgotten: timers that are still out do nothing. */
  frozen: boolean;
}

type Container = NonNullable<Pod['spec']>['containers'][number];

/** A container that has not been started. */
const waitingContainer = ({ name, image = '' }: Container, init: boolean, reason: string): ContainerRun => ({
  name,
  init,
  image,
  pulled: false,
  state: { is: 'waiting', reason },
  lastEnd: undefined,
  restarts: 0,
  backOff: 0,
  ready: false,
  busy: false,
  program: undefined,
  generation: 0,
});

/** A Pod that a kubelet has just heard of. */
export const newPodRun = (pod: Pod, now: number): PodRun => {
  const inits = pod.spec?.initContainers ?? [];
  const reason = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  return {
    key: { namespace: pod.metadata?.namespace ?? '', name: pod.metadata?.name ?? '' },
    uid: pod.metadata?.uid ?? '',
    node: pod.spec?.nodeName ?? '',
    containers: [
      ...inits.map((container) => waitingContainer(container, true, reason)),
      ...(pod.spec?.containers ?? []).map((container) => waitingContainer(container, false, reason)),
    ],
    startTime: now,
    ip: undefined,
    missing: undefined,
    stopping: false,
    deadline: undefined,
    cancelKill: undefined,
    frozen: false,
  };
};

/** Whether a program of it runs. */
export const isRunning = (run: PodRun): boolean => run.containers.some(({ state }) => state.is === 'running');

/** Whether a container has ended in a way that its Pod need not run it again. */
export const isDone = ({ state }: ContainerRun): boolean => state.is === 'ended' && state.end.exitCode === 0;
