/**
 * Time for whatever waits: a real clock in production, a virtual one in the engine, where an hour costs as much as what
 * happens in it. Nothing in the engine reads the time or sets a timer in any other way.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs an action after so many milliseconds, never before the caller has returned; the answer cancels it. */
  after(milliseconds: number, action: () => void | Promise<void>): () => void;
}
