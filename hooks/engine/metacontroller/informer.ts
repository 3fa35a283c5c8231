/**
 * A cache of all objects of one type, fed by one watch and shared by every controller that needs the type. It is as old
 * as the watch makes it, and nobody reads past it except where Metacontroller does. Indexed by controller, for most of
 * what is in it belongs to others.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ApiServer, ResourceType, WatchEvent } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import { uidOf } from './fields.ts';
import { objectKey } from './groups.ts';
import { controllerOf } from './owner-references.ts';

/** Told after the cache has changed. */
export interface Handlers {
  added(object: KubeObject): void;
  /** The same object twice when nothing happened but time. */
  updated(before: KubeObject, after: KubeObject): void;
  deleted(object: KubeObject): void;
  /** Everything was listed for the first time. */
  synced?(): void;
}

export interface Informer {
  readonly type: ResourceType;
  synced(): boolean;
  /** By `namespace/name`, or `name` without a namespace. */
  get(key: string): KubeObject | undefined;
  /** All objects, or those of a namespace. */
  list(namespace?: string): readonly KubeObject[];
  /** Those whose controller has this UID. */
  ownedBy(uid: string, namespace?: string): readonly KubeObject[];
  /** Those without a controller. */
  orphans(namespace?: string): readonly KubeObject[];
  /** What is there already is told as an update of itself; the answer ends it. */
  subscribe(handlers: Handlers): () => void;
  stop(): void;
}

const FIRST_BACKOFF_MS = 800;
const LONGEST_BACKOFF_MS = 30_000;
// No UID looks like this.
const ORPHANS = '';

/** An informer whose watch begins with the next action of the clock, and is tried again until it does. */
export const startInformer = ({ api, clock }: { api: ApiServer; clock: Clock }, type: ResourceType): Informer => {
  const objects = new Map<string, KubeObject>();
  const byController = new Map<string, Map<string, KubeObject>>();
  const subscribers = new Set<Handlers>();
  let isSynced = false;
  let stopped = false;
  let endWatch: (() => void) | undefined;

  const indexOf = (object: KubeObject): string => controllerOf(object)?.uid ?? ORPHANS;
  const unindex = (key: string, object: KubeObject): void => {
    const index = indexOf(object);
    const group = byController.get(index);
    group?.delete(key);
    if (group?.size === 0) byController.delete(index);
  };
  const put = (object: KubeObject): KubeObject | undefined => {
    const key = objectKey(object);
    const before = objects.get(key);
    const index = indexOf(object);
    if (before !== undefined && indexOf(before) !== index) unindex(key, before);
    objects.set(key, object);
    const group = byController.get(index);
    if (group === undefined) byController.set(index, new Map([[key, object]]));
    else group.set(key, object);
    return before;
  };
  const store = (object: KubeObject): void => {
    const before = put(object);
    for (const handlers of subscribers) {
      if (before === undefined) handlers.added(object);
      else handlers.updated(before, object);
    }
  };
  const remove = (key: string, last: KubeObject): void => {
    const before = objects.get(key);
    if (before === undefined) return;
    objects.delete(key);
    unindex(key, before);
    for (const handlers of subscribers) handlers.deleted(last);
  };

  const listed = (all: readonly KubeObject[]): void => {
    if (stopped) return;
    const present = new Set(all.map(objectKey));
    for (const [key, object] of [...objects]) if (!present.has(key)) remove(key, object);
    for (const object of all) store(object);
    if (isSynced) return;
    isSynced = true;
    for (const handlers of subscribers) handlers.synced?.();
  };
  const changed = ({ type: change, object }: WatchEvent): void => {
    if (stopped) return;
    if (change === 'DELETED') remove(objectKey(object), object);
    else store(object);
  };
  const begin = (backoffMs: number): void => {
    clock.after(backoffMs, async () => {
      if (stopped) return;
      try {
        const end = await api.watch(type, { listed, changed });
        if (stopped) end();
        else endWatch = end;
      } catch {
        // Refused (no rights, no such type any more, a server that is away): as a reflector of client-go does, again and again.
        begin(Math.min(Math.max(backoffMs * 2, FIRST_BACKOFF_MS), LONGEST_BACKOFF_MS));
      }
    });
  };
  begin(0);

  const inNamespace = (all: Iterable<KubeObject>, namespace: string | undefined): readonly KubeObject[] =>
    namespace === undefined || namespace === '' ? [...all] : [...all].filter(({ metadata }) => metadata?.namespace === namespace);
  return {
    type,
    synced: () => isSynced,
    get: (key) => objects.get(key),
    list: (namespace) => inNamespace(objects.values(), namespace),
    ownedBy: (uid, namespace) => inNamespace(byController.get(uid)?.values() ?? [], namespace),
    orphans: (namespace) => inNamespace(byController.get(ORPHANS)?.values() ?? [], namespace),
    subscribe: (handlers) => {
      subscribers.add(handlers);
      if (isSynced) for (const object of [...objects.values()]) handlers.updated(object, object);
      if (isSynced) handlers.synced?.();
      return () => subscribers.delete(handlers);
    },
    stop: () => {
      stopped = true;
      subscribers.clear();
      endWatch?.();
    },
  };
};

/** Whether an update is none: a relist, or time. */
export const isSameVersion = (before: KubeObject, after: KubeObject): boolean =>
  before.metadata?.resourceVersion === after.metadata?.resourceVersion && uidOf(before) === uidOf(after);
