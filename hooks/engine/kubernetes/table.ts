/**
 * One kind of the store with its own type. The store is synchronous, so nothing changes between a read and the write
 * that follows it; but whatever was read before a timer was set may be gone or be another object when it fires.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { DeleteOptions, ObjectKey, ResourceType } from '../../ports/api-server.ts';
import type { Store } from '../api-server/store.ts';

/** All writes throw the store's ApiError. */
export interface Table<T extends KubeObject> {
  readonly type: ResourceType;
  get(key: ObjectKey): T | undefined;
  /** The object of this key if it still is the one with this UID. */
  same(key: ObjectKey, uid: string | undefined): T | undefined;
  list(namespace?: string): readonly T[];
  create(object: T): T;
  update(object: T): T;
  updateStatus(object: T): T;
  /** Does nothing when the object is gone. */
  delete(key: ObjectKey, options?: DeleteOptions): void;
}

/** The table of a kind; throws a NotFound when the store does not serve it. */
export const tableOf = <T extends KubeObject>(store: Store, apiVersion: string, kind: string): Table<T> => {
  const type = store.typeOf(apiVersion, kind);
  const get = (key: ObjectKey): T | undefined => store.get(type, key) as T | undefined;
  return {
    type,
    get,
    same: (key, uid) => {
      const found = get(key);
      return found?.metadata?.uid === uid ? found : undefined;
    },
    list: (namespace) => store.list(type, namespace) as readonly T[],
    create: (object) => store.create(type, object) as T,
    update: (object) => store.update(type, object) as T,
    updateStatus: (object) => store.updateStatus(type, object) as T,
    delete: (key, options) => {
      if (get(key) !== undefined) store.delete(type, key, options);
    },
  };
};
