/**
 * The life of one Kafka process: format, boot, register with the active controller, load the logs, serve, shut down.
 * A broker opens its listeners when it is unfenced and keeps them open, whatever becomes of the quorum afterwards:
 * that is what our readiness probe sees. A controller is ready while it has a vote and there is a leader.
 */
import type { Container, Program } from '../kubernetes/container.ts';
import { clusterOf, isStranger } from './clusters.ts';
import { conflictOf } from './conflicts.ts';
import { expire, fence, register, unfence } from './controller.ts';
import { diskOf, needsFormat, prepareDisks, recordsOn } from './disks.ts';
import type { NodeConfig } from './node-config.ts';
import { addVoter, isVoter, joinQuorum, reviewQuorum } from './quorum.ts';
import { type Cluster, type KafkaProcess, later, type World } from './state.ts';

/** Starts a process in a container. */
export const startProcess = (world: World, container: Container, config: NodeConfig): Program => {
  const dirs = config.dirs.map(({ path, volume }) => ({ path, disk: diskOf(world, volume) }));
  const metadata = dirs.find(({ path }) => path === config.metadataDir)?.disk ?? diskOf(world, `${config.pod}${config.metadataDir}`);
  const process: KafkaProcess = {
    config,
    container,
    dirs,
    metadata,
    cluster: undefined,
    stage: 'starting',
    controlling: false,
    open: false,
    leaderFound: () => undefined,
    halt: () => undefined,
  };
  const life = live(world, process);
  process.leaderFound = life.leaderFound;
  process.halt = life.halt;
  life.start();
  return {
    ready: () => (config.isBroker ? process.open : process.controlling && hasPlace(process)),
    terminate: life.terminate,
    kill: () => life.end(false),
  };
};

const hasPlace = (process: KafkaProcess): boolean => process.cluster?.leader !== undefined && isVoter(process.cluster, process);

interface Life {
  start(): void;
  leaderFound(): void;
  terminate(): void;
  halt(message: string): void;
  end(isClean: boolean): void;
}

const live = (world: World, process: KafkaProcess): Life => {
  const { config, container, dirs } = process;
  const { timings } = world;
  const timers = new Set<() => void>();
  let isAttempting = false;
  let isJoining = false;

  const keep = (arm: (action: () => void) => () => void, action: () => void): (() => void) => {
    const cancel = arm(() => {
      timers.delete(cancel);
      action();
    });
    timers.add(cancel);
    return cancel;
  };
  const wait = (milliseconds: number, action: () => void): void => void keep((run) => later(world, milliseconds, run), action);
  const stopTimers = (): void => {
    for (const cancel of timers) cancel();
    timers.clear();
  };

  const end = (isClean: boolean): void => {
    if (process.stage === 'gone') return;
    const { cluster } = process;
    stopTimers();
    process.stage = 'gone';
    process.open = false;
    process.controlling = false;
    world.processes.delete(process);
    for (const { disk } of dirs) {
      if (disk.user !== process) continue;
      disk.user = undefined;
      if (isClean) disk.clean = true;
    }
    if (cluster === undefined) return;
    cluster.processes.delete(process);
    const registration = cluster.registrations.get(config.nodeId);
    if (registration?.process === process) expire(world, cluster, registration);
    reviewQuorum(world, cluster);
  };
  const exit = (code: number, message: string | undefined, isClean = false): void => {
    end(isClean);
    container.exit(code, message);
  };

  const start = (): void => {
    const conflict = conflictOf(world, process);
    world.processes.add(process);
    if (conflict !== undefined) {
      world.violations.push(conflict);
      wait(timings.boot, () => exit(1, conflict));
      return;
    }
    for (const { disk } of dirs) disk.user = process;
    wait(timings.boot + (needsFormat(process) ? timings.format : 0), boot);
  };

  const boot = (): void => {
    const problem = prepareDisks(world, process);
    if (problem !== undefined) {
      exit(1, problem);
      return;
    }
    const cluster = clusterOf(world, process);
    if (isStranger(world, cluster)) {
      exit(1, 'INCONSISTENT_CLUSTER_ID: the controllers belong to a cluster with another id');
      return;
    }
    process.cluster = cluster;
    for (const { disk } of dirs) disk.cluster = cluster;
    cluster.processes.add(process);
    cluster.minInsyncReplicas = config.minInsyncReplicas;
    cluster.replicationFactor = config.replicationFactor;
    if (config.isBroker) process.stage = 'registering';
    if (config.isController) joinQuorum(world, cluster, process);
    if (config.isBroker) awaitController();
    if (cluster.leader !== undefined) leaderFound();
  };

  let stopAwaiting = (): void => {};
  const awaitController = (): void => {
    stopAwaiting();
    stopAwaiting = keep(
      (run) => world.clock.after(timings.registrationTimeout, run),
      () => exit(1, 'Shutting down because the broker was unable to register with the controller quorum'),
    );
  };

  const leaderFound = (): void => {
    const { cluster, stage } = process;
    if (cluster === undefined) return;
    const forgotten = (stage === 'up' || stage === 'recovering' || stage === 'recovered') && !cluster.registrations.has(config.nodeId);
    if (forgotten) process.stage = 'registering';
    if (process.stage === 'registering') enroll(cluster);
    else if (stage === 'recovered') goUp(cluster);
    else if (stage === 'stopping') handOver(cluster);
    join(cluster);
  };

  const enroll = (cluster: Cluster): void => {
    if (isAttempting) return;
    isAttempting = true;
    wait(timings.registration, () => {
      isAttempting = false;
      if (cluster.leader === undefined || process.stage !== 'registering') return;
      stopAwaiting();
      register(world, cluster, process);
      process.stage = 'recovering';
      wait(recoveryTime(world, process), () => {
        for (const { disk } of dirs) disk.clean = false;
        process.stage = 'recovered';
        if (cluster.leader !== undefined) leaderFound();
      });
    });
  };

  const goUp = (cluster: Cluster): void => {
    const registration = cluster.registrations.get(config.nodeId);
    if (registration?.process !== process) return;
    process.stage = 'up';
    process.open = true;
    unfence(world, cluster, registration);
    container.changed();
  };

  const join = (cluster: Cluster): void => {
    const mayJoin = config.isController && config.staticVoters === undefined && config.autoJoin && cluster.voters !== undefined;
    if (!mayJoin || isJoining || isVoter(cluster, process)) return;
    isJoining = true;
    wait(timings.voterJoin, () => {
      isJoining = false;
      if (cluster.leader !== undefined && !isVoter(cluster, process)) addVoter(world, cluster, process);
    });
  };

  const terminate = (): void => {
    if (process.stage === 'gone' || process.stage === 'stopping') return;
    const isUp = process.stage === 'up';
    const wasOpened = isUp || process.stage === 'recovered';
    process.stage = 'stopping';
    if (isUp && process.cluster !== undefined) {
      stopTimers();
      keep(
        (run) => world.clock.after(timings.shutdownTimeout, run),
        () => exit(0, undefined, true),
      );
      if (process.cluster.leader !== undefined) handOver(process.cluster);
      return;
    }
    stopTimers();
    wait(timings.shutdown / 3, () => exit(0, undefined, wasOpened));
  };

  /** Controlled shutdown: first the leaders move, then the logs are closed. */
  const handOver = (cluster: Cluster): void => {
    const registration = cluster.registrations.get(config.nodeId);
    if (!process.open || isAttempting) return;
    isAttempting = true;
    stopTimers();
    if (registration?.process === process) fence(world, cluster, registration);
    wait(timings.shutdown, () => exit(0, undefined, true));
  };

  return { start, leaderFound, terminate, halt: (message) => exit(1, message), end };
};

const recoveryTime = ({ timings }: World, { dirs }: KafkaProcess): number => {
  const unclean = dirs.filter(({ disk }) => !disk.clean && disk.replicas.size > 0).map(({ disk }) => disk);
  if (unclean.length === 0) return timings.recovery;
  const gigabytes = (unclean.reduce((sum, disk) => sum + recordsOn(disk), 0) * timings.recordBytes) / 1e9;
  return timings.uncleanRecovery + gigabytes * timings.uncleanRecoveryPerGigabyte;
};
