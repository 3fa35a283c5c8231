/**
 * Creates, updates, patches and deletions. A dry run is the same write to a copy of the world that is thrown away.
 */
import { isRecord } from '../../kube/is-record.ts';
import { metadataProblem } from '../../kube/metadata-shape.ts';
import type { KubeObject } from '../../kube/types.ts';
import { ApiError, type DeleteOptions } from '../../ports/api-server.ts';
import { badRequest } from '../api-server/refusals.ts';
import type { Call, Reply } from './call.ts';
import { definitionOf } from './definition.ts';
import { validateFields } from './field-validation.ts';
import { patched } from './patch/patch.ts';
import { existing, keyOf, selected } from './read.ts';
import { representationOf } from './representation.ts';
import { successStatus } from './status-object.ts';

/** POST of a new object. */
export const create = (call: Call): Reply => {
  const object = received(call);
  const warnings = validateFields(call, object);
  return answer(call, call.store.create(call.type, object), { status: 201, warnings });
};

/** PUT of an object or of its status. */
export const replace = (call: Call, name: string): Reply => {
  const object = received(call);
  const given = object.metadata?.name;
  if (given !== name) {
    throw badRequest(`the name of the object (${given ?? ''}) does not match the name on the URL (${name})`);
  }
  const warnings = validateFields(call, object);
  return answer(call, store(call, object), { status: 200, warnings });
};

/** PATCH of an object or of its status. */
export const patch = (call: Call, name: string): Reply => {
  const { type, contentType, body } = call;
  const current = existing(call, name);
  const builtIn = definitionOf(call.store, type) === undefined;
  const result = received({ ...call, body: patched(current, { contentType, body, kind: type.kind, builtIn }) });
  const warnings = validateFields(call, result);
  return answer(call, store(call, result), { status: 200, warnings });
};

/** DELETE of an object: what is left of it, or that it is gone. */
export const remove = (call: Call, name: string): Reply => {
  const before = existing(call, name);
  removeObject(call, before);
  const left = call.store.get(call.type, keyOf(call.path.namespace, name));
  if (left !== undefined && left.metadata?.uid === before.metadata?.uid) return answer(call, left, { status: 200 });
  const [group, version] = call.type.apiVersion.split('/');
  const { uid } = before.metadata ?? {};
  const subject = {
    name,
    ...(version === undefined ? {} : { group: group ?? '' }),
    kind: call.type.plural,
    ...(uid === undefined ? {} : { uid }),
  };
  return { status: 200, body: successStatus(subject) };
};

/** DELETE of all objects that the selectors let through. */
export const removeAll = (call: Call): Reply => {
  const objects = selected(call);
  for (const object of objects) removeObject(call, object);
  return { status: 200, body: representationOf(call).many(objects, call.history.version()) };
};

/** Deletes with the DeleteOptions of the call; throws Conflict when a precondition does not hold. */
export const removeObject = (call: Call, object: KubeObject): void => {
  assertVersion(call, object);
  const { name = '', namespace } = object.metadata ?? {};
  const options = isRecord(call.body) ? call.body : {};
  call.store.delete(call.type, keyOf(namespace, name), deleteOptions(call, options, preconditionsOf(options)['uid']));
};

/** Throws Conflict when the DeleteOptions of the call are about another version of the object. */
export const assertVersion = ({ body }: Call, { metadata }: KubeObject): void => {
  const wanted = preconditionsOf(body)['resourceVersion'];
  const resourceVersion = metadata?.resourceVersion;
  if (wanted !== undefined && wanted !== resourceVersion) {
    throw new ApiError(
      409,
      'Conflict',
      `Precondition failed: ResourceVersion in precondition: ${String(wanted)}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  }
};

const preconditionsOf = (options: unknown): Readonly<Record<string, unknown>> => {
  const preconditions = isRecord(options) ? options['preconditions'] : undefined;
  return isRecord(preconditions) ? preconditions : {};
};

const deleteOptions = ({ query }: Call, body: Readonly<Record<string, unknown>>, uid: unknown): DeleteOptions => {
  const propagation = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? undefined;
  const grace = body['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds') ?? undefined;
  if (propagation !== undefined && !isPropagation(propagation)) {
    throw new ApiError(422, 'Invalid', `DeleteOptions "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(propagation)}`);
  }
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(propagation === undefined ? {} : { propagation }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
  };
};

const isPropagation = (value: unknown): value is NonNullable<DeleteOptions['propagation']> =>
  value === 'Background' || value === 'Foreground' || value === 'Orphan';

const store = ({ store: target, type, path }: Call, object: KubeObject): KubeObject =>
  path.subresource === 'status' ? target.updateStatus(type, object) : target.update(type, object);

const answer = (call: Call, object: KubeObject, reply: Omit<Reply, 'body'>): Reply => ({
  ...reply,
  body: representationOf(call).one(object),
});

/** The body as an object of the call's type and namespace; throws BadRequest when it is another one. */
const received = ({ body, type, path }: Call): KubeObject => {
  if (!isRecord(body)) throw badRequest('the body of the request is no object');
  const { apiVersion = type.apiVersion, kind = type.kind, metadata = {} } = body;
  if (apiVersion !== type.apiVersion || kind !== type.kind) {
    const [wanted, given] = [`${type.apiVersion}, Kind=${type.kind}`, `${String(apiVersion)}, Kind=${String(kind)}`];
    throw badRequest(`the kind in the data (${given}) does not match the kind of this path (${wanted})`);
  }
  if (!isRecord(metadata)) throw badRequest('metadata of the object in the data is no object');
  const misshapen = metadataProblem(metadata);
  if (misshapen !== undefined) throw badRequest(`${type.kind} cannot be read: ${misshapen}`);
  const { namespace } = metadata;
  if (path.namespace !== undefined && namespace !== undefined && namespace !== '' && namespace !== path.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const place = path.namespace === undefined ? {} : { namespace: path.namespace };
  return { ...body, apiVersion: type.apiVersion, kind: type.kind, metadata: { ...metadata, ...place } };
};
