/** Runs this Node on a script, with a bare environment, and gives back how it ended. */
import { execFile } from 'node:child_process';

export interface Ended {
  readonly code: number | string;
  /** Standard output and error, one after the other. */
  readonly output: string;
}

export const runNode = (args: readonly string[], cwd: string): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd, env: { NO_COLOR: '1' }, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), output: stdout + stderr });
    });
  });
