/** How long things take in Cruise Control, in milliseconds, and how much it does at once. */
export interface CruiseControlTimings {
  /** From its start until it answers. */
  readonly boot: number;
  /** From its first answer until the load was sampled for long enough. */
  readonly sampling: number;
  /** Computing proposals. */
  readonly optimization: number;
  /** execution.progress.check.interval.ms: how late it sees that replicas have moved. */
  readonly progressCheck: number;
  /** Partitions that move at one time. */
  readonly concurrentMoves: number;
  /** Copying between the disks of one broker, bytes a second. */
  readonly diskRate: number;
}

export const DEFAULT_CRUISE_CONTROL_TIMINGS: CruiseControlTimings = {
  boot: 20_000,
  sampling: 120_000,
  optimization: 5_000,
  progressCheck: 10_000,
  concurrentMoves: 10,
  diskRate: 100_000_000,
};
