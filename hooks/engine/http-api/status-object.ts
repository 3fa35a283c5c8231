/**
 * Refusals and confirmations as clients read them: the `Status` kind of the API. kubectl writes its messages from the
 * reason and the details, not from the HTTP status.
 */
import { isRecord } from '../../kube/is-record.ts';
import { ApiError } from '../../ports/api-server.ts';

/** The object that a Status speaks of. */
export interface Subject {
  readonly name?: string;
  readonly group?: string;
  /** Plural in refusals of a lookup, kind in refusals of content; nobody relies on which. */
  readonly kind?: string;
  readonly uid?: string;
}

interface Cause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusObject {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: object;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Subject & { readonly causes?: readonly Cause[]; readonly retryAfterSeconds?: number };
  readonly code: number;
}

const frame = { kind: 'Status', apiVersion: 'v1', metadata: {} } as const;

/** A refused call. An error that is no ApiError is a bug, and becomes a 500 that says so. */
export const failureStatus = (error: unknown, subject: Subject = {}): StatusObject => {
  if (!(error instanceof ApiError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...frame, status: 'Failure', message: `Internal error occurred: ${message}`, reason: 'InternalError', code: 500 };
  }
  const { status: code, reason, message } = error;
  // kubectl prints the causes of an Invalid and nothing else of it.
  const causes = reason === 'Invalid' ? causesOf(message) : undefined;
  const details = { ...subject, ...(causes === undefined ? {} : { causes }) };
  return { ...frame, status: 'Failure', message, reason, ...(Object.keys(details).length === 0 ? {} : { details }), code };
};

/** A refused eviction, as the eviction subresource words it. Seconds until a retry makes sense. */
export const evictionStatus = (cause: string, retryAfterSeconds: number): StatusObject => ({
  ...frame,
  status: 'Failure',
  message: "Cannot evict pod as it would violate the pod's disruption budget.",
  reason: 'TooManyRequests',
  details: { causes: [{ reason: 'DisruptionBudget', message: cause }], ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}) },
  code: 429,
});

/** A watch that asks for what is forgotten: the client lists again. */
export const expiredStatus = (version: string): StatusObject => ({
  ...frame,
  status: 'Failure',
  message: `too old resource version: ${version}`,
  reason: 'Expired',
  code: 410,
});

/** A deletion that is done. */
export const successStatus = (subject: Subject, code = 200): StatusObject => ({ ...frame, status: 'Success', details: subject, code });

/** Whether an answer is a Status; objects of the world never are. */
export const isStatus = (body: unknown): body is StatusObject => isRecord(body) && body['kind'] === 'Status' && body['apiVersion'] === 'v1';

/** `X "name" is invalid: field: what` has its causes in the text; one that cannot be taken apart stays whole. */
const causesOf = (message: string): readonly Cause[] => {
  const what = /^[^"]*"[^"]*" is invalid: ([\s\S]*)$/.exec(message)?.[1] ?? message;
  const parts =
    what.startsWith('[') && what.endsWith(']')
      ? what.slice(1, -1).split(/, (?=[\w.[\]()<>/-]+: (?:Invalid|Required|Unsupported|Forbidden|Duplicate|Too|Internal)\b)/)
      : [what];
  return parts.map((part) => {
    const [, field, rest] = /^([^\s:]+): ([\s\S]*)$/.exec(part) ?? [];
    return field === undefined || rest === undefined ? { message: part } : { message: rest, field };
  });
};
