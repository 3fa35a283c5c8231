/**
 * What the API server knows of a kind: how it is named, which of the general rules hold for it, and its own rules for
 * what is filled in and what is refused. The rules of the built-in kinds are in kinds/, those of a custom kind come
 * from its CustomResourceDefinition.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ObjectKey, ResourceType } from '../../ports/api-server.ts';
import type { Random } from '../clock/random.ts';
import type { Fields } from './shape.ts';

/** An object of any kind, with the fields that only its kind knows. */
export interface ApiObject extends KubeObject {
  readonly [field: string]: unknown;
}

/** What the rules of a kind may look at beside the object. */
export interface WriteContext {
  /** RFC 3339 in whole seconds. */
  readonly now: string;
  readonly random: Random;
  /** UIDs of what was there at the first moment: none is drawn again. */
  readonly knownUids: ReadonlySet<string>;
  find(apiVersion: string, kind: string, key: ObjectKey): ApiObject | undefined;
  all(apiVersion: string, kind: string): readonly ApiObject[];
}

/** One write. `before` is undefined at creation. */
export interface Write {
  readonly object: ApiObject;
  readonly before: ApiObject | undefined;
  readonly context: WriteContext;
}

/** What an object's name must look like. */
export type NameRule = 'subdomain' | 'label' | 'serviceName' | 'path';

/** A kind and its rules; without any, everything is taken as it comes. */
export interface Kind {
  readonly type: ResourceType;
  readonly names: NameRule;
  /** The types of its fields: looked at before any of the rules below. */
  readonly shape: Fields;
  /** Whether metadata.generation counts the changes of what is wanted. */
  readonly generation: boolean;
  /** Whether a PUT without resourceVersion is taken. */
  readonly unconditionalUpdate: boolean;
  /** Whether a PUT of the status takes labels, annotations and finalizers along, as built-in kinds do. */
  readonly statusWritesMetadata: boolean;
  /** Whether the object as a whole has fields that vanish when they are empty; otherwise only its metadata. */
  readonly dropsEmpty: boolean;
  /** Whether a new object keeps the status that came with it. */
  readonly keepsStatus?: true;
  /** Brings what was sent into the form that is stored: defaults, allocations, what a client cannot set. Throws an ApiError for what cannot be read. */
  complete?(write: Write): ApiObject;
  /** The status of a new object; what the client sent of it is dropped. */
  initialStatus?(write: Write): unknown;
  /** Whether a change of the spec is no change of what is wanted, so that the generation stays. */
  isSameWish?(object: ApiObject, before: ApiObject): boolean;
  /** What is refused, each as `path: what is wrong`. */
  problems?(write: Write): readonly string[];
  /** Seconds that a deletion waits for somebody to finish it; undefined: the kind knows no grace. */
  grace?(object: ApiObject, asked: number | undefined): number;
  /** Whether something beside finalizers keeps an object that is being deleted. */
  isHeld?(object: ApiObject): boolean;
  /** What else changes in an object when its deletion begins. */
  terminating?(object: ApiObject): ApiObject;
  /** Why an object may not be deleted at all; undefined when it may. */
  undeletable?(object: ApiObject): string | undefined;
}

/** `apps` of `apps/v1`, empty for the core group. */
export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
};
