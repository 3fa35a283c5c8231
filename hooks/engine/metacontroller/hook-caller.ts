/**
 * How the engine's Metacontroller reaches a hook: over HTTP as the real one does, or in process, where an answer need
 * not become text and be read again. Both end in the same answer, so nothing after it knows which it was.
 */

/** One call, from what the controller resource says of its webhook. */
export interface HookCall {
  /** `http://host:port/path`, as Metacontroller would make it of url, or of service and path. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly body: object;
}

/** What came back. A body that was never text is `json`; a `text` may be anything. */
export type HookAnswer = {
  readonly status: number;
  /** The header Retry-After. */
  readonly retryAfter?: string;
} & ({ readonly json: unknown } | { readonly text: string });

/** Rejects when there is no answer at all: refused connection, time-out. The message goes into an Event. */
export type HookCaller = (call: HookCall) => Promise<HookAnswer>;
