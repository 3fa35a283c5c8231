/**
 * Broker Pods: never two with one id, none deleted without a grant in status that names it, and none that still runs.
 * This release restarts no running broker, so the number that may be down by our own hand is 0.
 */
import type { KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import type { Pod } from '../../../hooks/kube/types.ts';
import type { MakeInvariant } from './invariant.ts';

export const brokerPods = (store: Store): readonly Pod[] =>
  (store.list(store.typeOf('v1', 'Pod')) as readonly Pod[]).filter(({ metadata }) => metadata?.labels?.['app'] === 'kafka');

export const kafkaClusters = (store: Store): readonly KafkaCluster[] =>
  store.list(store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster')) as readonly unknown[] as readonly KafkaCluster[];

/** The KafkaCluster of a Pod. */
const clusterOf = (store: Store, pod: Pod): KafkaCluster | undefined =>
  kafkaClusters(store).find(
    ({ metadata }) => metadata.name === pod.metadata?.labels?.['kafka_cr'] && metadata.namespace === pod.metadata?.namespace,
  );

const brokerOf = (pod: Pod): string =>
  `${pod.metadata?.namespace}/${pod.metadata?.labels?.['kafka_cr']}/${pod.metadata?.labels?.['brokerId']}`;

export const neverTwoPodsOfOneBroker: MakeInvariant = ({ store }) => ({
  afterChange: ({ resource, type, object }) => {
    if (resource.kind !== 'Pod' || type !== 'ADDED') return undefined;
    const twins = brokerPods(store).filter((pod) => brokerOf(pod) === brokerOf(object as Pod));
    return twins.length > 1 ? `${twins.length} Pods have the id of broker ${brokerOf(object as Pod)}` : undefined;
  },
});

/** The Pod that Metacontroller is about to delete, when its KafkaCluster is to stay. */
const deletedPod = (store: Store, write: { readonly verb: string; readonly type: { readonly kind: string }; readonly key: object }) => {
  if (write.verb !== 'delete' || write.type.kind !== 'Pod') return undefined;
  const pod = store.get(store.typeOf('v1', 'Pod'), write.key as { readonly name: string }) as Pod | undefined;
  if (pod?.metadata?.labels?.['app'] !== 'kafka' || pod.metadata.deletionTimestamp !== undefined) return undefined;
  const cluster = clusterOf(store, pod);
  return cluster === undefined || cluster.metadata.deletionTimestamp !== undefined ? undefined : { pod, cluster };
};

/** A cache may still show a grant that status has no longer: what counts is that it was there before the Pod went. */
export const deletionsAreGranted: MakeInvariant = ({ store }) => {
  const granted = new Set<string>();
  return {
    beforeWrite: (write) => {
      const found = deletedPod(store, write);
      if (found === undefined || granted.has(found.pod.metadata?.uid ?? '')) return undefined;
      return `Pod ${found.pod.metadata?.name} is deleted, and status never had a grant for it`;
    },
    afterChange: ({ resource, object }) => {
      if (resource.kind !== 'KafkaCluster') return undefined;
      const { status } = object as KafkaCluster;
      for (const { grant } of Object.values(status?.brokersState ?? {})) if (grant?.uid !== undefined) granted.add(grant.uid);
      return undefined;
    },
  };
};

/** How long the container's start may be on record in seconds only. */
const SECOND_MS = 1000;

/**
 * Metacontroller deletes by UID alone, so what its cache does not show yet nobody can respect: a broker that was long
 * down, came up, and is stopped before its start was seen. With a cache that keeps up no broker is excused.
 */
export const runningBrokersStay: MakeInvariant = ({ store, now, lag }) => ({
  beforeWrite: (write) => {
    const found = deletedPod(store, write);
    if (found === undefined) return undefined;
    const running = found.pod.status?.containerStatuses?.find(({ name }) => name === 'kafka')?.state?.running;
    if (running === undefined || found.pod.status?.phase === 'Failed') return undefined;
    const late = lag('Pod');
    return late > 0 && now() - Date.parse(running.startedAt ?? '') <= late + SECOND_MS
      ? undefined
      : `Pod ${found.pod.metadata?.name} is deleted although its broker runs`;
  },
});
