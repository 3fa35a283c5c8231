/**
 * Metacontroller's v2 protocol for DecoratorControllers. A decorator sees one object that somebody else owns
 * and may add labels, annotations and attachments to it; it can never change its spec.
 */
import type { KubeObject } from '../kube/types.ts';
import type { ObjectGroups } from './composite.ts';

/** Body of POST …/sync and …/finalize of a decorator. */
export interface DecoratorRequest<Target = KubeObject> {
  readonly controller: KubeObject;
  readonly object: Target;
  readonly attachments: ObjectGroups;
  readonly related: ObjectGroups;
  readonly finalizing: boolean;
}

/** Answer of a decorator. A label or annotation set to null is removed; one not named is left alone; no `status` leaves it. */
export interface DecoratorResponse {
  readonly labels?: Readonly<Record<string, string | null>>;
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly status?: object;
  readonly attachments: readonly KubeObject[];
  readonly resyncAfterSeconds?: number;
  readonly finalized?: boolean;
}
