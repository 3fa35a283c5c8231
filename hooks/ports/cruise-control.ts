/**
 * What is asked of Cruise Control: start a task, look at tasks, look at whether it can do anything now. A task that is
 * unknown later was lost with a restart, and a Completed one may have left replicas behind: Kafka tells what came of it.
 */
import type { CallOptions } from './kafka-admin.ts';

export interface CruiseControl {
  /**
   * POST rebalance, add_broker, remove_broker or remove_disks; the answer is the header User-Task-ID.
   * NOT_READY before the load was sampled, BUSY while another task executes, REFUSED when it cannot be done.
   */
  start(task: CruiseControlTask, options: CallOptions): Promise<string>;
  /** GET user_tasks: all it remembers, oldest first. */
  tasks(options: CallOptions): Promise<readonly CruiseControlTaskView[]>;
  /** GET state. */
  state(options: CallOptions): Promise<CruiseControlState>;
}

export type CruiseControlTaskKind = 'rebalance' | 'add_broker' | 'remove_broker' | 'remove_disks';

export interface CruiseControlTask {
  readonly kind: CruiseControlTaskKind;
  /** Brokers to add or to empty; of a rebalance the only destinations, or none for all. */
  readonly brokers: readonly number[];
  /** remove_disks only: log dirs to empty, as log.dirs has them. */
  readonly logDirs?: readonly BrokerLogDir[];
}

export interface BrokerLogDir {
  readonly broker: number;
  readonly path: string;
}

/** Cruise Control's own words: computing, moving replicas, done, failed or stopped. */
export type CruiseControlTaskState = 'Active' | 'InExecution' | 'Completed' | 'CompletedWithError';

export interface CruiseControlTaskView extends CruiseControlTask {
  readonly id: string;
  readonly state: CruiseControlTaskState;
  /** Milliseconds since the epoch. */
  readonly started: number;
}

export interface CruiseControlState {
  /** The load has been sampled for long enough to make proposals. */
  readonly ready: boolean;
  /** Id of the task that moves replicas now. */
  readonly executing?: string;
}
