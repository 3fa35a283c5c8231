/**
 * The garbage collector of kube-controller-manager: what all its owners have left is deleted, whatever it holds, and an
 * owner that is deleted in the foreground stays until those that block it are gone. It asks nobody whether data is
 * lost, so our hooks have to be right before it comes. Source: k8s.io/kubernetes pkg/controller/garbagecollector.
 */
import type { ObjectMeta } from '../../kube/types.ts';
import { isApiError } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import { FOREGROUND, ORPHAN } from './deletion.ts';
import type { ApiObject } from './kind.ts';
import { createOwnerGraph, type OwnerGraph, ownersOf, type Place } from './owner-graph.ts';
import type { Change, Store } from './store.ts';

interface GarbageCollectorParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Milliseconds from a change to what the collector does about it. Default: 50. */
  readonly delay?: number;
}

type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number];

/** Collects until the answer is called. */
export const startGarbageCollector = ({ store, clock, delay = 50 }: GarbageCollectorParts): (() => void) => {
  const graph = createOwnerGraph(store);
  const waiting = new Set<string>();
  let cancel: (() => void) | undefined;

  const work = (): void => {
    cancel = undefined;
    const uids = [...waiting];
    waiting.clear();
    for (const uid of uids) {
      const place = graph.placeOf(uid);
      const object = place === undefined ? undefined : (store.get(place.type, place.key) as ApiObject | undefined);
      if (place !== undefined && object !== undefined) attempt(() => judge({ store, graph, enqueue }, place, object));
    }
  };
  const enqueue = (uids: readonly string[]): void => {
    for (const uid of uids) waiting.add(uid);
    if (waiting.size > 0) cancel ??= clock.after(delay, work);
  };
  const unsubscribe = store.subscribe((change) => {
    graph.learn(change);
    enqueue(affectedBy(graph, change));
  });
  for (const type of store.types())
    for (const object of store.list(type)) if (isConcerned(object as ApiObject)) enqueue([object.metadata?.uid ?? '']);
  return () => {
    unsubscribe();
    cancel?.();
  };
};

/** What the server refuses stays as it is; the real collector would try again, to the same end. */
const attempt = (action: () => void): void => {
  try {
    action();
  } catch (error) {
    if (!isApiError(error)) throw error;
  }
};

interface Collector {
  readonly store: Store;
  readonly graph: OwnerGraph;
  enqueue(uids: readonly string[]): void;
}

const isConcerned = (object: ApiObject): boolean => ownersOf(object).length > 0 || waitsForDependents(object) || orphansDependents(object);

/** Whom a change makes the collector look at. */
const affectedBy = (graph: OwnerGraph, { type, object, before }: Change): readonly string[] => {
  const uid = object.metadata?.uid ?? '';
  const owners = ownersOf(object as ApiObject);
  if (type === 'DELETED') return [...graph.dependentsOf(uid), ...owners];
  const starts = (is: (object: ApiObject) => boolean): boolean =>
    is(object as ApiObject) && (before === undefined || !is(before as ApiObject));
  const hasOtherOwners = object.metadata?.ownerReferences !== before?.metadata?.ownerReferences;
  const startsWaiting = starts(waitsForDependents);
  return [
    ...(hasOtherOwners && owners.length > 0 ? [uid] : []),
    // An owner may have waited for this very object.
    ...(hasOtherOwners ? ownersOf(before as ApiObject | undefined) : []),
    ...(startsWaiting ? graph.dependentsOf(uid) : []),
    ...(startsWaiting || starts(orphansDependents) ? [uid] : []),
  ];
};

const isLeaving = (object: ApiObject, finalizer: string): boolean =>
  object.metadata?.deletionTimestamp !== undefined && object.metadata.finalizers?.includes(finalizer) === true;
const waitsForDependents = (object: ApiObject): boolean => isLeaving(object, FOREGROUND);
const orphansDependents = (object: ApiObject): boolean => isLeaving(object, ORPHAN);

const judge = (collector: Collector, place: Place, object: ApiObject): void => {
  if (orphansDependents(object)) orphan(collector, place, object);
  else if (waitsForDependents(object)) releaseWhenAlone(collector, place, object);
  else if (object.metadata?.deletionTimestamp === undefined) collect(collector, place, object);
};

const collect = ({ store, graph }: Collector, place: Place, object: ApiObject): void => {
  const references = object.metadata?.ownerReferences ?? [];
  const states = references.map((reference) => ownerState(store, place, reference));
  if (references.length === 0 || states.includes('unknown')) return;
  const solid = references.filter((_, at) => states[at] === 'solid');
  if (solid.length > 0) {
    if (solid.length < references.length) store.update(place.type, withReferences(object, solid));
    return;
  }
  const isBlocking = states.includes('waiting') && graph.dependentsOf(place.uid).length > 0;
  store.delete(place.type, place.key, { uid: place.uid, propagation: propagationOf(object, isBlocking) });
};

/** An own finalizer says how an object wants to go; the dependents of one that goes in the foreground go so, too. */
const propagationOf = ({ metadata }: ApiObject, isBlocking: boolean): 'Background' | 'Foreground' | 'Orphan' => {
  if (isBlocking) return 'Foreground';
  if (metadata?.finalizers?.includes(ORPHAN) === true) return 'Orphan';
  return metadata?.finalizers?.includes(FOREGROUND) === true ? 'Foreground' : 'Background';
};

/** `unknown`: of a kind that is not served, or of a namespace that the object cannot say. Nothing is decided about it. */
const ownerState = (
  store: Store,
  { key }: Place,
  { apiVersion, kind, name, uid }: OwnerReference,
): 'solid' | 'absent' | 'waiting' | 'unknown' => {
  const type = store.types().find((served) => served.apiVersion === apiVersion && served.kind === kind);
  if (type === undefined || (type.namespaced && key.namespace === undefined)) return 'unknown';
  const owner = store.get(type, type.namespaced && key.namespace !== undefined ? { namespace: key.namespace, name } : { name });
  if (owner === undefined || owner.metadata?.uid !== uid) return 'absent';
  return waitsForDependents(owner as ApiObject) ? 'waiting' : 'solid';
};

const releaseWhenAlone = ({ store, graph, enqueue }: Collector, place: Place, object: ApiObject): void => {
  const blocking = graph.dependentsOf(place.uid).filter((uid) => blocks(store, graph.placeOf(uid), place.uid));
  if (blocking.length === 0) store.update(place.type, withoutFinalizer(object, FOREGROUND));
  else enqueue(blocking.filter((uid) => !isDeleted(store, graph.placeOf(uid))));
};

const blocks = (store: Store, place: Place | undefined, owner: string): boolean => {
  const dependent = place === undefined ? undefined : store.get(place.type, place.key);
  return dependent?.metadata?.ownerReferences?.some(({ uid, blockOwnerDeletion }) => uid === owner && blockOwnerDeletion === true) === true;
};

const isDeleted = (store: Store, place: Place | undefined): boolean =>
  place === undefined || store.get(place.type, place.key)?.metadata?.deletionTimestamp !== undefined;

const orphan = ({ store, graph }: Collector, place: Place, object: ApiObject): void => {
  for (const uid of graph.dependentsOf(place.uid)) {
    const at = graph.placeOf(uid);
    const dependent = at === undefined ? undefined : (store.get(at.type, at.key) as ApiObject | undefined);
    const others = dependent?.metadata?.ownerReferences?.filter((reference) => reference.uid !== place.uid) ?? [];
    if (at !== undefined && dependent !== undefined) store.update(at.type, withReferences(dependent, others));
  }
  store.update(place.type, withoutFinalizer(object, ORPHAN));
};

const withReferences = (object: ApiObject, references: readonly OwnerReference[]): ApiObject => ({
  ...object,
  metadata: { ...object.metadata, ownerReferences: references },
});

const withoutFinalizer = (object: ApiObject, finalizer: string): ApiObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers: (object.metadata?.finalizers ?? []).filter((other) => other !== finalizer) },
});
