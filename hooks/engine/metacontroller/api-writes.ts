/**
 * Writes that Metacontroller makes whatever else has changed: read the live object, change it, put it back, and again
 * when somebody was faster. The object must still be the one that was meant.
 */
import type { KubeObject } from '../../kube/types.ts';
import { ApiError, type ApiServer, isApiError, type ObjectKey, type ResourceType } from '../../ports/api-server.ts';
import { describe, uidOf } from './fields.ts';

// The real one waits up to 250 ms between its tries; an action of the virtual clock cannot wait, so these follow at once.
const TRIES = 4;

export interface AtomicUpdate {
  readonly type: ResourceType;
  /** Only its identity counts. */
  readonly original: KubeObject;
  /** The new object, or undefined when nothing is to be written. */
  readonly change: (live: KubeObject) => KubeObject | undefined;
  /** Whether to write the status subresource. */
  readonly status?: boolean;
}

/** How the server names an object. */
export const keyOf = (type: ResourceType, object: KubeObject): ObjectKey => {
  const { namespace, name = '' } = object.metadata ?? {};
  return type.namespaced && namespace !== undefined && namespace !== '' ? { namespace, name } : { name };
};

/** The written object, or the live one. Fails with an ApiError: NotFound when it is another object by now, Conflict after four tries. */
export const atomicUpdate = async (api: ApiServer, { type, original, change, status = false }: AtomicUpdate): Promise<KubeObject> => {
  for (let attempt = 1; ; attempt += 1) {
    const live = await api.get(type, keyOf(type, original));
    if (uidOf(live) !== uidOf(original)) throw new ApiError(404, 'NotFound', `${describe(original)} is gone, another has its name`);
    const changed = change(live);
    if (changed === undefined) return live;
    try {
      return await (status ? api.updateStatus(type, changed) : api.update(type, changed));
    } catch (error) {
      if (!isApiError(error, 'Conflict') || attempt === TRIES) throw error;
    }
  }
};
