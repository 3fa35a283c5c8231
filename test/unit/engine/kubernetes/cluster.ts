/**
 * A small cluster on a virtual clock for the tests beside this file: a real store, exact delays, and programs that the
 * test holds in its hands.
 */
import { createStore } from '../../../../hooks/engine/api-server/memory-store.ts';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';
import type { Container, Program } from '../../../../hooks/engine/kubernetes/container.ts';
import { type KubernetesParts, startKubernetes } from '../../../../hooks/engine/kubernetes/kubernetes.ts';
import type { KubeObject, Labels, PersistentVolumeClaim, Pod, PodSpec } from '../../../../hooks/kube/types.ts';

export const START = Date.UTC(2026, 0, 1);
export const NAMESPACE = 'default';

/** A program whose life the test tells. */
export interface Puppet {
  readonly container: Container;
  readonly told: string[];
  setReady(ready: boolean): void;
}

type Options = Partial<Pick<KubernetesParts, 'nodes' | 'zones' | 'timings'>> & {
  readonly seed?: number;
  readonly objects?: readonly KubeObject[];
  /** Names of containers that get a puppet; the rest get the engine's plain program. */
  readonly puppets?: readonly string[];
  /** What a puppet does when it is started. */
  readonly onStart?: (container: Container) => void;
  /** What a puppet does when it is told to end; by default it exits with 0 at once. */
  readonly onTerminate?: (puppet: Puppet) => void;
};

export const createCluster = ({ seed = 1, objects = [], puppets: names = [], onStart, onTerminate, ...options }: Options = {}) => {
  const random = createRandom(seed);
  const clock = createVirtualClock(START, random.fork('clock'));
  const store = createStore({ clock, random, objects });
  const puppets: Puppet[] = [];
  const lost: string[] = [];
  const start = (container: Container): Program | undefined => {
    if (!names.includes(container.name)) return undefined;
    let ready = false;
    const told: string[] = [];
    const puppet: Puppet = {
      container,
      told,
      setReady: (value) => {
        ready = value;
        container.changed();
      },
    };
    puppets.push(puppet);
    onStart?.(container);
    return {
      ready: () => ready,
      terminate: () => {
        told.push('terminate');
        if (onTerminate === undefined) container.exit(0);
        else onTerminate(puppet);
      },
      kill: () => void told.push('kill'),
    };
  };
  const kubernetes = startKubernetes({
    store,
    clock,
    random,
    start,
    onVolumeLost: (volume) => lost.push(volume),
    ...options,
    timings: { spread: 0, ...options.timings },
  });
  const read = <T extends KubeObject>(apiVersion: string, kind: string, name: string, namespace?: string): T | undefined =>
    store.get(store.typeOf(apiVersion, kind), { name, ...(namespace !== undefined && { namespace }) }) as T | undefined;
  return {
    clock,
    store,
    kubernetes,
    puppets,
    lost,
    create: (object: KubeObject) => store.create(store.typeOf(object.apiVersion ?? '', object.kind ?? ''), object),
    update: (object: KubeObject) => store.update(store.typeOf(object.apiVersion ?? '', object.kind ?? ''), object),
    read,
    pod: (name: string) => read<Pod>('v1', 'Pod', name, NAMESPACE),
    claim: (name: string) => read<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim', name, NAMESPACE),
    /** Lets so many seconds pass. */
    pass: (seconds: number) => clock.runUntil(clock.now() + seconds * 1000),
  };
};

export type Cluster = ReturnType<typeof createCluster>;

export const key = (name: string) => ({ namespace: NAMESPACE, name });

/** A Pod like a broker's: it is not restarted, and has a readiness probe. */
export const podOf = (name: string, spec: Partial<PodSpec> = {}, labels: Labels = { app: 'kafka' }): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE, labels },
  spec: {
    restartPolicy: 'Never',
    containers: [{ name: 'kafka', image: 'kafka:1', readinessProbe: { tcpSocket: { port: 9092 } } }],
    ...spec,
  },
});

export const claimOf = (name: string, spec: Partial<NonNullable<PersistentVolumeClaim['spec']>> = {}): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: NAMESPACE },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } }, ...spec },
});

/** What a Pod needs to mount a claim under /data. */
export const mounting = (claim: string): Partial<PodSpec> => ({
  containers: [{ name: 'kafka', image: 'kafka:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
});

/** The status of a condition of a Pod, with its reason if it has one: `False ContainersNotReady`. */
export const conditionOf = (pod: Pod | undefined, type: string): string | undefined => {
  const found = pod?.status?.conditions?.find((condition) => condition.type === type);
  return found === undefined ? undefined : [found.status, found.reason].filter(Boolean).join(' ');
};
