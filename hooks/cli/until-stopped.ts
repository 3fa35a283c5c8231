/**
 * Runs a service until its process is told to stop, and then ends it in order.
 * As PID 1 of a container a Node process has no default action on SIGTERM, so stopping is ours to arrange.
 */
import type { Log } from '../ports/telemetry.ts';

/** What a service needs of its process. */
export interface ServiceProcess {
  /** Calls back on SIGTERM and SIGINT, each time. */
  onStop(listener: (signal: string) => void): void;
  /** Calls back on an exception or rejection that nobody caught. */
  onCrash(listener: (error: unknown) => void): void;
  exit(code: number): void;
}

/** The kubelet kills after 30 s; ending before that leaves a log line that says why. */
const HARD_EXIT_MS = 25_000;

/** Resolves with the exit code when what was started has stopped. */
export const runUntilStopped = async (
  { onStop, onCrash, exit }: ServiceProcess,
  log: Log,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<number> => {
  onCrash((error) => {
    log.error({ error }, 'crashed on an error that nobody caught');
    exit(1);
  });
  const stopAsked = new Promise<string>((resolve) => {
    onStop(resolve);
  });
  const service = await start();
  const signal = await stopAsked;
  log.info({ signal }, 'stopping');
  const hardExit = setTimeout(() => {
    log.error({}, 'calls in flight did not end in time');
    exit(1);
  }, HARD_EXIT_MS);
  await service.stop();
  clearTimeout(hardExit);
  return 0;
};
