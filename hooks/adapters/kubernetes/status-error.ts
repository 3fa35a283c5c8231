/**
 * What a real API server answers when it refuses, as the one error of the port. A proxy in between may answer something
 * that is no Status at all; its HTTP code then says enough.
 */
import { isRecord } from '../../kube/is-record.ts';
import { ApiError, type ApiReason } from '../../ports/api-server.ts';

const BY_CODE: Readonly<Record<number, ApiReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};
const KNOWN: ReadonlySet<string> = new Set<ApiReason>([...Object.values(BY_CODE), 'AlreadyExists', 'InternalError']);

/** The error of an answer whose HTTP code is not of success. */
export const statusError = (code: number, text: string): ApiError => errorOf(code, parsed(text));

/** The error of a Status object, as it also comes inside a watch. */
export const errorOf = (code: number, status: unknown): ApiError => {
  const { reason, message } = isRecord(status) ? status : {};
  const byCode = BY_CODE[code] ?? (code >= 500 ? 'InternalError' : 'BadRequest');
  const known = typeof reason === 'string' && KNOWN.has(reason) ? (reason as ApiReason) : byCode;
  return new ApiError(code, known, typeof message === 'string' && message !== '' ? message : `HTTP ${code}`);
};

/** There was no answer. */
export const unreachable = (origin: string, cause: unknown): ApiError =>
  new ApiError(503, 'ServiceUnavailable', `cannot reach ${origin}: ${causeOf(cause)}`);

/** Nothing was asked: what should log in, a file or a plugin, does not work. */
export const noCredentials = (origin: string, cause: unknown): ApiError =>
  new ApiError(401, 'Unauthorized', `no credentials for ${origin}: ${causeOf(cause)}`);

const causeOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  // Several addresses of one name are tried, and each fails on its own.
  const first = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause;
  return first.message === '' ? String((first as NodeJS.ErrnoException).code ?? first.name) : first.message;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
