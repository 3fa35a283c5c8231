// Generated from schemas/kafka-topic.schema.yaml by "npm run generate". Do not edit.
import type { ObjectMeta } from '../kube/types.ts';

export interface KafkaTopic {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** What is wanted. */
  readonly spec: KafkaTopicSpec;
  /** What is known. */
  readonly status?: KafkaTopicStatus;
}

export interface KafkaTopicSpec {
  /** Name of the topic in Kafka. */
  readonly name: string;
  /**
   * Number of partitions, at least 1, or -1 for the brokers' default (num.partitions). It can grow and never shrinks.
   * Default: -1.
   */
  readonly partitions?: number;
  /**
   * Replicas of each partition, at least 1, or -1 for the brokers' default (default.replication.factor).
   * Default: -1.
   */
  readonly replicationFactor?: number;
  /** Topic configuration, such as retention.ms. Keys that are not named keep the brokers' default. */
  readonly config?: Readonly<Record<string, string>>;
  /** Cluster to which the topic belongs. */
  readonly clusterRef: ClusterReference;
}

export interface ClusterReference {
  /** Name of the KafkaCluster. */
  readonly name: string;
  /**
   * Namespace of the KafkaCluster.
   * Default: the namespace of this resource.
   */
  readonly namespace?: string;
}

export interface KafkaTopicStatus {
  /** What holds and what does not, each with a reason. Ready is the one to wait for. */
  readonly conditions?: readonly Condition[];
  /** Generation of the spec that this status answers. */
  readonly observedGeneration?: number;
  /** created, as soon as the topic exists. */
  readonly state?: string;
  /** Who looks after the topic, koperator for one that is managed. */
  readonly managedBy?: string;
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
