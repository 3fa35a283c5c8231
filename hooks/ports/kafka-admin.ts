/**
 * What is asked of a Kafka cluster: everything as of one moment, for safety is judged over the whole and not by parts
 * that were read at different times; and the two writes on topics. Every call has a deadline, every failure is a PortError.
 */

/** A deadline in milliseconds since the epoch. */
export interface CallOptions {
  readonly deadline: number;
}

export interface KafkaAdmin {
  /** Sources: DescribeCluster v2, Metadata v6, DescribeQuorum v2, DescribeConfigs v2, DescribeLogDirs v4, ListPartitionReassignments v0. */
  snapshot(options: CallOptions): Promise<KafkaSnapshot>;
  /** CreateTopics. REFUSED with fewer usable brokers than replicas, ALREADY_EXISTS when it is there. */
  createTopic(topic: NewTopic, options: CallOptions): Promise<void>;
  /** DeleteTopics. NOT_FOUND when there is none. */
  deleteTopic(name: string, options: CallOptions): Promise<void>;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** Absent: default.replication.factor of the brokers. */
  readonly replicationFactor?: number;
  /** Absent: min.insync.replicas of the brokers. */
  readonly minInsyncReplicas?: number;
}

export interface KafkaSnapshot {
  /** Registered brokers by ascending id, also those that do not run. */
  readonly brokers: readonly BrokerView[];
  readonly quorum: QuorumView;
  /** By name. */
  readonly topics: readonly TopicView[];
  /** Of brokers that answer. */
  readonly logDirs: readonly LogDirView[];
  readonly reassignments: readonly ReassignmentView[];
}

export interface BrokerView {
  readonly id: number;
  readonly rack?: string;
  /** Not heard of for broker.session.timeout.ms, shutting down, or not caught up yet: it leads nothing. */
  readonly fenced: boolean;
  readonly endpoints: readonly EndpointView[];
}

export interface EndpointView {
  readonly listener: string;
  readonly host: string;
  readonly port: number;
}

/** `leader` is the active controller; without it metadata stands still. */
export interface QuorumView {
  readonly leader?: number;
  readonly voters: readonly QuorumMemberView[];
  /** Controllers that have no vote (yet). */
  readonly observers: readonly QuorumMemberView[];
}

export interface QuorumMemberView {
  readonly id: number;
  /** Only a dynamic quorum knows it. */
  readonly directoryId?: string;
  readonly caughtUp: boolean;
}

export interface TopicView {
  readonly name: string;
  /** In force: the topic's own or the brokers'. */
  readonly minInsyncReplicas: number;
  /** By index. */
  readonly partitions: readonly PartitionView[];
}

export interface PartitionView {
  readonly index: number;
  /** Absent: offline. */
  readonly leader?: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface LogDirView {
  readonly broker: number;
  /** As log.dirs has it. */
  readonly path: string;
  /** Bytes of all replicas. */
  readonly bytes: number;
  readonly replicas: readonly ReplicaView[];
  /** Why it is offline; its replicas are unknown then. */
  readonly error?: string;
}

export interface ReplicaView {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: number;
}

export interface ReassignmentView {
  readonly topic: string;
  readonly partition: number;
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}
