/**
 * The columns of Pods. STATUS is no field of a Pod: kubectl users know it as what the containers say, so it is worked out
 * here in the same order as the API server does (pkg/printers/internalversion).
 */

import { isReady } from '../../../kube/pod-readiness.ts';
import type { KubeObject, Pod } from '../../../kube/types.ts';
import { age } from './age.ts';
import { ageColumn, type Column, computed, nameColumn, text, wide } from './column.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

interface Summary {
  readonly ready: number;
  readonly total: number;
  readonly status: string;
  readonly restarts: number;
  /** When a container ended last, RFC 3339. */
  readonly lastRestart: string | undefined;
}

// The type of the table decides which objects come here.
const asPod = (object: KubeObject): Pod => object as Pod;

const isSidecar = (pod: Pod, name: string): boolean =>
  pod.spec?.initContainers?.some((container) => container.name === name && container.restartPolicy === 'Always') ?? false;

const endOf = ({ reason, signal, exitCode }: Terminated): string =>
  reason || (signal !== undefined && signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`);

const isRunning = (pod: Pod, status: ContainerStatus): boolean =>
  status.state?.terminated?.exitCode === 0 || (isSidecar(pod, status.name) && status.started === true);

/** What the first init container that is not through says; undefined when all are. */
const initStatus = (pod: Pod): string | undefined => {
  const all = pod.spec?.initContainers?.length ?? 0;
  const states = pod.status?.initContainerStatuses ?? [];
  const at = states.findIndex((status) => !isRunning(pod, status));
  const state = states[at]?.state;
  if (at < 0) return undefined;
  if (state?.terminated !== undefined) return `Init:${endOf(state.terminated)}`;
  const waiting = state?.waiting?.reason ?? '';
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${at}/${all}`;
};

const containerStatus = (pod: Pod, phase: string): string => {
  const states = pod.status?.containerStatuses ?? [];
  // The first container that has something to say wins.
  const said = states
    .map(({ state }) => state?.waiting?.reason || (state?.terminated === undefined ? '' : endOf(state.terminated)))
    .find((reason) => reason !== '');
  const some = states.some(({ ready, state }) => ready && state?.running !== undefined);
  if (said === 'Completed' && some) return isReady(pod) ? 'Running' : 'NotReady';
  return said ?? phase;
};

/** The STATUS column. */
export const podStatus = (pod: Pod): string => {
  const phase = pod.status?.reason || pod.status?.phase || 'Unknown';
  const gated = pod.status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  const status = initStatus(pod) ?? containerStatus(pod, gated ? 'SchedulingGated' : phase);
  if (pod.metadata?.deletionTimestamp === undefined) return status;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' ? status : 'Terminating';
};

const summary = (pod: Pod): Summary => {
  const main = pod.status?.containerStatuses ?? [];
  const initial = pod.status?.initContainerStatuses ?? [];
  const sidecars = initial.filter(({ name }) => isSidecar(pod, name));
  const counted = [...main, ...(initStatus(pod) === undefined ? sidecars : initial)];
  return {
    ready: [...main, ...sidecars].filter(({ ready, state }) => ready && state?.running !== undefined).length,
    total:
      (pod.spec?.containers.length ?? 0) +
      (pod.spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always').length ?? 0),
    status: podStatus(pod),
    restarts: counted.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastRestart: counted
      .map(({ lastState }) => lastState?.terminated?.finishedAt)
      .filter((moment) => moment !== undefined)
      .toSorted()
      .at(-1),
  };
};

const ready = (object: KubeObject): string => {
  const pod = summary(asPod(object));
  return `${pod.ready}/${pod.total}`;
};

const restarts = (object: KubeObject, now: number): string => {
  const pod = summary(asPod(object));
  return pod.restarts > 0 && pod.lastRestart !== undefined ? `${pod.restarts} (${age(pod.lastRestart, now)} ago)` : String(pod.restarts);
};

const gates = (object: KubeObject): string => {
  const pod = asPod(object);
  const wanted = pod.spec?.readinessGates ?? [];
  const met = wanted.filter(({ conditionType }) =>
    pod.status?.conditions?.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  return wanted.length === 0 ? '<none>' : `${met.length}/${wanted.length}`;
};

export const podColumns: readonly Column[] = [
  nameColumn,
  computed('Ready', ready),
  computed('Status', (object) => podStatus(asPod(object))),
  computed('Restarts', restarts),
  ageColumn,
  wide(text('IP', '.status.podIP')),
  wide(text('Node', '.spec.nodeName')),
  wide(text('Nominated Node', '.status.nominatedNodeName')),
  wide(computed('Readiness Gates', gates)),
];
