/** Where a command under test writes to: what it said is kept, and nothing reaches the terminal of the tests. */
import type { CommandIo } from '../../../hooks/cli/command.ts';

export interface RecordedIo {
  readonly io: CommandIo;
  readonly written: { out: string; err: string };
}

/** An io that is no terminal. */
export const recordedIo = (): RecordedIo => {
  const written = { out: '', err: '' };
  const io: CommandIo = {
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    isTerminal: false,
  };
  return { io, written };
};
