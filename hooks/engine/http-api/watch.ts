/**
 * Watches: one JSON line an event, from a list or a resourceVersion on, until the client goes. `timeoutSeconds` is not
 * kept: seconds of the client are not seconds of this world.
 */
import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../../kube/types.ts';
import type { ResourceType, WatchEvent } from '../../ports/api-server.ts';
import { badRequest } from '../api-server/refusals.ts';
import type { Change } from '../api-server/store.ts';
import type { Call } from './call.ts';
import { type ObjectFilter, objectFilter } from './object-filter.ts';
import { selected } from './read.ts';
import { representationOf } from './representation.ts';
import { expiredStatus, failureStatus } from './status-object.ts';

/** Bytes that may wait for a client that does not read; it has to list again then. */
const MOST_UNREAD = 16 * 1024 * 1024;

/** Answers with a stream. Throws BadRequest before its first byte. */
export const watch = (call: Call, response: ServerResponse): void => {
  const { query, history } = call;
  const { type } = call;
  const filter = watchFilter(call);
  const given = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(given)) throw badRequest(`invalid resource version: ${given}`);
  const initial = query.get('sendInitialEvents') === 'true';
  const fromList = initial || given === '' || given === '0';
  const missed = fromList ? [] : history.since(Number(given));
  const existing = fromList && query.get('sendInitialEvents') !== 'false' ? selected(call).filter(filter) : [];
  const show = representationOf(call);
  const send = (event: object): void => {
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else response.write(`${JSON.stringify(event)}\n`);
  };
  const pass = (change: Change): void => {
    try {
      const event = isOfType(change, type) ? seen(change, filter) : undefined;
      if (event !== undefined) send({ type: event.type, object: show.one(event.object) });
    } catch (error) {
      // Whoever wrote has nothing to do with how this watcher wants to see it.
      send({ type: 'ERROR', object: failureStatus(error) });
      response.end();
    }
  };

  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  if (missed === undefined) {
    send({ type: 'ERROR', object: expiredStatus(given) });
    response.end();
    return;
  }
  for (const object of existing) send({ type: 'ADDED', object: show.one(object) });
  if (initial) send({ type: 'BOOKMARK', object: endOfList(call) });
  for (const change of missed) pass(change);
  const stop = history.follow(pass);
  response.once('close', stop);
};

const endOfList = ({ type: { apiVersion, kind }, history }: Call): KubeObject => ({
  apiVersion,
  kind,
  metadata: { resourceVersion: history.version(), annotations: { 'k8s.io/initial-events-end': 'true' } },
});

const watchFilter = ({ type, path, query }: Call): ObjectFilter => {
  const selects = objectFilter(type, query);
  return (object) =>
    (path.namespace === undefined || object.metadata?.namespace === path.namespace) &&
    (path.name === undefined || object.metadata?.name === path.name) &&
    selects(object);
};

const isOfType = ({ resource }: Change, { apiVersion, kind }: ResourceType): boolean =>
  resource.apiVersion === apiVersion && resource.kind === kind;

/** What a watch with selectors sees of a change: an object that no longer matches is deleted for it. */
const seen = ({ type, before, object }: Change, filter: ObjectFilter): WatchEvent | undefined => {
  const was = before !== undefined && filter(before);
  const is = type !== 'DELETED' && filter(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  return was ? { type: 'DELETED', object } : undefined;
};
