/**
 * What can be seen of the demo's cluster at one moment, read from the API as kubectl would: the KafkaCluster with its
 * status, its Pods and claims, and the row of each broker made from them.
 */
import type { BrokerState, Condition, KafkaCluster } from '../../api/kafka-cluster.ts';
import type { Store } from '../../engine/api-server/store.ts';
import { isReady } from '../../kube/pod-readiness.ts';
import type { ConfigMap, PersistentVolumeClaim, Pod } from '../../kube/types.ts';
import type { ObjectKey } from '../../ports/api-server.ts';
import type { KafkaSnapshot } from '../../ports/kafka-admin.ts';
import type { BrokerRow } from './event.ts';

export interface View {
  /** Undefined before it is applied. */
  readonly cluster: KafkaCluster | undefined;
  /** Of its brokers and controllers. */
  readonly pods: readonly Pod[];
  readonly claims: readonly PersistentVolumeClaim[];
  /** Of a broker's configuration each. */
  readonly configs: readonly ConfigMap[];
  readonly rows: readonly BrokerRow[];
}

/** A view with what an admin client of Kafka is told. */
export interface Scene extends View {
  /** Milliseconds since the epoch, of the virtual clock. */
  readonly at: number;
  /** Undefined when no broker answers, and for clusters with ZooKeeper, which the engine does not model. */
  readonly kafka: KafkaSnapshot | undefined;
  readonly acknowledged: number;
  readonly lost: number;
}

/** The view of a KafkaCluster as of now. */
export const look = (store: Store, key: ObjectKey): View => {
  const cluster = store.get(store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster'), key) as KafkaCluster | undefined;
  const ours = (kind: string) =>
    store
      .list(store.typeOf('v1', kind), key.namespace)
      .filter(({ metadata }) => metadata?.labels?.['app'] === 'kafka' && metadata.labels['kafka_cr'] === key.name);
  const pods = ours('Pod') as readonly Pod[];
  const claims = ours('PersistentVolumeClaim') as readonly PersistentVolumeClaim[];
  const states = cluster?.status?.brokersState ?? {};
  const ids = new Set([...(cluster?.spec.brokers ?? []).map(({ id }) => id), ...Object.keys(states).map(Number)]);
  const rows = [...ids]
    .sort((a, b) => a - b)
    .map((id) => rowOf(id, states[String(id)], { pods: pods.filter(isOf(id)), claims: claims.filter(isOf(id)) }));
  return { cluster, pods, claims, configs: ours('ConfigMap') as readonly ConfigMap[], rows };
};

/** Whether an object is of a broker, by its label. */
export const isOf =
  (id: number) =>
  ({ metadata }: Pod | PersistentVolumeClaim): boolean =>
    metadata?.labels?.['brokerId'] === String(id);

const rowOf = (id: number, state: BrokerState | undefined, { pods, claims }: Pick<View, 'pods' | 'claims'>): BrokerRow => ({
  broker: id,
  phase: state?.phase ?? '',
  ready: pods.some(isServing),
  node: state?.node ?? '',
  disk: claims.map(sizeOf).join(', '),
  why: whyOf(id, state),
});

const isServing = (pod: Pod): boolean => pod.metadata?.deletionTimestamp === undefined && isReady(pod);

const sizeOf = ({ spec, status }: PersistentVolumeClaim): string => {
  const wanted = spec?.resources?.requests?.['storage'] ?? '';
  const there = status?.capacity?.['storage'];
  if (there === undefined) return `${wanted} wanted`;
  return there === wanted ? there : `${there} → ${wanted}`;
};

const whyOf = (id: number, state: BrokerState | undefined): string => {
  const pending = state?.pendingRestart?.changed ?? [];
  // The broker has a column of its own.
  const message = (state?.message ?? '').replace(new RegExp(`^broker ${id}:? `), '');
  return [message, pending.length > 0 ? `restart pending: ${pending.join(', ')}` : ''].filter((text) => text !== '').join('; ');
};

/** A condition, when it is about the present spec. */
export const conditionOf = ({ cluster }: View, type: string): Condition | undefined => {
  const { conditions = [], observedGeneration } = cluster?.status ?? {};
  return observedGeneration === cluster?.metadata.generation ? conditions.find((condition) => condition.type === type) : undefined;
};

/** Whether a condition is True for the present spec. */
export const holds = (view: View, type: string): boolean => conditionOf(view, type)?.status === 'True';

/** Whether every broker of the spec is ready and the hooks say so of the present spec. */
export const allReady = (view: View): boolean =>
  holds(view, 'Ready') && view.rows.length > 0 && view.rows.every(({ ready, phase }) => ready && phase === 'Running');

/** The Pods that both views have: brokers that nobody touched in between. */
export const keptPods = (before: View, after: View): readonly Pod[] =>
  after.pods.filter(({ metadata }) => before.pods.some((pod) => pod.metadata?.uid === metadata?.uid));
