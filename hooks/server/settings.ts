/** The environment of `serve`, checked before anything starts. */
import { type LogLevel, logLevels } from '../adapters/telemetry/log.ts';
import { bytes, type Environment, helpOf, integer, PORTS, port, readableFile, text, type Variable, variableReader } from './environment.ts';

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

const variables = {
  port: { name: 'PORT', fallback: '8080', allowed: PORTS, about: 'port of the hooks', read: port },
  adminPort: { name: 'ADMIN_PORT', fallback: '8081', allowed: PORTS, about: 'port of /healthz, /readyz and /metrics', read: port },
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
    read: bytes(512),
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
export const environmentHelp = helpOf(variables);

/** Reads the settings; throws ENVIRONMENT_INVALID with every problem. */
export const readSettings = (env: Environment): Settings => {
  const { optional, required, wrong, check } = variableReader(env);
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
  if (env['HOOK_TOKEN'] !== undefined && env['HOOK_TOKEN_FILE'] !== undefined)
    wrong('HOOK_TOKEN and HOOK_TOKEN_FILE are both set, allowed is one of them');
  if (settings.port !== 0 && settings.port === settings.adminPort) wrong(`PORT and ADMIN_PORT are both ${settings.port}`);
  check('serve');
  return settings;
};
