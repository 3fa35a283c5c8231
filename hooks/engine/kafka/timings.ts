/**
 * How long things take in Kafka, in milliseconds unless said otherwise. Where Kafka has an option for it, it is the
 * option's default; the rest resembles a small cluster. Each wait varies by a quarter both ways, except time-outs.
 */
export interface KafkaTimings {
  /** kafka-storage format. */
  readonly format: number;
  /** From the start of the JVM until the controller's part answers and the broker's asks to be registered. */
  readonly boot: number;
  readonly registration: number;
  /** initial.broker.registration.timeout.ms: a broker that finds no controller for so long ends with code 1. */
  readonly registrationTimeout: number;
  /** Loading logs that were closed. */
  readonly recovery: number;
  /** Loading logs that were not closed: this, and so much more for each gigabyte. */
  readonly uncleanRecovery: number;
  readonly uncleanRecoveryPerGigabyte: number;
  /** From the loss of the quorum's leader to a new one. */
  readonly election: number;
  /** A new disk's way from observer to voter. */
  readonly voterJoin: number;
  /** broker.session.timeout.ms: how long a silent broker keeps its leaders. */
  readonly session: number;
  /** Closing logs after the leaders are gone. */
  readonly shutdown: number;
  /** How long a broker waits for a controller that would take its leaders. */
  readonly shutdownTimeout: number;
  /** Until a follower that lacks nothing is in sync. */
  readonly catchUp: number;
  /** Copying to one broker, bytes a second. */
  readonly copyRate: number;
  /** Size of each record, bytes. */
  readonly recordBytes: number;
}

export const DEFAULT_KAFKA_TIMINGS: KafkaTimings = {
  format: 2_000,
  boot: 4_000,
  registration: 1_000,
  registrationTimeout: 60_000,
  recovery: 1_000,
  uncleanRecovery: 8_000,
  uncleanRecoveryPerGigabyte: 5_000,
  election: 1_500,
  voterJoin: 3_000,
  session: 9_000,
  shutdown: 3_000,
  shutdownTimeout: 300_000,
  catchUp: 2_000,
  copyRate: 50_000_000,
  recordBytes: 1_000,
};
