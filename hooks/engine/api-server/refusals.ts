/**
 * The refusals of the API server, in the words of the real one: Metacontroller shows them in Events, and users search
 * for them. Each answers with the error instead of throwing it, so that a caller reads `throw conflict(…)`.
 */
import { ApiError, type ResourceType } from '../../ports/api-server.ts';
import { groupOf } from './kind.ts';

/** `configmaps`, `kafkaclusters.kafka.banzaicloud.io`. */
const resourceName = ({ plural, apiVersion }: ResourceType): string => withGroup(plural, apiVersion);

/** `ConfigMap`, `KafkaCluster.kafka.banzaicloud.io`. */
const kindName = ({ kind, apiVersion }: ResourceType): string => withGroup(kind, apiVersion);

const withGroup = (name: string, apiVersion: string): string => {
  const group = groupOf(apiVersion);
  return group === '' ? name : `${name}.${group}`;
};

/** 404 for a kind or subresource that there is not. */
export const notServed = (): ApiError => new ApiError(404, 'NotFound', 'the server could not find the requested resource');

/** 404 for an object. */
export const notFound = (type: ResourceType, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${resourceName(type)} "${name}" not found`);

/** 404 for the namespace of a new object. */
export const namespaceNotFound = (namespace: string): ApiError => new ApiError(404, 'NotFound', `namespaces "${namespace}" not found`);

/** 409 for a new object whose name is taken. */
export const alreadyExists = (type: ResourceType, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${resourceName(type)} "${name}" already exists`);

/** 409 with a reason. */
export const conflict = (type: ResourceType, name: string, why: string): ApiError =>
  new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${resourceName(type)} "${name}": ${why}`);

/** The same where the server names the kind and not the resource: a deletion with conditions. */
export const conflictOfKind = (type: ResourceType, name: string, why: string): ApiError =>
  new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${kindName(type)} "${name}": ${why}`);

/** 409 for a write with an old resourceVersion. */
export const modified = (type: ResourceType, name: string): ApiError =>
  conflict(type, name, 'the object has been modified; please apply your changes to the latest version and try again');

/** 403 with a reason. */
export const forbidden = (type: ResourceType, name: string, why: string): ApiError =>
  new ApiError(403, 'Forbidden', `${resourceName(type)} "${name}" is forbidden: ${why}`);

/** 400 with a message. */
export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

/** 405 with a message. */
export const notAllowed = (message: string): ApiError => new ApiError(405, 'MethodNotAllowed', message);

/** An object that cannot even be read as one of its kind. */
export const unreadable = ({ kind, apiVersion }: ResourceType, why: string): ApiError =>
  badRequest(`${kind} in version "${apiVersion.slice(apiVersion.indexOf('/') + 1)}" cannot be handled as a ${kind}: ${why}`);

/** All problems of an object; there is at least one. */
export const invalid = (type: ResourceType, name: string, problems: readonly string[]): ApiError => {
  const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${kindName(type)} "${name}" is invalid: ${text}`);
};
