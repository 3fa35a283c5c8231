// Generated from schemas/cruise-control-operation.schema.yaml by "npm run generate". Do not edit.
import type { ObjectMeta } from '../kube/types.ts';

export interface CruiseControlOperation {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** How the operation is dealt with. */
  readonly spec?: CruiseControlOperationSpec;
  /** What is to be done, and how far it is. */
  readonly status?: CruiseControlOperationStatus;
}

export interface CruiseControlOperationSpec {
  /**
   * After a failure, try again or let it be.
   * Default: retry.
   */
  readonly errorPolicy?: 'ignore' | 'retry';
  /**
   * Seconds after which a finished operation is deleted.
   * Default: it is kept.
   */
  readonly ttlSecondsAfterFinished?: number;
}

export interface CruiseControlOperationStatus {
  /** What holds and what does not, each with a reason. */
  readonly conditions?: readonly Condition[];
  /** Generation of the spec that this status answers. */
  readonly observedGeneration?: number;
  /** The task that is to be done, runs or was done last. */
  readonly currentTask?: CruiseControlTask;
  /** The policy that holds, ignore or retry. */
  readonly errorPolicy?: string;
  /** How often the task was tried again. */
  readonly retryCount?: number;
  /** Tasks that failed, the last 50. */
  readonly failedTasks?: readonly CruiseControlTask[];
}

export interface Condition {
  /** What the condition is about, such as Ready, Reconciling or Stalled. */
  readonly type: string;
  /** True, False or Unknown. */
  readonly status: string;
  /** One word for programs; the reasons are listed in the documentation. */
  readonly reason?: string;
  /** A sentence for people, which names the object it is about. */
  readonly message?: string;
  /** When status last changed, RFC 3339 in UTC. */
  readonly lastTransitionTime?: string;
  /** Generation of the spec that was judged. */
  readonly observedGeneration?: number;
}

export interface CruiseControlTask {
  /** add_broker, remove_broker, remove_disks, rebalance, or the internal stop_proposal_execution and status. */
  readonly operation?: string;
  /** Parameters of the request to Cruise Control. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Id that Cruise Control gave to the task (User-Task-ID). */
  readonly id?: string;
  /** Empty, Active, InExecution, Completed or CompletedWithError. */
  readonly state?: string;
  /** When the task was started, RFC 3339. */
  readonly started?: string;
  /** When the task was done, RFC 3339. */
  readonly finished?: string;
  /** The request that was sent. */
  readonly httpRequest?: string;
  /** HTTP status of the answer. */
  readonly httpResponseCode?: number;
  /** Figures of the proposal, such as the data to move. */
  readonly summary?: Readonly<Record<string, string>>;
  /** What went wrong. */
  readonly errorMessage?: string;
}
