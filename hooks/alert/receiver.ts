/**
 * The whole way of a delivery: which cluster is meant, what may be done, one patch with change and record, one answer. Deliveries
 * about one cluster go one after the other; replicas are kept apart by the resource version in the patch.
 */
import type { AlertWorld } from '../ports/alert-world.ts';
import type { Alert } from './alert.ts';
import type { Decision } from './decision.ts';

export interface Receiver {
  /**
   * Decides for every alert, in the order given. Fails with an ApiError when Kubernetes does not answer: then the sender has to
   * deliver again, and what was done is not done again.
   */
  receive(alerts: readonly Alert[]): Promise<readonly Decision[]>;
}

export interface ReceiverParts {
  readonly world: AlertWorld;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Told of an Event that could not be left: the decision stands without it. */
  eventFailed?(error: unknown): void;
}
