/**
 * What a person is told when an API server does not do what a command needs: which right is missing, or why there was
 * no answer. Everything a command asks of a live cluster goes through here.
 */
import { type Failure, failure } from '../errors.ts';
import { ApiError } from '../ports/api-server.ts';

/** The failure of an error that came from the API server of this context; other errors stay what they are. */
export const refused = (error: unknown, context: string): unknown => {
  if (!(error instanceof ApiError)) return error;
  const reason = oneLine(error.message);
  if (error.status === 401) return failure('CREDENTIALS_REFUSED', { context, reason });
  if (error.status === 403) return forbidden(reason, context);
  if (reason.startsWith('cannot reach ')) return failure('API_UNREACHABLE', { context, reason });
  return failure('API_REFUSED', { context, reason });
};

// The API server writes: pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "demo"
const RIGHT = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/;

const forbidden = (reason: string, context: string): Failure => {
  const [, verb, resource, group, namespace] = RIGHT.exec(reason) ?? [];
  if (verb === undefined || resource === undefined) return failure('API_REFUSED', { context, reason });
  const name = group === undefined || group === '' ? resource : `${resource}.${group}`;
  return failure('NO_RIGHTS', {
    context,
    verb,
    resource: name,
    scope: namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`,
  });
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
