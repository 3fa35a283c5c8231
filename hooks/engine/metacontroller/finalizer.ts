/**
 * The mark that a controller with a finalize hook puts on its parents before it does anything else, so that a deleted
 * parent waits for it. A controller without such a hook takes its own old mark away.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ApiServer, ResourceType } from '../../ports/api-server.ts';
import { atomicUpdate } from './api-writes.ts';
import type { Controller } from './controller-resource.ts';
import { isTerminating } from './fields.ts';

/** Whether an object carries a finalizer. */
export const hasFinalizer = (object: KubeObject, finalizer: string): boolean => object.metadata?.finalizers?.includes(finalizer) ?? false;

/** What is to be done about the finalizer before a sync. */
export const finalizerStep = (parent: KubeObject, { finalizer, hooks }: Controller): 'add' | 'remove' | undefined => {
  const wanted = hooks.finalize !== undefined;
  if (hasFinalizer(parent, finalizer) === wanted) return undefined;
  if (!wanted) return 'remove';
  // It may have been removed by ourselves a moment ago.
  return isTerminating(parent) ? undefined : 'add';
};

const collectorFinalizers = ['foregroundDeletion', 'orphan'];

/** Whether the children of a terminating parent are still managed: not while the garbage collector deals with them. */
export const finalizesChildren = (parent: KubeObject, { finalizer, hooks }: Controller): boolean =>
  hooks.finalize !== undefined &&
  hasFinalizer(parent, finalizer) &&
  !collectorFinalizers.some((collector) => hasFinalizer(parent, collector));

/** An object without a finalizer. */
export const withoutFinalizer = (object: KubeObject, finalizer: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers: (object.metadata?.finalizers ?? []).filter((other) => other !== finalizer) },
});

interface FinalizerWrite {
  readonly type: ResourceType;
  readonly original: KubeObject;
  readonly finalizer: string;
}

/** Adds it to the live object, unless it is there. Fails with an ApiError. */
export const addFinalizer = (api: ApiServer, { type, original, finalizer }: FinalizerWrite): Promise<KubeObject> =>
  atomicUpdate(api, {
    type,
    original,
    change: (live) =>
      hasFinalizer(live, finalizer)
        ? undefined
        : { ...live, metadata: { ...live.metadata, finalizers: [...(live.metadata?.finalizers ?? []), finalizer] } },
  });

/** Removes it from the live object, if it is there. Fails with an ApiError. */
export const removeFinalizer = (api: ApiServer, { type, original, finalizer }: FinalizerWrite): Promise<KubeObject> =>
  atomicUpdate(api, { type, original, change: (live) => (hasFinalizer(live, finalizer) ? withoutFinalizer(live, finalizer) : undefined) });
