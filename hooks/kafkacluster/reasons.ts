/**
 * The closed catalogue of reasons that conditions, broker states and grants carry. Tools match on these words:
 * they are part of the interface, and docs/reference/reasons.md is made from the sentences here.
 */
export const REASONS = {
  // --- the whole cluster
  AllBrokersReady: 'Every node of the cluster runs what the spec asks for and is ready.',
  BrokersNotReady: 'Some nodes are not ready; the message names them.',
  InvalidSpec: 'The spec asks for something that cannot be; nothing was changed. The message names path, value and what is allowed.',
  ClusterIdConflict: 'Claims of this cluster hold data of different Kafka clusters. No node is started until that is resolved.',
  Deleting: 'The KafkaCluster is being deleted: nodes stop, brokers before controllers.',
  NothingPending: 'There is nothing of this kind to report.',
  Converging: 'The hooks are bringing the cluster to what the spec asks for.',
  Converged: 'What runs is what the spec asks for.',
  // --- one node
  Running: 'The node is ready.',
  Starting: 'The Pod exists and is not ready yet: it is scheduled, pulls images, formats storage, recovers logs or waits for the quorum.',
  Creating: 'The Pod is being created.',
  IdentityPending: 'The Pod waits until the cluster id and the form of the quorum, with which it formats its disks, are in status.',
  QuorumIncomplete:
    'Controllers whose claims are there are in no spec. The others do not start without them: they would found a quorum that lacks what those know.',
  ClaimsPending: 'The Pod waits until its claims are seen.',
  ExternalAddressPending:
    'The Pod waits for an external address that it advertises: a load balancer, a node port or a Kubernetes node has not told it yet.',
  RackPending: 'The Pod waits for the rack: its Kubernetes node has none of the labels in spec.rackAwareness.',
  AdoptionPending: 'A Pod or claim with this broker id exists that is not ours yet. Nothing is created for the id until it is adopted.',
  PodFailed: 'The container ended. The Pod is replaced with the same id, configuration and claims.',
  BackOff: 'The container keeps ending. The next start waits; the failed Pod stays for its logs.',
  PodNeverStarted: 'The Pod never ran, is stuck, and the spec has changed since: it is replaced.',
  Terminating: 'The Pod is being deleted; its name is free when the kubelet has confirmed that it is gone.',
  Unschedulable: 'No Kubernetes node can take the Pod; the message is the scheduler’s.',
  RemovalPending: 'The broker left the spec. It stays, with everything it has, until its partitions are moved elsewhere.',
  RestartPending: 'The spec changed in a way that a running broker cannot follow. The broker goes on with what it runs with.',
  RebalancePending: 'A rebalance was asked for, by an alert or by a person, and has not been done yet.',
  // --- ways in from outside
  ExternalAccessReady: 'Every external listener has its way in, and every broker advertises it.',
  ProxyNotReady: 'No Pod of the proxy is available.',
  ServicePending: 'A Service that makes the way in is not there yet.',
  TlsSecretMissing: 'The Secret with the certificate that the proxy shows is not there. Pods of the proxy start when it is.',
  // --- claims
  VolumeNotExpandable: 'The claim should grow, but its storage class does not allow expansion or it is not bound yet.',
} as const;

export type Reason = keyof typeof REASONS;
