/**
 * What a controller is to the server: a name (its URL path), a kind and its hooks.
 * The server knows nothing else about a controller, so adding one is one line in registry.ts.
 */
import type { KubeObject } from '../kube/types.ts';
import type { CompositeRequest, CompositeResponse, CustomizeRequest, CustomizeResponse } from './composite.ts';
import type { DecoratorRequest, DecoratorResponse } from './decorator.ts';

/** What the server hands to each call. */
export interface CallContext {
  /** The moment of the call, milliseconds since the epoch: the only clock that a hook reads. */
  readonly now: number;
}

// Methods, not function properties: the registry holds controllers of different parents in one list.
export interface CompositeController<Parent extends KubeObject = KubeObject, Status extends object = object> {
  readonly type: 'composite';
  /** First segment of the URL path; also the name of the CompositeController resource. */
  readonly name: string;
  customize?(request: CustomizeRequest<Parent>): CustomizeResponse;
  sync(request: CompositeRequest<Parent>, context: CallContext): Promise<CompositeResponse<Status>>;
  finalize?(request: CompositeRequest<Parent>, context: CallContext): Promise<CompositeResponse<Status>>;
  /** What the answer may leave out on purpose: recorded in the parent's status by an earlier call. */
  granted(parent: Parent): Grants;
}

/** Recorded intents to remove children, read from the parent's observed status; never from the answer under judgement. */
export interface Grants {
  /** Names of Pods that may be missing from the answer, with the UID that the grant was given for. */
  readonly pods: readonly { readonly name: string; readonly uid: string }[];
  /** Names of PersistentVolumeClaims that may be missing. */
  readonly claims: readonly { readonly name: string; readonly uid: string }[];
}

export interface DecoratorController<Target extends KubeObject = KubeObject> {
  readonly type: 'decorator';
  readonly name: string;
  customize?(request: CustomizeRequest<Target>): CustomizeResponse;
  sync(request: DecoratorRequest<Target>, context: CallContext): Promise<DecoratorResponse>;
  finalize?(request: DecoratorRequest<Target>, context: CallContext): Promise<DecoratorResponse>;
}

export type Controller = CompositeController | DecoratorController;
