/**
 * What happens without the files: brokers that are still starting, restarts and removals that wait from earlier
 * changes. It is shown apart, so that nobody takes it for the doing of what he is about to apply. In the engine a broker
 * that crashes starts at the next try; how it is now is therefore read from what was loaded.
 */
import { isKafkaCluster } from '../api/is-kafka-cluster.ts';
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { isReady } from '../kube/pod-readiness.ts';
import type { Pod } from '../kube/types.ts';
import { type ClusterView, viewCluster } from './cluster-view.ts';
import { identityOf, objectChanges } from './object-changes.ts';
import { type Observation, titleOf } from './observation.ts';
import type { UnderWay } from './plan.ts';

/** What is not well, objects that change by themselves, and what every cluster already waits for. */
export const underWay = ({ loaded, before, failing, now }: Observation, views: readonly ClusterView[]): readonly UnderWay[] => [
  ...loaded.filter(isKafkaCluster).flatMap((cluster) => ailing(viewCluster(cluster as KafkaCluster, loaded, now), views)),
  ...objectChanges(loaded, before)
    .filter(({ kind }) => !BACKGROUND.has(kind))
    .map(({ verb, kind, name }) => ({ object: `${kind} ${name}`, message: `${verb}s without the files: the cluster is not at rest` })),
  ...failing.before.map(({ parent, write, message }) => ({
    object: parent,
    message: `${write}${write === '' ? '' : ' '}fails: ${message}`,
  })),
  ...views.flatMap(waiting),
];

/** What the cluster itself does of its own accord. */
const BACKGROUND = new Set(['Event', 'PersistentVolume', 'ControllerRevision', 'Lease']);

/** What a cluster lacks as it was loaded; what it lacks for good is told as that. */
const ailing = ({ parent, children }: ClusterView, settled: readonly ClusterView[]): readonly UnderWay[] => {
  const later = settled.find((view) => identityOf(view.parent) === identityOf(parent));
  const unready = later === undefined || unreadyOf(later) !== undefined ? undefined : unreadyOf({ parent });
  const pods = children.filter((child): child is Pod => child.kind === 'Pod' && !isReady(child));
  return [
    ...(unready === undefined ? [] : [{ object: titleOf(parent), message: `not ready now: ${unready}${RECOVERS}` }]),
    ...pods.map((pod) => ({ object: titleOf(pod), message: `not ready now: ${ailmentOf(pod)}` })),
  ];
};

const RECOVERS = ' (the plan takes it that what is not ready comes back by itself)';

/** What a Ready condition says when it is not True; undefined when it is, or when there is none yet. */
const unreadyOf = ({ parent }: Pick<ClusterView, 'parent'>): string | undefined => {
  const ready = parent.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready === undefined || ready.status === 'True' ? undefined : (ready.message ?? '');
};

const ailmentOf = ({ metadata, status }: Pod): string => {
  if (metadata?.deletionTimestamp !== undefined) return 'it is being deleted';
  const waiting = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(
    ({ state }) => state?.waiting?.reason !== undefined,
  );
  if (waiting !== undefined) return `container ${waiting.name}: ${waiting.state?.waiting?.reason}`;
  const unplaced = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  return unplaced?.message ?? `it is ${status?.phase ?? 'Pending'}`;
};

const waiting = (view: ClusterView): readonly UnderWay[] => {
  const object = titleOf(view.parent);
  const conditions = (view.parent.status?.conditions ?? [])
    .filter(({ type, status }) => status === 'True' && WAITING.has(type))
    .map(({ type, message = '' }) => ({ object, message: `${type}: ${message}` }));
  const unready = unreadyOf(view);
  return [...(unready === undefined ? [] : [{ object, message: `not ready: ${unready}` }]), ...conditions];
};

const WAITING = new Set(['AdoptionPending', 'RestartPending', 'RemovalPending']);
