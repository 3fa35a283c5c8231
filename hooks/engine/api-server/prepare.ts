/**
 * What becomes of an object that somebody sends: the same steps for every kind, and at each the rules of the kind.
 * Pure: nothing is stored here. What is equal to the stored object is one with it afterwards, so whoever compares next
 * (no-op, generation, validation of what changed) compares references.
 */
import { shareUnchanged } from '../../kube/equal.ts';
import type { ObjectMeta } from '../../kube/types.ts';
import { keyOf } from '../../ports/api-server.ts';
import { canonical } from './canonical.ts';
import { inventSuffix, inventUid } from './identity.ts';
import type { ApiObject, Kind, Write, WriteContext } from './kind.ts';
import { clientMetadata, metadataProblems, withServerFields } from './metadata.ts';
import { badRequest, conflict, invalid, modified } from './refusals.ts';
import { assertShape } from './shape.ts';
import { storageKey } from './storage-key.ts';

/** A new object, without a resourceVersion; throws an ApiError when it is refused. */
export const prepareCreate = (kind: Kind, sent: ApiObject, context: WriteContext): ApiObject => {
  assertKind(kind, sent);
  assertShape(kind, sent, undefined);
  if ((sent.metadata?.resourceVersion ?? '') !== '') throw badRequest('resourceVersion should not be set on objects to be created');
  const written = named(clientMetadata(kind.type, sent.metadata ?? {}), context);
  const metadata: ObjectMeta = {
    ...written,
    uid: inventUid(context.random, context.knownUids),
    creationTimestamp: context.now,
    ...(kind.generation && { generation: 1 }),
  };
  const { status: _status, ...withoutStatus } = sent;
  const started = kind.type.status && kind.keepsStatus !== true ? withoutStatus : sent;
  const write = { object: inOrder(kind, { ...body(kind, started), metadata }), before: undefined, context };
  const object = complete(kind, write);
  assertValid(kind, { ...write, object });
  const status = kind.initialStatus?.({ ...write, object });
  return status === undefined ? object : { ...object, status };
};

const named = (metadata: ObjectMeta, { random }: WriteContext): ObjectMeta =>
  metadata.name === undefined && metadata.generateName !== undefined
    ? { ...metadata, name: `${metadata.generateName}${inventSuffix(random)}` }
    : metadata;

/** What a PUT meets. */
interface Present {
  readonly before: ApiObject;
  readonly context: WriteContext;
}

/** The stored object after a PUT, still with the resourceVersion of before; it is `before` itself when nothing changes. */
export const prepareUpdate = (kind: Kind, sent: ApiObject, { before, context }: Present): ApiObject => {
  assertShape(kind, sent, before);
  const write = { object: merged(kind, sent, before), before, context };
  const object = shareUnchanged(before, complete(kind, write));
  if (object === before) return before;
  assertValid(kind, { ...write, object });
  return counted(kind, object, before);
};

/** The same for a PUT of the status subresource. */
export const prepareStatus = (kind: Kind, sent: ApiObject, { before, context }: Present): ApiObject => {
  // The rest of what was sent is ignored, whatever it is.
  const ignored = { ...before, ...(sent.metadata !== undefined && { metadata: sent.metadata }) };
  assertShape(kind, { ...ignored, status: sent['status'] }, before);
  const { status: _status, ...rest } = before;
  const status = kind.dropsEmpty ? canonical(sent['status']) : sent['status'];
  const metadata = kind.statusWritesMetadata ? statusMetadata(kind, sent, before) : before.metadata;
  // A built-in kind always shows a status; a custom one only has what was written.
  const written = status ?? (kind.dropsEmpty ? {} : undefined);
  const changed = { ...rest, ...(metadata !== undefined && { metadata }), ...(written !== undefined && { status: written }) };
  const write = { object: shareUnchanged(before, changed), before, context };
  const object = shareUnchanged(before, complete(kind, write));
  if (object !== before) assertValid(kind, { ...write, object });
  return object;
};

/** Who owns an object is no matter of its status. */
const statusMetadata = (kind: Kind, sent: ApiObject, before: ApiObject): ObjectMeta => {
  const { ownerReferences: _owners, ...written } = clientMetadata(kind.type, sent.metadata ?? {});
  const owners = before.metadata?.ownerReferences;
  return withServerFields({ ...written, ...(owners !== undefined && { ownerReferences: owners }) }, before.metadata ?? {});
};

const assertValid = (kind: Kind, write: Write): void => {
  const { object, before } = write;
  const problems = [...metadataProblems(kind, object.metadata ?? {}, before?.metadata), ...(kind.problems?.(write) ?? [])];
  if (problems.length > 0) throw invalid(kind.type, object.metadata?.name ?? '', problems);
};

/** Refuses a write of an object that is another one by now, or newer. */
export const assertSame = (kind: Kind, sent: ApiObject, before: ApiObject): void => {
  const { name = '', uid, resourceVersion } = before.metadata ?? {};
  const { uid: sentUid = '', resourceVersion: sentVersion = '' } = sent.metadata ?? {};
  assertKind(kind, sent);
  if (sentUid !== '' && sentUid !== uid) {
    const failed = `Precondition failed: UID in precondition: ${sentUid}, UID in object meta: ${uid}`;
    const key = storageKey(kind, keyOf(before));
    throw conflict(
      kind.type,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${failed}`,
    );
  }
  if (sentVersion === '' && !kind.unconditionalUpdate) {
    throw invalid(kind.type, name, ['metadata.resourceVersion: Invalid value: 0: must be specified for an update']);
  }
  if (sentVersion !== '' && sentVersion !== resourceVersion) throw modified(kind.type, name);
};

const assertKind = ({ type }: Kind, { apiVersion = type.apiVersion, kind = type.kind }: ApiObject): void => {
  if (apiVersion === type.apiVersion && kind === type.kind) return;
  throw badRequest(`the object provided is a ${kind} of ${apiVersion}, and what was asked for is a ${type.kind} of ${type.apiVersion}`);
};

const merged = (kind: Kind, sent: ApiObject, before: ApiObject): ApiObject => {
  const old = before.metadata ?? {};
  const sentDeletion = sent.metadata?.deletionTimestamp ?? old.deletionTimestamp;
  if (sentDeletion !== old.deletionTimestamp) {
    throw invalid(kind.type, old.name ?? '', [
      `metadata.deletionTimestamp: Invalid value: ${JSON.stringify(sentDeletion)}: field is immutable`,
    ]);
  }
  const metadata = withServerFields(clientMetadata(kind.type, sent.metadata ?? {}), old);
  const { status: _status, ...withoutStatus } = sent;
  const status = before['status'];
  const object = kind.type.status ? { ...body(kind, withoutStatus), ...(status !== undefined && { status }) } : body(kind, sent);
  return inOrder(kind, { ...object, metadata });
};

const body = (kind: Kind, object: ApiObject): ApiObject => {
  const { metadata: _metadata, ...fields } = object;
  return kind.dropsEmpty ? canonical(fields) : fields;
};

const inOrder = ({ type }: Kind, object: ApiObject): ApiObject => {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...fields } = object;
  return { apiVersion: type.apiVersion, kind: type.kind, ...(metadata !== undefined && { metadata }), ...fields };
};

const complete = (kind: Kind, write: Write): ApiObject => kind.complete?.(write) ?? write.object;

const counted = (kind: Kind, object: ApiObject, before: ApiObject): ApiObject => {
  const generation = before.metadata?.generation;
  if (!kind.generation || generation === undefined || !isWantedDifferently(kind, object, before)) return object;
  if (kind.isSameWish?.(object, before) === true) return object;
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } };
};

const isWantedDifferently = (kind: Kind, object: ApiObject, before: ApiObject): boolean => {
  const fields = new Set([...Object.keys(object), ...Object.keys(before)]);
  fields.delete('metadata');
  if (kind.type.status) fields.delete('status');
  return [...fields].some((field) => object[field] !== before[field]);
};
