/**
 * Who belongs to whom: the owner references of every object, the other way round. The garbage collector asks it for the
 * dependents of an owner, which may be gone already or may never have been.
 */
import { keyOf, type ObjectKey, type ResourceType } from '../../ports/api-server.ts';
import type { ApiObject } from './kind.ts';
import type { Change, Store } from './store.ts';

/** Where an object is. */
export interface Place {
  readonly uid: string;
  readonly type: ResourceType;
  readonly key: ObjectKey;
}

export interface OwnerGraph {
  /** Takes a change in. */
  learn(change: Change): void;
  /** Undefined when no such object is there. */
  placeOf(uid: string): Place | undefined;
  /** UIDs of the objects that name this one as an owner, in the order in which they came. */
  dependentsOf(uid: string): readonly string[];
}

/** The graph of what is in a store now. */
export const createOwnerGraph = (store: Store): OwnerGraph => {
  const places = new Map<string, Place>();
  const dependents = new Map<string, Set<string>>();

  const link = (uid: string, object: ApiObject | undefined): void => {
    for (const owner of ownersOf(object)) {
      const known = dependents.get(owner) ?? new Set();
      dependents.set(owner, known.add(uid));
    }
  };
  const unlink = (uid: string, object: ApiObject | undefined): void => {
    for (const owner of ownersOf(object)) {
      const known = dependents.get(owner);
      known?.delete(uid);
      if (known?.size === 0) dependents.delete(owner);
    }
  };
  const learn: OwnerGraph['learn'] = ({ type, object, before, resource }) => {
    const uid = object.metadata?.uid ?? '';
    if (type === 'DELETED') {
      unlink(uid, before as ApiObject | undefined);
      places.delete(uid);
      return;
    }
    if (type === 'ADDED') places.set(uid, { uid, type: resource, key: keyOf(object) });
    if (object.metadata?.ownerReferences === before?.metadata?.ownerReferences) return;
    unlink(uid, before as ApiObject | undefined);
    link(uid, object as ApiObject);
  };
  for (const type of store.types()) {
    for (const object of store.list(type)) learn({ type: 'ADDED', resource: type, object, before: undefined });
  }
  return { learn, placeOf: (uid) => places.get(uid), dependentsOf: (uid) => [...(dependents.get(uid) ?? [])] };
};

/** UIDs of the owners of an object. */
export const ownersOf = (object: ApiObject | undefined): readonly string[] =>
  object?.metadata?.ownerReferences?.map(({ uid }) => uid) ?? NONE;

const NONE: readonly string[] = [];
