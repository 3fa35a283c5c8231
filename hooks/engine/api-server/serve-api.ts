/**
 * The API server port over a store: what Metacontroller and kubectl see of it. Between them and the store lies a network
 * here too: watchers hear of changes later, each watch in its own time but in order, and a call may fail before it is
 * done, or after it was. So stale caches and lost answers can be played without anybody knowing of the play.
 */
import type { KubeObject } from '../../kube/types.ts';
import { ApiError, type ApiServer, keyOf, type ObjectKey, type ResourceType, type Watcher } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import { notFound } from './refusals.ts';
import type { Change, Store } from './store.ts';
import { nameOf } from './tables.ts';
import { createFeed, type Feed } from './watch-feed.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'updateStatus' | 'delete';

/** A call as a fault sees it. */
export interface Call {
  readonly verb: Verb;
  readonly type: ResourceType;
  readonly key?: ObjectKey;
  readonly object?: KubeObject;
}

export interface ServeOptions {
  readonly clock: Clock;
  /** Milliseconds until a watcher of this type hears of a change; asked anew for each event. Default: 0, still not at once. */
  readonly latency?: (type: ResourceType) => number;
  /** Refuses a call before it is done, or lets it be done and loses the answer (504 Timeout). */
  readonly faults?: (call: Call) => ApiError | 'lost' | undefined;
}

/** The port over a store. */
export const serveApi = (store: Store, { clock, latency = () => 0, faults = () => undefined }: ServeOptions): ApiServer => {
  const feeds = new Map<string, Set<Feed>>();
  store.subscribe((change) => {
    const listening = feeds.get(nameOf(change.resource));
    if (listening === undefined || listening.size === 0) return;
    const event = eventOf(change);
    for (const feed of listening) feed.changed(event);
  });

  const call = async <T>(asked: Call, action: () => T): Promise<T> => {
    const fault = faults(asked);
    if (fault instanceof ApiError) throw fault;
    const answer = action();
    if (fault === 'lost') throw new ApiError(504, 'Timeout', 'the server was unable to return a response in the time allotted');
    return answer;
  };
  const watch = (type: ResourceType, watcher: Watcher): (() => void) => {
    const list = (): readonly KubeObject[] => (isServed(store, type) ? store.list(type) : []);
    store.typeOf(type.apiVersion, type.kind);
    const feed = createFeed({ clock, delay: () => latency(type), list, watcher });
    const name = nameOf(type);
    const listening = feeds.get(name) ?? new Set();
    feeds.set(name, listening.add(feed));
    return () => {
      listening.delete(feed);
      feed.end();
    };
  };

  return {
    types: async () => store.types(),
    get: (type, key) =>
      call({ verb: 'get', type, key }, () => {
        const object = store.get(type, key);
        if (object === undefined) throw notFound(type, key.name);
        return object;
      }),
    list: (type, namespace) => call({ verb: 'list', type }, () => store.list(type, namespace)),
    watch: (type, watcher) => call({ verb: 'watch', type }, () => watch(type, watcher)),
    create: (type, object) => call({ verb: 'create', type, key: keyOf(object), object }, () => store.create(type, object)),
    update: (type, object) => call({ verb: 'update', type, key: keyOf(object), object }, () => store.update(type, object)),
    updateStatus: (type, object) =>
      call({ verb: 'updateStatus', type, key: keyOf(object), object }, () => store.updateStatus(type, object)),
    delete: (type, key, options) => call({ verb: 'delete', type, key }, () => store.delete(type, key, options)),
  };
};

const eventOf = ({ type, object }: Change): Parameters<Watcher['changed']>[0] => ({ type, object });

const isServed = (store: Store, type: ResourceType): boolean => store.types().some((served) => nameOf(served) === nameOf(type));
