/**
 * Gets and lists.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ObjectKey } from '../../ports/api-server.ts';
import { notFound } from '../api-server/refusals.ts';
import type { Call, Reply } from './call.ts';
import { objectFilter } from './object-filter.ts';
import { representationOf } from './representation.ts';

/** One object, with or without `/status`, or all that the selectors let through. */
export const read = (call: Call): Reply => {
  const show = representationOf(call);
  const { name } = call.path;
  const body = name === undefined ? show.many(selected(call), call.history.version()) : show.one(existing(call, name));
  return { status: 200, body };
};

/** The object that a call names; throws NotFound. */
export const existing = ({ store, type, path }: Call, name: string): KubeObject => {
  const found = store.get(type, keyOf(path.namespace, name));
  if (found !== undefined) return found;
  throw notFound(type, name);
};

/** The objects of a list or watch, by namespace and name as etcd has them. */
export const selected = ({ store, type, path, query }: Call): readonly KubeObject[] => {
  const filter = objectFilter(type, query);
  return store.list(type, path.namespace).filter(filter).toSorted(byPlace);
};

const byPlace = (a: KubeObject, b: KubeObject): number => {
  const [placeA, placeB] = [a, b].map(({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`);
  return placeA === placeB ? 0 : (placeA ?? '') < (placeB ?? '') ? -1 : 1;
};

/** A key as the store wants it: without a namespace rather than with none. */
export const keyOf = (namespace: string | undefined, name: string): ObjectKey => (namespace === undefined ? { name } : { namespace, name });
