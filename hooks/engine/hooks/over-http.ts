/**
 * Calls the hooks over HTTP as Metacontroller does: POST of JSON with a time-out. The message of a failed call ends in
 * an Event, so it says what Metacontroller's would: which address, and why there was no answer.
 */
import type { HookCaller } from '../metacontroller/hook-caller.ts';

export interface OverHttpOptions {
  /** Whom to call instead, `http://127.0.0.1:8080`: the path of the call stays. For hooks that run where no Service is. */
  readonly base?: string;
}

/** A caller that sends each call to where its URL points, or to `base`. */
export const callOverHttp = ({ base }: OverHttpOptions = {}): HookCaller => {
  return async ({ url, timeoutMs, body }) => {
    const target = base === undefined ? url : new URL(new URL(url).pathname, base).href;
    try {
      const response = await fetch(target, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      const retryAfter = response.headers.get('Retry-After');
      return { status: response.status, text, ...(retryAfter !== null && { retryAfter }) };
    } catch (error) {
      throw new Error(`Post "${target}": ${reasonOf(error, timeoutMs)}`);
    }
  };
};

const reasonOf = (error: unknown, timeoutMs: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  // fetch tells only that it failed; why is in the cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
};
