/**
 * What a command of `kafka-hooks` is, and how one is chosen.
 * A command gets its arguments and an io and returns its exit code: 0 done, 1 the thing asked about failed, 2 wrong use;
 * a command that has more to say has more, and its help names them. 70 (EX_SOFTWARE) is a fault of ours: no answer to anything.
 * It never touches `process`, so that tests run it like any function.
 */
import { inspect } from 'node:util';
import { Failure, failure } from '../errors.ts';
import { type HelpPage, overview, pageText } from './help.ts';

/** Where a command writes to. Texts end with their own newline. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether stdout is a terminal: colours and progress only then. */
  readonly isTerminal: boolean;
  /** Width of the terminal in characters, as it is now. */
  readonly columns?: number | undefined;
}

export interface Command {
  readonly name: string;
  /** What it does, in one line of the overview. */
  readonly summary: string;
  /** Printed for `kafka-hooks <name> --help`; a command without one answers --help itself, such as one of several words. */
  readonly help?: HelpPage;
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** What the arguments made happen is a fault of ours: sysexits.h calls it EX_SOFTWARE. */
const CRASHED = 70;

/**
 * Runs the command that the arguments name. Failures of the catalogue become a line on stderr and their exit code; any other
 * error is told with its stack, and its exit code is none that a command could have meant.
 */
export const dispatch = async (commands: readonly Command[], args: readonly string[], io: CommandIo): Promise<number> => {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout(overview(commands));
    return 0;
  }
  if (name === undefined) {
    io.stderr(overview(commands));
    return 2;
  }
  try {
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw unknown(name, commands);
    return await runCommand(command, rest, io);
  } catch (error) {
    if (error instanceof Failure) {
      io.stderr(`kafka-hooks: ${error.message}\n`);
      return error.exit;
    }
    io.stderr(`kafka-hooks: this is a fault of kafka-hooks, not of what was given: report it with the lines below and with the command\n`);
    io.stderr(`${inspect(error)}\n`);
    return CRASHED;
  }
};

/** Runs one command, or prints its page when its arguments ask for that. */
export const runCommand = async (command: Command, args: readonly string[], io: CommandIo): Promise<number> => {
  if (command.help === undefined || !args.some((arg) => arg === '--help' || arg === '-h')) return command.run(args, io);
  io.stdout(pageText(command.help));
  return 0;
};

const unknown = (given: string, commands: readonly Command[]): Failure => {
  if (given.startsWith('-')) return failure('UNKNOWN_FLAG', { flag: given, command: 'kafka-hooks', allowed: '--help' });
  return failure('UNKNOWN_COMMAND', { given, allowed: commands.map((command) => command.name).join(', ') });
};
