/** The environment of `alerts`, checked before anything starts: who may send alerts is a part of it, and never nobody's choice. */
import { type LogLevel, logLevels } from '../../adapters/telemetry/log.ts';
import { failure } from '../../errors.ts';
import {
  bytes,
  type Environment,
  helpOf,
  integer,
  PORTS,
  port,
  readableFile,
  text,
  type Variable,
  variableReader,
} from '../environment.ts';

export interface AlertsSettings {
  readonly port: number;
  readonly adminPort: number;
  readonly host: string | undefined;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly bodyDeadlineMs: number;
  readonly alertsPerSecond: number;
  readonly drainMs: number;
  readonly logLevel: LogLevel;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly clientCaFile: string | undefined;
  /** The namespace whose KafkaClusters count; undefined for all. */
  readonly namespace: string | undefined;
}

const file = 'a file that can be read';
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const variables = {
  port: { name: 'PORT', fallback: '9001', allowed: PORTS, about: 'port for alerts', read: port },
  adminPort: { name: 'ADMIN_PORT', fallback: '8081', allowed: PORTS, about: 'port of /healthz, /readyz and /metrics', read: port },
  host: { name: 'HOST', allowed: 'an address of this machine', about: 'address to listen on; all if not set', read: text },
  tokenFile: {
    name: 'ALERTS_TOKEN_FILE',
    allowed: file,
    about: 'bearer tokens that senders may show, one a line; read again when it changes',
    read: readableFile,
  },
  token: {
    name: 'ALERTS_TOKEN',
    allowed: 'a token that is not empty',
    about: 'the same as a value, for trying out',
    secret: true,
    read: text,
  },
  certFile: { name: 'TLS_CERT_FILE', allowed: file, about: 'certificate to serve HTTPS; read again when it changes', read: readableFile },
  keyFile: { name: 'TLS_KEY_FILE', allowed: file, about: 'its key', read: readableFile },
  clientCaFile: {
    name: 'CLIENT_CA_FILE',
    allowed: file,
    about: 'CAs whose clients may send alerts, with or without a token',
    read: readableFile,
  },
  namespace: {
    name: 'WATCH_NAMESPACE',
    allowed: 'the name of a namespace',
    about: 'only KafkaClusters of this namespace; of all if not set',
    read: (value: string) => (NAMESPACE.test(value) ? value : undefined),
  },
  alertsPerSecond: {
    name: 'ALERTS_PER_SECOND',
    fallback: '3000',
    allowed: 'a number from 1 to 100000',
    about: 'alerts that are taken in a second; more are refused with 429',
    read: integer(1, 100_000),
  },
  bodyLimit: {
    name: 'BODY_LIMIT',
    fallback: '1mb',
    allowed: 'bytes, kb or mb, from 1kb to 16mb',
    about: 'largest delivery',
    read: bytes(16),
  },
  bodyDeadlineMs: {
    name: 'BODY_DEADLINE_MS',
    fallback: '5000',
    allowed: 'milliseconds from 100 to 60000',
    about: 'longest time that a delivery may take to come in',
    read: integer(100, 60_000),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    fallback: 'info',
    allowed: logLevels.join(', '),
    about: 'debug also shows alerts that ask for nothing',
    read: (value: string) => logLevels.find((level) => level === value),
  },
  drainMs: {
    name: 'DRAIN_MS',
    fallback: '5000',
    allowed: 'milliseconds from 0 to 20000',
    about: 'time between "not ready" and closing, so that the Service notices',
    read: integer(0, 20_000),
  },
} as const satisfies { readonly [Key in keyof AlertsSettings]: Variable<NonNullable<AlertsSettings[Key]>> };

/** The table for the help page. */
export const alertsEnvironmentHelp = helpOf(variables);

/** Reads the settings; throws ENVIRONMENT_INVALID with every problem, NO_CREDENTIALS_SET. */
export const readAlertsSettings = (env: Environment): AlertsSettings => {
  const { optional, required, wrong, check } = variableReader(env);
  const settings: AlertsSettings = {
    port: required(variables.port, 0),
    adminPort: required(variables.adminPort, 0),
    host: optional(variables.host),
    tokenFile: optional(variables.tokenFile),
    token: optional(variables.token),
    certFile: optional(variables.certFile),
    keyFile: optional(variables.keyFile),
    clientCaFile: optional(variables.clientCaFile),
    namespace: optional(variables.namespace),
    alertsPerSecond: required(variables.alertsPerSecond, 1),
    bodyLimit: required(variables.bodyLimit, 0),
    bodyDeadlineMs: required(variables.bodyDeadlineMs, 0),
    logLevel: required<LogLevel>(variables.logLevel, 'info'),
    drainMs: required(variables.drainMs, 0),
  };
  const isSet = (key: keyof typeof variables): boolean => env[variables[key].name] !== undefined;
  if (isSet('token') && isSet('tokenFile')) wrong('ALERTS_TOKEN and ALERTS_TOKEN_FILE are both set, allowed is one of them');
  if (isSet('certFile') !== isSet('keyFile')) wrong('of TLS_CERT_FILE and TLS_KEY_FILE one is set, allowed are both or none');
  if (isSet('clientCaFile') && !isSet('certFile')) wrong('CLIENT_CA_FILE is set without TLS_CERT_FILE and TLS_KEY_FILE, which it needs');
  if (settings.port !== 0 && settings.port === settings.adminPort) wrong(`PORT and ADMIN_PORT are both ${settings.port}`);
  check('alerts');
  if (!isSet('token') && !isSet('tokenFile') && !isSet('clientCaFile')) throw failure('NO_CREDENTIALS_SET', {});
  return settings;
};
