/**
 * What Metacontroller asks of a Kubernetes API server: discovery, lists, watches and writes, in the words of the API.
 * Two answers to it exist: the engine's own server in memory and a real one. Whoever is on this side of the port cannot
 * tell them apart, and a conformance suite holds that.
 */
import type { KubeObject } from '../kube/types.ts';

/** A kind of objects as discovery names it. */
export interface ResourceType {
  /** `v1`, `policy/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Lower case: `persistentvolumeclaims`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** Whether status is a subresource: written apart, and left alone by other writes. */
  readonly status: boolean;
}

/** Names one object of a type; cluster-scoped kinds have no namespace. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** The key of an object, as its metadata has it. */
export const keyOf = ({ metadata }: KubeObject): ObjectKey => {
  const name = metadata?.name ?? '';
  const namespace = metadata?.namespace;
  return namespace === undefined ? { name } : { namespace, name };
};

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** Who watches a type. Events of one watch come in the order of their resource versions. */
export interface Watcher {
  /** Everything there is, once at the start, and again whenever the watch had to start anew. */
  listed(objects: readonly KubeObject[]): void;
  changed(event: WatchEvent): void;
}

export interface DeleteOptions {
  /** Precondition: 409 when the object has another UID. */
  readonly uid?: string;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Seconds; Pods only. */
  readonly gracePeriodSeconds?: number;
}

/** All calls fail with an ApiError, never with anything else. Objects are never changed in place. */
export interface ApiServer {
  /** Every type that is served now: CustomResourceDefinitions come and go. */
  types(): Promise<readonly ResourceType[]>;
  get(type: ResourceType, key: ObjectKey): Promise<KubeObject>;
  /** All objects of the type, or those of a namespace. */
  list(type: ResourceType, namespace?: string): Promise<readonly KubeObject[]>;
  /** Resolves when the watch has begun; the answer ends it. */
  watch(type: ResourceType, watcher: Watcher): Promise<() => void>;
  create(type: ResourceType, object: KubeObject): Promise<KubeObject>;
  /** PUT; 409 when the object carries a resourceVersion that is not the newest. */
  update(type: ResourceType, object: KubeObject): Promise<KubeObject>;
  /** PUT of the status subresource: everything but status is ignored. */
  updateStatus(type: ResourceType, object: KubeObject): Promise<KubeObject>;
  delete(type: ResourceType, key: ObjectKey, options?: DeleteOptions): Promise<void>;
}

/** Kubernetes' reasons of a refused call, as far as somebody here looks at them. */
export type ApiReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Forbidden'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotFound'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType';

/** A refused call: the `Status` of the API as an error. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  readonly reason: ApiReason;

  constructor(status: number, reason: ApiReason, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
  }
}

/** Whether an error is a refused call for this reason. */
export const isApiError = (error: unknown, reason?: ApiReason): error is ApiError =>
  error instanceof ApiError && (reason === undefined || error.reason === reason);
