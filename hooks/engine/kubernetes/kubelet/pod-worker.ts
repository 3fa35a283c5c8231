/**
 * Brings a Pod from its first status to its end: volumes, init containers one by one, containers, restarts, deletion.
 * `step` looks at what is and begins what comes next; it is called after everything that happens, and calling it once
 * too often does nothing.
 */
import { deepEqual } from '../../../kube/equal.ts';
import type { Pod } from '../../../kube/types.ts';
import type { Container, ProgramStarter } from '../container.ts';
import type { World } from '../world.ts';
import { type Images, pullFailure } from './images.ts';
import { containerMounts, type FileSources, podVolumes } from './mounts.ts';
import { plainProgram } from './plain-program.ts';
import { type ContainerRun, isDone, isRunning, type PodRun } from './pod-run.ts';
import { phaseOf, podStatus, restartPolicyOf } from './pod-status.ts';

interface WorkerParts {
  readonly world: World;
  readonly images: Images;
  readonly sources: FileSources;
  readonly start: ProgramStarter;
  /** The next address of the Pod network. */
  readonly nextAddress: () => string;
}

/** How a container comes to its end from outside. */
export interface Kill {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
}

interface PodWorker {
  step(run: PodRun): void;
  /** Asks the programs to end, and kills them after the grace period (seconds). */
  stop(run: PodRun, graceSeconds: number): void;
  /** Ends a running container at once. */
  kill(run: PodRun, container: ContainerRun, how: Kill): void;
  /** Begins to hear a program that runs already. */
  attach(run: PodRun, container: ContainerRun): void;
}

/** A container that ran this long starts its back-off anew. */
const FORGIVEN = 600_000;

/** The worker of all Pods of all Nodes. */
export const createPodWorker = ({ world, images, sources, start, nextAddress }: WorkerParts): PodWorker => {
  const { clock, timings } = world;
  const podOf = (run: PodRun): Pod | undefined => (run.frozen ? undefined : world.pods.same(run.key, run.uid));
  const later = (run: PodRun, delay: Parameters<World['after']>[0], action: () => void): void => {
    world.after(delay, () => {
      if (!run.frozen) action();
    });
  };

  const write = (run: PodRun): void => {
    const pod = podOf(run);
    if (pod === undefined) return;
    const hostIP = world.nodes.get({ name: run.node })?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    const status = podStatus(pod, { run, hostIP, now: clock.now() });
    if (!deepEqual(pod.status, status)) world.pods.updateStatus({ ...pod, status });
  };

  const ended = (run: PodRun, container: ContainerRun, how: Kill): void => {
    const { state } = container;
    const now = clock.now();
    const startedAt = state.is === 'running' ? state.startedAt : now;
    container.generation += 1;
    container.program = undefined;
    container.ready = false;
    container.state = { is: 'ended', end: { ...how, message: how.message, startedAt, finishedAt: now } };
    if (now - startedAt >= FORGIVEN) container.backOff = 0;
    write(run);
    step(run);
  };

  const probe = (run: PodRun, container: ContainerRun): void => {
    const { generation } = container;
    later(run, 'probe', () => {
      if (container.generation !== generation || container.program === undefined) return;
      const ready = container.program.ready();
      if (ready === container.ready) return;
      container.ready = ready;
      write(run);
    });
  };

  const launch = (run: PodRun, container: ContainerRun, pod: Pod): void => {
    container.generation += 1;
    const { generation } = container;
    const spec = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].find(({ name }) => name === container.name);
    const found = podVolumes(world, sources, pod);
    const handle: Container = {
      pod,
      name: container.name,
      mounts: containerMounts(spec ?? {}, 'volumes' in found ? found.volumes : new Map()),
      env: Object.fromEntries(
        (spec?.env ?? []).flatMap(({ name, value, valueFrom }) => (valueFrom === undefined ? [[name, value ?? '']] : [])),
      ),
      exit: (code, message) => {
        if (container.generation !== generation || run.frozen) return;
        ended(run, container, { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', ...(message !== undefined && { message }) });
      },
      changed: () => {
        if (container.generation === generation && !container.init) probe(run, container);
      },
    };
    const program = start(handle) ?? plainProgram(world, handle, container.init);
    // It may have ended while it was started.
    if (container.generation === generation) container.program = program;
  };

  const begin = (run: PodRun, container: ContainerRun): void => {
    container.busy = true;
    const go = (): void => {
      container.pulled = true;
      later(run, 'containerStart', () => {
        container.busy = false;
        const pod = podOf(run);
        if (pod === undefined || run.stopping) return;
        container.state = { is: 'running', startedAt: clock.now() };
        const hasProbe = pod.spec?.containers.find(({ name }) => name === container.name)?.readinessProbe !== undefined;
        container.ready = !container.init && !hasProbe;
        launch(run, container, pod);
        write(run);
      });
    };
    const pull = (): void => {
      const { image } = container;
      if (images.exists(image)) {
        images.pulled(run.node, image);
        go();
        return;
      }
      container.state = { is: 'waiting', reason: 'ErrImagePull', message: pullFailure(image) };
      write(run);
      later(run, 'imagePull', () => {
        if (container.image !== image || run.stopping) return;
        container.state = {
          is: 'waiting',
          reason: 'ImagePullBackOff',
          message: `Back-off pulling image "${image}": ErrImagePull: ${pullFailure(image)}`,
        };
        write(run);
      });
    };
    if (images.isThere(run.node, container.image)) go();
    else later(run, 'imagePull', pull);
  };

  const again = (run: PodRun, container: ContainerRun): void => {
    if (container.state.is !== 'ended') return;
    const wait = container.backOff;
    container.lastEnd = container.state.end;
    container.backOff = Math.min(timings.crashBackOffMost, wait === 0 ? timings.crashBackOff : wait * 2);
    container.busy = true;
    if (wait > 0) {
      const message = `back-off ${wait / 1000}s restarting failed container=${container.name} pod=${run.key.name}_${run.key.namespace}(${run.uid})`;
      container.state = { is: 'waiting', reason: 'CrashLoopBackOff', message };
      write(run);
    }
    clock.after(wait, () => {
      if (run.frozen || run.stopping) return;
      container.restarts += 1;
      begin(run, container);
    });
  };

  /** The containers that a Pod should be running now. */
  const due = (run: PodRun): readonly ContainerRun[] => {
    const init = run.containers.find((container) => container.init && !isDone(container));
    return init === undefined ? run.containers.filter((container) => !container.init) : [init];
  };

  const step = (run: PodRun): void => {
    const pod = podOf(run);
    if (pod === undefined) return;
    if (run.stopping) {
      if (!isRunning(run)) finish(run);
      return;
    }
    const policy = restartPolicyOf(pod);
    if (['Failed', 'Succeeded'].includes(phaseOf(run, policy))) return;
    const found = podVolumes(world, sources, pod);
    run.missing = 'missing' in found && !isRunning(run) ? found.missing : undefined;
    if (run.missing === undefined) {
      run.ip ??= nextAddress();
      for (const container of due(run)) {
        if (container.busy) continue;
        if (container.state.is === 'waiting') begin(run, container);
        else if (container.state.is === 'ended' && (policy === 'Always' || (policy === 'OnFailure' && !isDone(container))))
          again(run, container);
      }
    }
    write(run);
  };

  const finish = (run: PodRun): void => {
    run.cancelKill?.();
    later(run, 'podRemoval', () => {
      write(run);
      const pod = podOf(run);
      if (pod !== undefined) world.pods.delete(run.key, { uid: run.uid, gracePeriodSeconds: 0 });
    });
  };

  const killAll = (run: PodRun): void => {
    for (const container of run.containers) if (container.state.is === 'running') kill(run, container, { exitCode: 137, reason: 'Error' });
  };

  const stop = (run: PodRun, graceSeconds: number): void => {
    const first = !run.stopping;
    run.stopping = true;
    run.cancelKill?.();
    if (first && !isRunning(run)) {
      finish(run);
      return;
    }
    run.cancelKill = clock.after(graceSeconds * 1000, () => {
      if (!run.frozen) killAll(run);
    });
    if (first) for (const { program } of run.containers) program?.terminate();
  };

  const kill = (run: PodRun, container: ContainerRun, how: Kill): void => {
    if (container.state.is !== 'running') return;
    container.program?.kill();
    ended(run, container, how);
  };

  const attach = (run: PodRun, container: ContainerRun): void => {
    const pod = podOf(run);
    if (pod !== undefined) launch(run, container, pod);
  };

  return { step, stop, kill, attach };
};
