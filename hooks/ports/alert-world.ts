/**
 * What the alert hook asks of Kubernetes: to read KafkaClusters and claims, to change one KafkaCluster in one patch, and to
 * leave an Event. Every call fails with an ApiError and nothing else.
 */
import type { KubeObject, PersistentVolumeClaim } from '../kube/types.ts';
import type { ObjectKey } from './api-server.ts';

/** An operation of a JSON patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  /** A JSON pointer: `/spec/brokers/-`. */
  readonly path: string;
  readonly value?: unknown;
}

/** An Event about a KafkaCluster. */
export interface ClusterEvent {
  readonly cluster: KubeObject;
  readonly type: 'Normal' | 'Warning';
  /** One word. */
  readonly reason: string;
  readonly message: string;
  /** What was tried: `UpScale`. */
  readonly action: string;
}

export interface AlertWorld {
  /** A KafkaCluster as it is now; undefined when there is none. */
  cluster(key: ObjectKey): Promise<KubeObject | undefined>;
  /** All KafkaClusters. */
  clusters(): Promise<readonly KubeObject[]>;
  /** A claim as it is now; undefined when there is none. */
  claim(key: ObjectKey): Promise<PersistentVolumeClaim | undefined>;
  /**
   * Changes a KafkaCluster under our own field manager, and answers what it is then. The operations name the resource version that they
   * were made for: Conflict when it is not the newest, Invalid when the API server does not take the result.
   */
  patch(key: ObjectKey, operations: readonly PatchOperation[]): Promise<KubeObject>;
  event(event: ClusterEvent): Promise<void>;
}
