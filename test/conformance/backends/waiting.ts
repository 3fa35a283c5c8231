/** Waiting in real time, for the two backends that have a real API server: asks often, for what it asks is in memory. */
import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_MS = 20;
/** How long nothing may happen before things count as settled. A busy machine may need more. */
const QUIET_MS = Number(process.env['CONFORMANCE_QUIET_MS'] ?? 2000);
/** A script that never comes to rest is a hot loop, and that is a finding too. */
const RESTLESS_MS = 60_000;

export const until = async (condition: () => boolean, seconds: number): Promise<boolean> => {
  const end = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > end) return false;
    await pause(BETWEEN_MS);
  }
  return true;
};

export const quiet = async (activity: () => number): Promise<void> => {
  const end = performance.now() + RESTLESS_MS;
  for (let [seen, since] = [activity(), performance.now()]; performance.now() - since < QUIET_MS; await pause(BETWEEN_MS)) {
    if (performance.now() > end) throw new Error(`no rest within ${RESTLESS_MS / 1000} s`);
    if (activity() !== seen) [seen, since] = [activity(), performance.now()];
  }
};
