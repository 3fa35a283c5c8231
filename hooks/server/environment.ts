/**
 * Reads the environment of a service from a table that says name, default, what is allowed and why; the help page prints
 * the same table. All problems are told at once, each with variable, value and what is allowed.
 */
import { accessSync, constants } from 'node:fs';
import { failure } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Variable<Value> {
  readonly name: string;
  /** In the words of the variable, as the help shows it. */
  readonly fallback?: string;
  readonly allowed: string;
  readonly about: string;
  /** Never repeat the value in messages. */
  readonly secret?: boolean;
  /** The value of a text, undefined when it is not allowed. */
  read(text: string): Value | undefined;
}

/** What reads one environment, and gathers what is wrong with it. */
export interface VariableReader {
  /** Undefined when it is not set and has no default, or is wrong. */
  optional<Value>(variable: Variable<Value>): Value | undefined;
  /** `whenWrong` stands in until `check` fails. */
  required<Value>(variable: Variable<Value>, whenWrong: Value): Value;
  /** Adds a sentence about variables that do not go together. */
  wrong(problem: string): void;
  /** Throws ENVIRONMENT_INVALID with every problem. */
  check(command: string): void;
}

export const variableReader = (env: Environment): VariableReader => {
  const problems: string[] = [];
  const optional = <Value>({ name, fallback, allowed, secret, read }: Variable<Value>): Value | undefined => {
    const given = env[name] ?? fallback;
    if (given === undefined) return undefined;
    const value = read(given);
    if (value === undefined) problems.push(`${name} is ${secret ? 'not usable' : JSON.stringify(given)}, allowed is ${allowed}`);
    return value;
  };
  return {
    optional,
    required: (variable, whenWrong) => optional(variable) ?? whenWrong,
    wrong: (problem) => problems.push(problem),
    check: (command) => {
      if (problems.length > 0) throw failure('ENVIRONMENT_INVALID', { problems: problems.join('; '), command });
    },
  };
};

/** A table for the help page. */
export const helpOf = (variables: Readonly<Record<string, Variable<unknown>>>) =>
  Object.values(variables).map(({ name, fallback, about, allowed }) => ({
    term: fallback === undefined ? name : `${name}=${fallback}`,
    about: `${about} (${allowed})`,
  }));

export const integer =
  (least: number, most: number) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

const KILOBYTE = 1024;
const MEGABYTE = 1024 * 1024;

/** Bytes from 1 kB up to so many megabytes. */
export const bytes =
  (mostMegabytes: number) =>
  (text: string): number | undefined => {
    const [, digits = '', unit = ''] = /^(\d{1,9})(kb|mb)?$/i.exec(text) ?? [];
    const value = Number(digits) * ({ kb: KILOBYTE, mb: MEGABYTE }[unit.toLowerCase()] ?? 1);
    return value >= KILOBYTE && value <= mostMegabytes * MEGABYTE ? value : undefined;
  };

export const text = (value: string): string | undefined => (value.trim() === '' ? undefined : value);

export const readableFile = (file: string): string | undefined => {
  try {
    accessSync(file, constants.R_OK);
    return text(file);
  } catch {
    return undefined;
  }
};

export const PORTS = 'a number from 0 to 65535; 0 takes any free port';
export const port = integer(0, 65_535);
