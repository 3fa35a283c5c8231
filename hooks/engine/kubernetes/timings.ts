/**
 * How long things take in the modelled cluster. The defaults resemble a common cloud cluster with warm nodes; a test that
 * is about order and not about time may set what it likes. Every delay is varied a little, or brokers that start together
 * would do everything in the same millisecond for ever.
 */

/** Milliseconds, but for `spread`. */
export interface Timings {
  /** How far a delay may differ from its figure: 0.2 is a fifth more or less; 0 is exact. */
  readonly spread: number;
  /** From a Pod that can be placed to its node, and from a change to the next try. */
  readonly schedule: number;
  /** From a Pod on its node to the kubelet's first status. */
  readonly kubeletSync: number;
  /** An image that the node does not have yet. */
  readonly imagePull: number;
  /** From an image at hand to a running process. */
  readonly containerStart: number;
  /** An init container, from its start to its end. */
  readonly initRun: number;
  /** From the start of a program that nobody models until it is ready. */
  readonly programReady: number;
  /** From SIGTERM to the end of a program that nobody models. */
  readonly programStop: number;
  /** From a change of readiness until the probe has seen it. */
  readonly probe: number;
  /** From the end of the last container to the removal of a deleted Pod. */
  readonly podRemoval: number;
  /** From the forced deletion of a Pod to the end of its processes. */
  readonly forcedStop: number;
  /** From a ConfigMap, Secret or claim that was missing to the next try to mount it. */
  readonly mountRetry: number;
  /** First wait of a container that ended; doubled each time up to crashBackOffMost. */
  readonly crashBackOff: number;
  readonly crashBackOffMost: number;
  /** From a node that is silent to Ready=Unknown (node-monitor-grace-period). */
  readonly nodeGrace: number;
  /** From power to a kubelet that reports. */
  readonly nodeBoot: number;
  /** From a node that is gone to the removal of its Pods. */
  readonly podGarbage: number;
  readonly volumeProvision: number;
  /** The controller's part of growing a volume. */
  readonly volumeExpand: number;
  /** The kubelet's part of growing a volume: its file system. */
  readonly fileSystemResize: number;
  /** From a claim that is gone to the end of its volume. */
  readonly volumeDelete: number;
  /** From a claim that nobody uses any more to the removal of its protection. */
  readonly claimProtection: number;
  /** From a change to the status of a PodDisruptionBudget. */
  readonly disruption: number;
  /** From a change to the next try of a drain that a budget refused. */
  readonly drainRetry: number;
  /** From a new generation of a Deployment to Available. */
  readonly deployment: number;
  /** From a Service of type LoadBalancer to its address. */
  readonly loadBalancer: number;
}

/** Warm nodes, a network disk, a quiet control plane. */
export const DEFAULT_TIMINGS: Timings = {
  spread: 0.2,
  schedule: 20,
  kubeletSync: 100,
  imagePull: 2_000,
  containerStart: 1_000,
  initRun: 1_000,
  programReady: 3_000,
  programStop: 1_000,
  probe: 1_000,
  podRemoval: 500,
  forcedStop: 500,
  mountRetry: 1_000,
  crashBackOff: 10_000,
  crashBackOffMost: 300_000,
  nodeGrace: 40_000,
  nodeBoot: 10_000,
  podGarbage: 40_000,
  volumeProvision: 2_000,
  volumeExpand: 3_000,
  fileSystemResize: 2_000,
  volumeDelete: 1_000,
  claimProtection: 100,
  disruption: 50,
  drainRetry: 1_000,
  deployment: 5_000,
  loadBalancer: 3_000,
};
