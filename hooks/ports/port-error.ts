/**
 * How a call to something outside fails. The code is for decisions, the message for people; `retriable` says whether the
 * same call may succeed later without anybody changing anything. Ports fail with this error and with no other.
 */

export type PortErrorCode =
  /** Nobody answered: nothing runs there, or it is starting. */
  | 'UNREACHABLE'
  /** The deadline passed; the call may have been done or not. */
  | 'DEADLINE_EXCEEDED'
  /** Somebody answered, but cannot do it now: no active controller, load not sampled yet. */
  | 'NOT_READY'
  /** Another operation is under way that excludes this one. */
  | 'BUSY'
  | 'ALREADY_EXISTS'
  | 'NOT_FOUND'
  /** The call makes no sense as it is: wrong values, or too few brokers for it. */
  | 'REFUSED';

export class PortError extends Error {
  readonly code: PortErrorCode;
  readonly retriable: boolean;

  constructor(code: PortErrorCode, message: string) {
    super(message);
    this.name = 'PortError';
    this.code = code;
    this.retriable = RETRIABLE.has(code);
  }
}

const RETRIABLE: ReadonlySet<PortErrorCode> = new Set(['UNREACHABLE', 'DEADLINE_EXCEEDED', 'NOT_READY', 'BUSY']);

/** Whether an error is one of a port, for this code. */
export const isPortError = (error: unknown, code?: PortErrorCode): error is PortError =>
  error instanceof PortError && (code === undefined || error.code === code);
