/**
 * A KafkaCluster at rest in the engine's API server, alerts about it, and a receiver that sees it: what the tests of the alert hook
 * begin with.
 */

import type { Alert } from '../../../hooks/alert/alert.ts';
import { createReceiver } from '../../../hooks/alert/create-receiver.ts';
import type { Decision } from '../../../hooks/alert/decision.ts';
import { fingerprintOf } from '../../../hooks/alert/payload/fingerprint.ts';
import { definitions } from '../../../hooks/api/definitions.ts';
import type { BrokerState, KafkaCluster, KafkaClusterSpec, KafkaClusterStatus } from '../../../hooks/api/kafka-cluster.ts';
import { createStore } from '../../../hooks/engine/api-server/memory-store.ts';
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import { createRandom } from '../../../hooks/engine/clock/random.ts';
import { createVirtualClock } from '../../../hooks/engine/clock/virtual-clock.ts';
import { readRecord } from '../../../hooks/kafkacluster/alerts/record.ts';
import { claimName } from '../../../hooks/kafkacluster/names.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { createWatchedWorld, type WatchedWorld } from '../../fakes/alert-world.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const STARTED = NOW - 10 * MINUTE;

const combined = { processRoles: ['broker', 'controller'], storageConfigs: [disk('/kafka-logs', '100Gi')] };

/** A disk as a spec has it. */
export function disk(mountPath: string, storage: string) {
  return { mountPath, pvcSpec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } };
}

/** Three combined nodes and, from id 3 on, so many brokers of a group of their own. */
export const specOf = (brokers = 1, more: Partial<KafkaClusterSpec> = {}): KafkaClusterSpec => ({
  brokerConfigGroups: { default: combined, brokers: { ...combined, processRoles: ['broker'] } },
  brokers: [
    ...[0, 1, 2].map((id) => ({ id, brokerConfigGroup: 'default' })),
    ...Array.from({ length: brokers }, (_, index) => ({ id: index + 3, brokerConfigGroup: 'brokers' })),
  ],
  ...more,
});

const RUNNING: BrokerState = { phase: 'Running', reason: 'Running' };

/** The status of a cluster at rest. */
export const resting = (spec: KafkaClusterSpec, generation = 1): KafkaClusterStatus => ({
  state: 'ClusterRunning',
  observedGeneration: generation,
  conditions: [{ type: 'Ready', status: 'True' }],
  brokersState: Object.fromEntries(spec.brokers.map(({ id }) => [String(id), RUNNING])),
});

export interface Scene {
  readonly store: Store;
  readonly world: WatchedWorld;
  now: number;
  /** Delivers alerts to a receiver. */
  deliver(...alerts: readonly Alert[]): Promise<readonly Decision[]>;
  cluster(name?: string): KafkaCluster;
  /** The controller has seen the spec, and everything runs. */
  settle(status?: Partial<KafkaClusterStatus>): void;
  /** Another process that receives for the same clusters. */
  replica(): { receive(alerts: readonly Alert[]): Promise<readonly Decision[]> };
}

export interface Wanted {
  readonly spec?: KafkaClusterSpec;
  readonly status?: Partial<KafkaClusterStatus>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** More clusters, `namespace/name`, with the same spec. */
  readonly others?: readonly string[];
  /** Of the claim of broker 3. */
  readonly claim?: { readonly phase?: string; readonly requests?: string; readonly capacity?: string };
  readonly beforePatch?: (scene: Scene) => void;
}

export const createScene = ({ spec = specOf(), status, annotations, others = [], claim = {}, beforePatch }: Wanted = {}): Scene => {
  const random = createRandom(1);
  const store = createStore({ clock: createVirtualClock(NOW, random), random, definitions, objects: [] });
  const type = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const key = { namespace: 'demo', name: 'kafka' };
  const create = (namespace: string, name: string): void => {
    store.create(type, {
      apiVersion: 'kafka.banzaicloud.io/v1beta1',
      kind: 'KafkaCluster',
      metadata: { namespace, name, ...(annotations !== undefined && { annotations }) },
      spec,
    } as KubeObject);
  };
  for (const namespace of new Set(['demo', ...others.map((other) => other.split('/')[0] ?? '')])) {
    store.create(store.typeOf('v1', 'Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
  create('demo', 'kafka');
  for (const other of others) create(other.split('/')[0] ?? '', other.split('/')[1] ?? '');
  const name = claimName({ name: 'kafka' }, 3, '/kafka-logs');
  const { phase = 'Bound', requests = '100Gi', capacity = requests } = claim;
  store.create(store.typeOf('v1', 'PersistentVolumeClaim'), {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'demo', name, labels: { kafka_cr: 'kafka', brokerId: '3' }, annotations: { mountPath: '/kafka-logs' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: requests } } },
  } as KubeObject);
  const claimType = store.typeOf('v1', 'PersistentVolumeClaim');
  const made = store.get(claimType, { namespace: 'demo', name });
  store.updateStatus(claimType, { ...made, status: { phase, capacity: { storage: capacity } } } as KubeObject);

  let hook = beforePatch;
  const world = createWatchedWorld(store, {
    beforePatch: () => {
      const once = hook;
      hook = undefined;
      once?.(scene);
    },
  });
  const replica = () => createReceiver({ world, now: () => scene.now });
  const first = replica();
  const cluster = (other = 'kafka'): KafkaCluster => store.get(type, { ...key, name: other }) as KafkaCluster;
  const scene: Scene = {
    store,
    world,
    now: NOW,
    deliver: (...alerts) => first.receive(alerts),
    cluster,
    settle: (more = {}) => {
      const target = cluster();
      store.updateStatus(type, { ...target, status: { ...resting(target.spec, target.metadata.generation), ...more } } as KubeObject);
    },
    replica,
  };
  scene.settle(status);
  return scene;
};

/** The claim of broker 3. */
export const CLAIM = claimName({ name: 'kafka' }, 3, '/kafka-logs');

export interface AlertParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: number | undefined;
  readonly endsAt?: number;
  readonly firing?: boolean;
}

/** A firing alert about the cluster. */
export const alertOf = (command: string, { labels = {}, annotations = {}, firing = true, ...times }: AlertParts = {}): Alert => {
  const all = Object.fromEntries(
    Object.entries({ alertname: command, kafka_cr: 'kafka', namespace: 'demo', ...labels }).filter(([, value]) => value !== ''),
  );
  return {
    name: command,
    fingerprint: fingerprintOf(all),
    labels: all,
    annotations: { ...(command !== '' && { command }), ...annotations },
    firing,
    startsAt: 'startsAt' in times ? times.startsAt : STARTED,
    endsAt: times.endsAt,
  };
};

/** The record of the cluster. */
export const recordOf = (scene: Scene) => readRecord(scene.cluster().metadata);
