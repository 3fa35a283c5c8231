/**
 * Measures how late the event loop is. A loop that is seconds late answers nobody in time, and a restart helps:
 * that is what the liveness probe asks.
 */
export interface Heartbeat {
  /** How late the last beat was, or the next one is by now. */
  lagMs(): number;
  stop(): void;
}

const BEAT_MS = 1000;

/** Starts to beat; does not keep the process alive. */
export const startHeartbeat = (): Heartbeat => {
  let last = performance.now();
  let lag = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    lag = Math.max(0, now - last - BEAT_MS);
    last = now;
  }, BEAT_MS).unref();
  return { lagMs: () => Math.max(lag, performance.now() - last - BEAT_MS), stop: () => clearInterval(timer) };
};
