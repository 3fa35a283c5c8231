/**
 * The world behind the API server: Nodes, scheduler, kubelets, storage and the small controllers, and the faults that a
 * person, a machine or a disk can bring to it. Everything follows from changes of the store and from the clock.
 */
import type { PersistentVolumeClaim } from '../../kube/types.ts';
import type { ObjectKey } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../api-server/store.ts';
import type { Random } from '../clock/random.ts';
import type { ProgramStarter } from './container.ts';
import { startDeployments } from './deployments.ts';
import { startBudgets } from './disruption/budgets.ts';
import { startDrains } from './disruption/drain.ts';
import { type Kubelet, startKubelet } from './kubelet/kubelet.ts';
import { startLoadBalancers } from './load-balancers.ts';
import { createNode, createNodes, type NodeShape } from './nodes/cluster-setup.ts';
import { deleteNode, setCordon, startNodeHealth } from './nodes/node-health.ts';
import { startPodGarbage } from './nodes/pod-garbage.ts';
import { startTaintEviction } from './nodes/taint-eviction.ts';
import { completeSavedState } from './saved-cluster.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { startExpansion } from './storage/expansion.ts';
import { startProvisioner } from './storage/provisioner.ts';
import { startReclaim } from './storage/reclaim.ts';
import { removeVolume } from './storage/volumes.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';
import { createWorld } from './world.ts';

/** What the world is made of. */
export interface KubernetesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** How many Nodes an empty store gets; 3 by default. With 0 it gets neither classes nor what its objects speak of. */
  readonly nodes?: number;
  /** Zones that those Nodes go to in turn; zone-a, zone-b and zone-c by default. */
  readonly zones?: readonly string[];
  readonly timings?: Partial<Timings>;
  /** The programs in the containers. */
  readonly start: ProgramStarter;
  /** A volume is gone with all that was on it; its UID. */
  readonly onVolumeLost?: (volume: string) => void;
}

/** What can be done to the world. What names something that is not there does nothing. */
export interface KubernetesWorld {
  addNode(shape: NodeShape): void;
  /** The machine stops as if unplugged. */
  powerOff(node: string): void;
  powerOn(node: string): void;
  /** The machine stops and its Node object is deleted: it does not come back. */
  removeNode(node: string): void;
  /** Also ends a drain. */
  uncordon(node: string): void;
  drain(node: string): void;
  /** `kubectl delete pod`; with `force`, without waiting for its programs. */
  killPod(pod: ObjectKey, options?: { readonly force?: boolean }): void;
  /** A container ends by itself; false when it does not run. By default the first container of the Pod. */
  crash(pod: ObjectKey, end: { readonly exitCode: number; readonly message?: string; readonly container?: string }): boolean;
  /** SIGKILL from outside: exit code 137. */
  killContainer(pod: ObjectKey): boolean;
  /** The disk of a claim dies. Answers the UID of the volume; undefined when it has none. */
  loseVolume(claim: ObjectKey): string | undefined;
  /** UID of the volume that a claim is bound to. */
  volumeOf(claim: ObjectKey): string | undefined;
}

const ZONES = ['zone-a', 'zone-b', 'zone-c'];

/** Starts everything; what is in the store already is taken over as it is. */
export const startKubernetes = (parts: KubernetesParts): KubernetesWorld => {
  const { store, clock, nodes = 3, zones = ZONES } = parts;
  const world = createWorld({ store, clock, random: parts.random.fork('kubernetes'), timings: { ...DEFAULT_TIMINGS, ...parts.timings } });
  if (nodes > 0) {
    completeSavedState(world, zones);
    createNodes(world, { nodes, zones });
  }
  let kubelet: Kubelet | undefined;
  const health = startNodeHealth(world, { stopped: (node) => kubelet?.stopped(node), started: (node) => kubelet?.started(node) });
  const running = startKubelet({ world, start: parts.start, isOn: health.isOn });
  kubelet = running;
  startTaintEviction(world);
  startPodGarbage(world);
  startScheduler(world);
  startProvisioner(world);
  startExpansion(world);
  startReclaim(world, (volume) => parts.onVolumeLost?.(volume));
  startBudgets(world);
  startDeployments(world);
  startLoadBalancers(world);
  const drains = startDrains(world);
  const volumeOf = (claim: PersistentVolumeClaim | undefined) =>
    claim?.spec?.volumeName === undefined ? undefined : world.volumes.get({ name: claim.spec.volumeName });

  return {
    addNode: (shape) => {
      if (world.nodes.get({ name: shape.name }) !== undefined) return;
      createNode(world, shape);
      // A machine under the name of one that was unplugged is another machine.
      health.powerOn(shape.name);
    },
    powerOff: health.powerOff,
    powerOn: health.powerOn,
    removeNode: (node) => {
      health.powerOff(node);
      drains.stop(node);
      deleteNode(world, node);
    },
    uncordon: (node) => {
      drains.stop(node);
      setCordon(world, node, false);
    },
    drain: drains.drain,
    killPod: (pod, options) => world.pods.delete(pod, options?.force === true ? { gracePeriodSeconds: 0 } : {}),
    crash: (pod, { exitCode, ...rest }) =>
      running.killContainer(pod, { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...rest }),
    killContainer: (pod) => running.killContainer(pod, { exitCode: 137, reason: 'Error' }),
    loseVolume: (key) => {
      const volume = volumeOf(world.claims.get(key));
      if (volume !== undefined) removeVolume(world, volume);
      return volume?.metadata?.uid;
    },
    volumeOf: (key) => volumeOf(world.claims.get(key))?.metadata?.uid,
  };
};
