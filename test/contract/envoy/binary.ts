/** The envoy program, where there is one: ENVOY_BINARY names it, or it is on PATH. Tests that need it say so when it is not there. */
import { execFileSync } from 'node:child_process';

const found = (name: string): string | undefined => {
  try {
    return execFileSync(name, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

/** Path or name of the program. */
export const ENVOY = process.env['ENVOY_BINARY'] ?? 'envoy';
/** What it says about itself; undefined when it does not run. */
export const envoyVersion = found(ENVOY);
/** For `test`: the reason why a test is not run, or false. Brokers have addresses of their own, 127.0.0.x, which only Linux gives without asking. */
export const skip: string | false =
  process.platform !== 'linux'
    ? 'needs Linux'
    : envoyVersion === undefined
      ? `no ${ENVOY}: ENVOY_BINARY names none that runs, and there is none on PATH`
      : false;
