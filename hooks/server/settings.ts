/**
 * The environment of `serve`, checked before anything starts. One table says name, default, what is allowed and why;
 * the help page prints the same table. All problems are told at once, each with variable, value and what is allowed.
 */
import { accessSync, constants } from 'node:fs';
import { type LogLevel, logLevels } from '../adapters/telemetry/log.ts';
import { failure } from '../errors.ts';

export interface Settings {
  readonly port: number;
  readonly adminPort: number;
  readonly host: string | undefined;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly deadlineMs: number;
  readonly drainMs: number;
  readonly logLevel: LogLevel;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable<Value> {
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

const integer =
  (least: number, most: number) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

const MEGABYTE = 1024 * 1024;

const bytes = (text: string): number | undefined => {
  const [, digits = '', unit = ''] = /^(\d{1,9})(kb|mb)?$/i.exec(text) ?? [];
  const value = Number(digits) * ({ kb: 1024, mb: MEGABYTE }[unit.toLowerCase()] ?? 1);
  return value >= 1024 && value <= 512 * MEGABYTE ? value : undefined;
};

const text = (value: string): string | undefined => (value.trim() === '' ? undefined : value);

const readableFile = (file: string): string | undefined => {
  try {
    accessSync(file, constants.R_OK);
    return text(file);
  } catch {
    return undefined;
  }
};

const ports = 'a number from 0 to 65535; 0 takes any free port';

const variables = {
  port: { name: 'PORT', fallback: '8080', allowed: ports, about: 'port of the hooks', read: integer(0, 65_535) },
  adminPort: {
    name: 'ADMIN_PORT',
    fallback: '8081',
    allowed: ports,
    about: 'port of /healthz, /readyz and /metrics',
    read: integer(0, 65_535),
  },
  host: { name: 'HOST', allowed: 'an address of this machine', about: 'address to listen on; all if not set', read: text },
  deadlineMs: {
    name: 'HOOK_DEADLINE_MS',
    fallback: '8000',
    allowed: 'milliseconds from 100 to 120000',
    about: 'longest time of a call; keep it below the time-out of Metacontroller (10 s)',
    read: integer(100, 120_000),
  },
  bodyLimit: {
    name: 'BODY_LIMIT',
    fallback: '64mb',
    allowed: 'bytes, kb or mb, from 1kb to 512mb',
    about: 'largest request; 1000 pods need 12 MB',
    read: bytes,
  },
  tokenFile: {
    name: 'HOOK_TOKEN_FILE',
    allowed: 'a file that can be read',
    about: 'bearer tokens that callers must show, one a line; read again when it changes',
    read: readableFile,
  },
  token: {
    name: 'HOOK_TOKEN',
    allowed: 'a token that is not empty',
    about: 'the same as a value, for trying out',
    secret: true,
    read: text,
  },
  logLevel: {
    name: 'LOG_LEVEL',
    fallback: 'info',
    allowed: logLevels.join(', '),
    about: 'debug also shows customize and decorator calls',
    read: (value: string) => logLevels.find((level) => level === value),
  },
  drainMs: {
    name: 'DRAIN_MS',
    fallback: '5000',
    allowed: 'milliseconds from 0 to 20000',
    about: 'time between "not ready" and closing, so that the Service notices',
    read: integer(0, 20_000),
  },
} as const satisfies { readonly [Key in keyof Settings]: Variable<NonNullable<Settings[Key]>> };

/** The table for the help page. */
export const environmentHelp = Object.values<Variable<unknown>>(variables).map(({ name, fallback, about, allowed }) => ({
  term: fallback === undefined ? name : `${name}=${fallback}`,
  about: `${about} (${allowed})`,
}));

/** Reads the settings; throws ENVIRONMENT_INVALID with every problem. */
export const readSettings = (env: Environment): Settings => {
  const problems: string[] = [];
  const optional = <Value>({ name, fallback, allowed, secret, read }: Variable<Value>): Value | undefined => {
    const given = env[name] ?? fallback;
    if (given === undefined) return undefined;
    const value = read(given);
    if (value === undefined) problems.push(`${name} is ${secret ? 'not usable' : JSON.stringify(given)}, allowed is ${allowed}`);
    return value;
  };
  const required = <Value>(variable: Variable<Value>, whenWrong: Value): Value => optional(variable) ?? whenWrong;
  const settings: Settings = {
    port: required(variables.port, 0),
    adminPort: required(variables.adminPort, 0),
    host: optional(variables.host),
    bodyLimit: required(variables.bodyLimit, 0),
    deadlineMs: required(variables.deadlineMs, 0),
    drainMs: required(variables.drainMs, 0),
    logLevel: required<LogLevel>(variables.logLevel, 'info'),
    token: optional(variables.token),
    tokenFile: optional(variables.tokenFile),
  };
  if (env['HOOK_TOKEN'] !== undefined && env['HOOK_TOKEN_FILE'] !== undefined) {
    problems.push('HOOK_TOKEN and HOOK_TOKEN_FILE are both set, allowed is one of them');
  }
  if (settings.port !== 0 && settings.port === settings.adminPort) problems.push(`PORT and ADMIN_PORT are both ${settings.port}`);
  if (problems.length > 0) throw failure('ENVIRONMENT_INVALID', { problems: problems.join('; ') });
  return settings;
};
