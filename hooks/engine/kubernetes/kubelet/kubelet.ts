/**
 * The kubelets of all Nodes: they hear of the Pods that the scheduler gave them, run them, and stop them when they are
 * deleted. One whose machine has no power does nothing, and finds its containers dead when it is back.
 */
import type { Pod } from '../../../kube/types.ts';
import { keyOf, type ObjectKey } from '../../../ports/api-server.ts';
import type { Change } from '../../api-server/store.ts';
import type { ProgramStarter } from '../container.ts';
import { isTerminal } from '../pods.ts';
import type { World } from '../world.ts';
import { createImages } from './images.ts';
import { fileSources } from './mounts.ts';
import { newPodRun, type PodRun } from './pod-run.ts';
import { createPodWorker, type Kill } from './pod-worker.ts';
import { runFromStatus } from './take-over.ts';

/** What the rest of the world tells the kubelets. */
export interface Kubelet {
  /** The machine of a Node stopped: its programs are gone. */
  stopped(node: string): void;
  /** The kubelet of a Node reports again. */
  started(node: string): void;
  /** Ends a container (the first one by default) from outside; false when it does not run. */
  killContainer(pod: ObjectKey, how: Kill & { readonly container?: string }): boolean;
}

interface KubeletParts {
  readonly world: World;
  readonly start: ProgramStarter;
  readonly isOn: (node: string) => boolean;
}

/** What is left of a container after a boot, in the words of containerd. */
const AFTER_BOOT = { exitCode: 255, reason: 'Unknown' } as const;

/** Starts the kubelets; what already runs by its status is taken over with the next action. */
export const startKubelet = ({ world, start, isOn }: KubeletParts): Kubelet => {
  const runs = new Map<string, PodRun>();
  const images = createImages();
  const sources = fileSources(world.store);
  const worker = createPodWorker({ world, images, sources, start, nextAddress: createAddresses(world) });

  const forget = (run: PodRun): void => {
    run.frozen = true;
    run.cancelKill?.();
    runs.delete(run.uid);
  };
  const halt = (run: PodRun): void => {
    if (run.frozen) return;
    for (const { program } of run.containers) program?.kill();
    forget(run);
  };
  const obey = (run: PodRun, pod: Pod): void => {
    const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
    if (deletionTimestamp === undefined || run.deadline === deletionTimestamp) return;
    run.deadline = deletionTimestamp;
    worker.stop(run, deletionGracePeriodSeconds ?? 30);
  };
  const hear = (key: ObjectKey, uid: string): void => {
    const pod = world.pods.same(key, uid);
    if (pod?.spec?.nodeName === undefined || !isOn(pod.spec.nodeName)) return;
    let run = runs.get(uid);
    if (run === undefined) {
      // What has ended is left as it is, and only its removal is still to do.
      run = isTerminal(pod) ? runFromStatus(pod, world.clock.now()) : newPodRun(pod, world.clock.now());
      runs.set(uid, run);
    }
    for (const container of run.containers) {
      const spec = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === container.name);
      // A Pod that could not get its image may be given another one.
      if (
        container.state.is === 'waiting' &&
        /ImagePull/.test(container.state.reason) &&
        spec?.image !== undefined &&
        spec.image !== container.image
      ) {
        container.image = spec.image;
        container.busy = false;
      }
    }
    obey(run, pod);
    if (!run.stopping) worker.step(run);
  };
  const takeOver = (pod: Pod): void => {
    const run = runFromStatus(pod, world.clock.now());
    runs.set(run.uid, run);
    for (const container of run.containers) {
      if (container.pulled) images.pulled(run.node, container.image);
      if (container.state.is === 'running') worker.attach(run, container);
    }
    obey(run, pod);
    // One that just runs needs nothing, and its status stays as another kubelet wrote it.
    if (!run.stopping && run.containers.some(({ init, state }) => !init && state.is !== 'running')) worker.step(run);
  };
  const boot = (pod: Pod): void => {
    const run = runFromStatus(pod, world.clock.now());
    runs.set(run.uid, run);
    for (const container of run.containers) worker.kill(run, container, AFTER_BOOT);
    obey(run, pod);
    if (!run.stopping) worker.step(run);
  };

  const podChanged = ({ type, object, before }: Change): void => {
    const [pod, old]: readonly [Pod, Pod | undefined] = [object, before];
    const uid = pod.metadata?.uid ?? '';
    if (type === 'DELETED') {
      const run = runs.get(uid);
      if (run !== undefined) world.after('forcedStop', () => halt(run));
      return;
    }
    const isNews = pod.spec !== old?.spec || pod.metadata?.deletionTimestamp !== old?.metadata?.deletionTimestamp;
    if (pod.spec?.nodeName !== undefined && isNews) world.after('kubeletSync', () => hear(keyOf(pod), uid));
  };
  const sourceChanged = ({ object }: Change): void => {
    for (const run of runs.values())
      if (run.missing !== undefined && run.key.namespace === object.metadata?.namespace)
        world.after('mountRetry', () => {
          if (!run.frozen) worker.step(run);
        });
  };
  world.store.subscribe((change) => {
    if (change.resource.kind === 'Pod') podChanged(change);
    else if (SOURCES.has(change.resource.kind)) sourceChanged(change);
  });
  world.clock.after(0, () => {
    for (const pod of world.pods.list()) if (pod.spec?.nodeName !== undefined && !runs.has(pod.metadata?.uid ?? '')) takeOver(pod);
  });

  return {
    stopped: (node) => {
      for (const run of [...runs.values()]) if (run.node === node) halt(run);
    },
    started: (node) => {
      for (const pod of world.pods.list()) if (pod.spec?.nodeName === node && !runs.has(pod.metadata?.uid ?? '')) boot(pod);
    },
    killContainer: (key, { container: name, ...how }) => {
      const run = runs.get(world.pods.get(key)?.metadata?.uid ?? '');
      const container = run?.containers.find((one) => (name === undefined ? !one.init : one.name === name));
      if (run === undefined || container?.state.is !== 'running') return false;
      worker.kill(run, container, how);
      return true;
    },
  };
};

const SOURCES = new Set(['ConfigMap', 'Secret', 'PersistentVolumeClaim']);

/** Addresses of the Pod network that no Pod of a saved state has. */
const createAddresses = (world: World): (() => string) => {
  const taken = new Set(world.pods.list().map(({ status }) => status?.podIP));
  let count = 0;
  const next = (): string => {
    count += 1;
    const address = `10.244.${count >> 8}.${count & 255}`;
    return taken.has(address) ? next() : address;
  };
  return next;
};
