/**
 * What the service tells about itself: a log and measurements of hook calls.
 * Interfaces, so that tests listen in and the libraries stay in adapters/telemetry.
 */

/** One JSON line a message. Fields never hold bodies, tokens or Secrets. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** `error` is written as name, message and stack only: client libraries hang requests with credentials on their errors. */
type LogFields = Readonly<Record<string, unknown>> & { readonly error?: unknown };

/** One finished call. Labels are few and closed: nothing per parent. */
interface CallMeasurement {
  readonly controller: string;
  readonly hook: string;
  /** `OK`, or the code of the failure. */
  readonly outcome: string;
  readonly seconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export interface CallMeter {
  callStarted(): void;
  callEnded(call: CallMeasurement): void;
  guardTripped(controller: string, rule: string): void;
  /** A request that never became a call: wrong token, path or method. */
  refused(code: string): void;
}
