/**
 * Metacontroller's v2 protocol for CompositeControllers: what a call carries and what it may answer.
 * Written by hand from its documentation and its behaviour; there is no package of these types.
 * An answer without `children` deletes every child, so no hook builds one by hand: see guard.ts.
 */
import type { KubeObject } from '../kube/types.ts';

/** Label that Metacontroller gives to every child of a parent, and selects them by (generateSelector). */
export const CONTROLLER_UID = 'controller-uid';

/** Objects of one kind, keyed `namespace/name` (v2), `name` for cluster-scoped kinds. */
export type ObjectsByKey = Readonly<Record<string, KubeObject>>;

/** Groups by groupKey; each listed kind has a group, even an empty one. */
export type ObjectGroups = Readonly<Record<string, ObjectsByKey>>;

/** Metacontroller's name for a kind of objects: `Pod.v1`, `PodDisruptionBudget.policy/v1`. */
export const groupKey = ({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): string => `${kind}.${apiVersion}`;

/** Body of POST …/sync and …/finalize. */
export interface CompositeRequest<Parent = KubeObject> {
  readonly controller: KubeObject;
  readonly parent: Parent;
  readonly children: ObjectGroups;
  readonly related: ObjectGroups;
  readonly finalizing: boolean;
}

/** Answer to a sync or finalize call. `status` replaces the parent's whole status. */
export interface CompositeResponse<Status = object> {
  readonly status: Status;
  readonly children: readonly KubeObject[];
  /** Seconds until Metacontroller asks again, when nothing else happens. */
  readonly resyncAfterSeconds?: number;
  /** Only from finalize: true lets the parent go. */
  readonly finalized?: boolean;
}

/** Body of POST …/customize. */
export interface CustomizeRequest<Parent = KubeObject> {
  readonly controller: KubeObject;
  readonly parent: Parent;
}

/** One kind of objects that the hook wants to see. `names` excludes selectors, `namespace` excludes `namespaceSelector`. */
export interface RelatedRule {
  readonly apiVersion: string;
  /** Plural, lower case: `persistentvolumeclaims`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly names?: readonly string[];
  readonly labelSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

/** Answer to a customize call. Cached by Metacontroller per parent UID and generation: it may depend on the spec alone. */
export interface CustomizeResponse {
  readonly relatedResources: readonly RelatedRule[];
}
