/**
 * What a delete does to an object: it goes at once, or it is marked and stays for those who have to finish something
 * (finalizers, and for a Pod its kubelet). Source: k8s.io/apiserver pkg/registry/{rest/delete.go,generic/registry/store.go}.
 */

import { wholeSeconds } from '../../kube/conditions.ts';
import type { ObjectMeta } from '../../kube/types.ts';
import type { DeleteOptions } from '../../ports/api-server.ts';
import type { ApiObject, Kind } from './kind.ts';

/** Finalizer of an owner that waits for its dependents. */
export const FOREGROUND = 'foregroundDeletion';
/** Finalizer of an owner that leaves its dependents behind. */
export const ORPHAN = 'orphan';

/** The object after the call, and whether it is gone with it. It is the very object when a deletion under way goes on as it is. */
export interface Deletion {
  readonly object: ApiObject;
  readonly gone: boolean;
}

/** What a delete at a moment (milliseconds since the epoch) does. */
export const prepareDelete = (kind: Kind, object: ApiObject, { now, options }: { now: number; options: DeleteOptions }): Deletion => {
  const metadata = object.metadata ?? {};
  const finalizers = finalizersFor(metadata.finalizers ?? NONE, options.propagation);
  const grace = metadata.deletionTimestamp === undefined ? firstGrace(kind, object, options) : laterGrace(metadata, options);
  const pending = finalizers.length > 0 || (grace ?? metadata.deletionGracePeriodSeconds ?? 0) > 0 || kind.isHeld?.(object) === true;
  // What goes at once without ever having a grace period is never marked.
  const isMarked = grace !== undefined && (pending || kind.grace !== undefined);
  const marked = withFinalizers(isMarked ? mark(object, now, grace) : object, finalizers);
  return { object: isMarked ? (kind.terminating?.(marked) ?? marked) : marked, gone: !pending };
};

/** Whether an object that is being deleted waits for nobody any more. */
export const isFinished = (kind: Kind, object: ApiObject): boolean => {
  const { deletionTimestamp, finalizers = NONE, deletionGracePeriodSeconds = 0 } = object.metadata ?? {};
  return deletionTimestamp !== undefined && finalizers.length === 0 && deletionGracePeriodSeconds === 0 && kind.isHeld?.(object) !== true;
};

const firstGrace = (kind: Kind, object: ApiObject, { gracePeriodSeconds }: DeleteOptions): number =>
  kind.grace?.(object, gracePeriodSeconds) ?? 0;

/** A deletion under way may only become shorter. Undefined: it stays as it is. */
const laterGrace = ({ deletionGracePeriodSeconds = 0 }: ObjectMeta, { gracePeriodSeconds }: DeleteOptions): number | undefined =>
  gracePeriodSeconds !== undefined && gracePeriodSeconds < deletionGracePeriodSeconds ? gracePeriodSeconds : undefined;

const mark = (object: ApiObject, now: number, grace: number): ApiObject => {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = object.metadata ?? {};
  const start = deletionTimestamp === undefined ? now : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  const isFirst = deletionTimestamp === undefined;
  const metadata = {
    ...object.metadata,
    deletionTimestamp: wholeSeconds(start + grace * 1000),
    deletionGracePeriodSeconds: grace,
    // The wish to be deleted is a wish like those of the spec.
    ...(isFirst && generation !== undefined && { generation: generation + 1 }),
  };
  return { ...object, metadata };
};

const finalizersFor = (finalizers: readonly string[], propagation: DeleteOptions['propagation']): readonly string[] => {
  if (propagation === undefined) return finalizers;
  const wanted = propagation === 'Foreground' ? FOREGROUND : propagation === 'Orphan' ? ORPHAN : undefined;
  const others = finalizers.filter((finalizer) => finalizer === wanted || (finalizer !== FOREGROUND && finalizer !== ORPHAN));
  if (wanted !== undefined && !others.includes(wanted)) return [...others, wanted];
  return others.length === finalizers.length ? finalizers : others;
};

const withFinalizers = (object: ApiObject, finalizers: readonly string[]): ApiObject => {
  if ((object.metadata?.finalizers ?? NONE) === finalizers) return object;
  const { finalizers: _finalizers, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: { ...metadata, ...(finalizers.length > 0 && { finalizers }) } };
};

const NONE: readonly string[] = [];
