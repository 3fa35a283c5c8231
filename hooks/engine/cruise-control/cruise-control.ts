/**
 * Cruise Control as the engine's world has it: one task at a time, all memory gone with a restart. What it has handed to
 * Kafka by then goes on in Kafka, the rest of the task is lost and nobody is told. It answers at once and works on timers.
 */
import type { Clock } from '../../ports/clock.ts';
import type { CruiseControl, CruiseControlTask, CruiseControlTaskState, CruiseControlTaskView } from '../../ports/cruise-control.ts';
import type { CallOptions } from '../../ports/kafka-admin.ts';
import { PortError } from '../../ports/port-error.ts';
import type { Random } from '../clock/random.ts';
import type { ClusterName } from '../kafka/clusters.ts';
import type { KafkaWorld } from '../kafka/kafka-world.ts';
import { refusalOf } from './checks.ts';
import { createExecution, type Execution } from './execution.ts';
import { propose } from './proposals.ts';
import { type CruiseControlTimings, DEFAULT_CRUISE_CONTROL_TIMINGS } from './timings.ts';

export interface SimulatedCruiseControl extends CruiseControl {
  /** Its Pod is replaced: tasks are forgotten, and the load is sampled anew. */
  restart(): void;
  /** The task that executes, or else the next one, ends CompletedWithError halfway. */
  failNext(): void;
}

export interface CruiseControlParts {
  readonly kafka: KafkaWorld;
  readonly cluster: ClusterName;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings?: Partial<CruiseControlTimings>;
}

interface Task {
  readonly id: string;
  readonly task: CruiseControlTask;
  readonly started: number;
  state: CruiseControlTaskState;
}

/** A Cruise Control that starts now. */
export const createCruiseControl = (parts: CruiseControlParts): SimulatedCruiseControl => {
  const { kafka, cluster, clock } = parts;
  const timings = { ...DEFAULT_CRUISE_CONTROL_TIMINGS, ...parts.timings };
  const random = parts.random.fork('cruise-control');
  let started = clock.now();
  let tasks: Task[] = [];
  let willFail = false;
  /** Ends what a task waits for. */
  let stop: () => void = () => {};

  const isReady = (): boolean => clock.now() >= started + timings.boot + timings.sampling;
  const current = (): Task | undefined => tasks.find(({ state }) => state === 'Active' || state === 'InExecution');
  const reach = ({ deadline }: CallOptions): void => {
    if (clock.now() >= deadline) throw new PortError('DEADLINE_EXCEEDED', 'the deadline had passed before the call');
    if (clock.now() < started + timings.boot) throw new PortError('UNREACHABLE', 'Cruise Control is starting');
  };
  const wait = (milliseconds: number, action: () => void): void => {
    stop();
    stop = clock.after(milliseconds, action);
  };
  const finish = (task: Task, state: CruiseControlTaskState): void => {
    stop();
    stop = () => {};
    task.state = state;
  };
  /** Fails a task that was chosen for it, once it has done something. */
  const failsNow = (task: Task): boolean => {
    if (!willFail) return false;
    willFail = false;
    finish(task, 'CompletedWithError');
    return true;
  };

  const compute = (task: Task): void => {
    const mover = kafka.mover(cluster);
    const proposals = mover === undefined ? 'no broker answers' : propose(task.task, mover.snapshot());
    if (typeof proposals === 'string') {
      finish(task, 'CompletedWithError');
      return;
    }
    task.state = 'InExecution';
    if (task.task.kind === 'remove_disks') wait(diskTime(kafka, cluster, task.task) / (timings.diskRate / 1_000), () => emptyDisks(task));
    else execute(task, createExecution(proposals, timings.concurrentMoves));
  };

  const emptyDisks = (task: Task): void => {
    if (failsNow(task)) return;
    const mover = kafka.mover(cluster);
    const done = byBroker(task.task).map((dirs) => mover?.emptyDirs(dirs) === true);
    finish(task, done.every((ok) => ok) ? 'Completed' : 'CompletedWithError');
  };

  const execute = (task: Task, execution: Execution): void => {
    const mover = kafka.mover(cluster);
    const progress = mover === undefined ? 'failed' : execution.advance(mover);
    if (progress !== 'moving') {
      if (!failsNow(task)) finish(task, progress === 'done' ? 'Completed' : 'CompletedWithError');
      return;
    }
    let isDue = false;
    let cancelTimer = (): void => {};
    const unwatch = kafka.watch(cluster, () => {
      if (isDue) return;
      isDue = true;
      cancelTimer = clock.after(timings.progressCheck, () => {
        unwatch();
        if (!failsNow(task)) execute(task, execution);
      });
    });
    stop = () => {
      unwatch();
      cancelTimer();
    };
  };

  return {
    start: async (task, options) => {
      reach(options);
      if (!isReady()) throw new PortError('NOT_READY', 'NotEnoughValidWindowsException: the load has not been sampled for long enough');
      if (current() !== undefined) throw new PortError('BUSY', 'Cannot start a new execution while there is an ongoing execution.');
      const snapshot = kafka.mover(cluster)?.snapshot();
      if (snapshot === undefined) throw new PortError('NOT_READY', 'no broker answers');
      const refusal = refusalOf(task, snapshot);
      if (refusal !== undefined) throw new PortError('REFUSED', refusal);
      const made: Task = { id: taskId(random), task, started: clock.now(), state: 'Active' };
      tasks.push(made);
      wait(timings.optimization, () => compute(made));
      return made.id;
    },
    tasks: async (options) => {
      reach(options);
      return tasks.map(view);
    },
    state: async (options) => {
      reach(options);
      const executing = tasks.find(({ state }) => state === 'InExecution')?.id;
      return { ready: isReady(), ...(executing !== undefined && { executing }) };
    },
    restart: () => {
      stop();
      stop = () => {};
      tasks = [];
      willFail = false;
      started = clock.now();
    },
    failNext: () => {
      willFail = true;
    },
  };
};

const view = ({ id, task, started, state }: Task): CruiseControlTaskView => ({ ...task, id, started, state });

const taskId = (random: Random): string => {
  const hex = (digits: number): string => Array.from({ length: digits }, () => random.integer(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
};

const byBroker = ({ logDirs = [] }: CruiseControlTask): readonly { readonly broker: number; readonly paths: readonly string[] }[] =>
  [...new Set(logDirs.map(({ broker }) => broker))].map((broker) => ({
    broker,
    paths: logDirs.filter((dir) => dir.broker === broker).map(({ path }) => path),
  }));

/** Bytes on the log dirs of a task. */
const diskTime = (kafka: KafkaWorld, cluster: ClusterName, { logDirs = [] }: CruiseControlTask): number =>
  (kafka.mover(cluster)?.snapshot().logDirs ?? [])
    .filter(({ broker, path }) => logDirs.some((dir) => dir.broker === broker && dir.path === path))
    .reduce((sum, { bytes }) => sum + bytes, 0);
