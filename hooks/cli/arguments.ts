/**
 * Reads the flags and operands of a command. Node's own parser splits the words; the judging is ours, because a wrong one
 * has to be answered with its name and what is allowed (exit code 2).
 */
import { parseArgs } from 'node:util';
import { failure } from '../errors.ts';

export interface Flag {
  /** Long name without dashes. */
  readonly name: string;
  readonly short?: string;
  /** A flag without `value` is a switch. Otherwise what it takes: words of a closed list, or a description such as `FILE`. */
  readonly value?: readonly string[] | string;
}

/** A word that is no flag and has to be there: `FILE`. */
export interface Operand {
  readonly operand: string;
}

export interface Arguments {
  /** Values in the order given, by flag name; a switch that was given has one empty value. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** In the order given, one for each that the command takes. */
  readonly operands: readonly string[];
  /** The value of a flag that counts once: the last one given. */
  readonly last: (flag: string) => string | undefined;
}

/** Splits and checks the arguments of a command; throws a Failure that names what is wrong and what is allowed. */
export const readArguments = (command: string, args: readonly string[], takes: readonly (Flag | Operand)[]): Arguments => {
  const allowed = takes.filter((one) => 'name' in one);
  const wanted = takes.filter((one) => 'operand' in one);
  const options = Object.fromEntries(
    allowed.map(({ name, short, value }) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: true, ...(short === undefined ? {} : { short }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  const flags = new Map<string, readonly string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = allowed.find(({ name }) => name === token.name);
    if (flag === undefined) {
      throw failure('UNKNOWN_FLAG', { flag: token.rawName, command, allowed: [...allowed.map(label), '--help'].join(', ') });
    }
    flags.set(flag.name, [...(flags.get(flag.name) ?? []), valueFor(flag, token.value)]);
  }
  // After the loop: a flag that is wrong is told first.
  const operands = tokens.filter((token) => token.kind === 'positional').map(({ value }) => value);
  const [extra, missing] = [operands[wanted.length], wanted[operands.length]];
  if (extra !== undefined) throw failure('UNEXPECTED_ARGUMENT', { command, given: extra });
  if (missing !== undefined) throw failure('ARGUMENT_MISSING', { command, argument: missing.operand });
  return { flags, operands, last: (flag) => flags.get(flag)?.at(-1) };
};

const label = ({ name, short }: Flag): string => (short === undefined ? `--${name}` : `-${short}/--${name}`);

const valueFor = (flag: Flag, given: string | undefined): string => {
  if (flag.value === undefined) {
    if (given !== undefined) throw failure('FLAG_VALUE', { flag: label(flag), given: `the value ${given}`, allowed: 'no value' });
    return '';
  }
  const allowed = typeof flag.value === 'string' ? flag.value : flag.value.join(', ');
  // An empty text is a shell variable that is not set.
  if (given === undefined || given === '') throw failure('FLAG_VALUE', { flag: label(flag), given: 'no value', allowed });
  if (typeof flag.value !== 'string' && !flag.value.includes(given)) {
    throw failure('FLAG_VALUE', { flag: label(flag), given: `the value ${given}`, allowed: `one of ${allowed}` });
  }
  return given;
};
