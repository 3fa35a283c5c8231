/**
 * The engine's API server as those see it who stand beside it: the models of kubelet, scheduler and storage write
 * through the same rules as everybody, only without waiting. The port of hooks/ports/api-server.ts is made from this.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { DeleteOptions, ObjectKey, ResourceType, WatchEvent } from '../../ports/api-server.ts';

/** One change of one object, in the order of resource versions. */
export interface Change extends WatchEvent {
  readonly resource: ResourceType;
  /** The object before; undefined when it was created. */
  readonly before: KubeObject | undefined;
}

/** Every write throws an ApiError when the real server would refuse it. Objects are frozen by convention: never changed in place. */
export interface Store {
  types(): readonly ResourceType[];
  /** The type of a kind; throws a NotFound when it is not served. */
  typeOf(apiVersion: string, kind: string): ResourceType;
  get(type: ResourceType, key: ObjectKey): KubeObject | undefined;
  list(type: ResourceType, namespace?: string): readonly KubeObject[];
  create(type: ResourceType, object: KubeObject): KubeObject;
  update(type: ResourceType, object: KubeObject): KubeObject;
  updateStatus(type: ResourceType, object: KubeObject): KubeObject;
  delete(type: ResourceType, key: ObjectKey, options?: DeleteOptions): void;
  /** Called after each change, before the writer gets its answer; a listener must not write, it plans to (Clock.after). */
  subscribe(listener: (change: Change) => void): () => void;
  /** Every object as it is, by type and name; a new store can start from them. */
  snapshot(): readonly KubeObject[];
}
