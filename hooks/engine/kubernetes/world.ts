/**
 * What all models of this folder stand on: the store with the kinds that they touch, and one way to wait.
 */
import type { Deployment, KubeObject, Node, PersistentVolumeClaim, Pod, PodDisruptionBudget, Service } from '../../kube/types.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../api-server/store.ts';
import type { Random } from '../clock/random.ts';
import type { PersistentVolume, StorageClass } from './kinds.ts';
import { type Table, tableOf } from './table.ts';
import type { Timings } from './timings.ts';

/** The store by kinds, and the clock. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: Timings;
  readonly namespaces: Table<KubeObject>;
  readonly nodes: Table<Node>;
  readonly pods: Table<Pod>;
  readonly claims: Table<PersistentVolumeClaim>;
  readonly volumes: Table<PersistentVolume>;
  readonly storageClasses: Table<StorageClass>;
  readonly services: Table<Service>;
  readonly deployments: Table<Deployment>;
  readonly budgets: Table<PodDisruptionBudget>;
  /** Runs an action after a delay of the timings, varied by their spread; the answer cancels it. */
  after(delay: Exclude<keyof Timings, 'spread'>, action: () => void): () => void;
}

/** What a model is given. */
export interface WorldParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: Timings;
}

/** Throws a NotFound when the store does not serve one of the kinds. */
export const createWorld = ({ store, clock, random, timings }: WorldParts): World => {
  const chance = random.fork('delays');
  return {
    store,
    clock,
    random,
    timings,
    namespaces: tableOf(store, 'v1', 'Namespace'),
    nodes: tableOf(store, 'v1', 'Node'),
    pods: tableOf(store, 'v1', 'Pod'),
    claims: tableOf(store, 'v1', 'PersistentVolumeClaim'),
    volumes: tableOf(store, 'v1', 'PersistentVolume'),
    storageClasses: tableOf(store, 'storage.k8s.io/v1', 'StorageClass'),
    services: tableOf(store, 'v1', 'Service'),
    deployments: tableOf(store, 'apps/v1', 'Deployment'),
    budgets: tableOf(store, 'policy/v1', 'PodDisruptionBudget'),
    after: (delay, action) => clock.after(Math.round(timings[delay] * (1 + timings.spread * (2 * chance.next() - 1))), action),
  };
};

/** An action that runs once after a delay, however often it is asked for until then. */
export const once = (world: World, delay: Exclude<keyof Timings, 'spread'>, action: () => void): (() => void) => {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    world.after(delay, () => {
      waiting = false;
      action();
    });
  };
};
