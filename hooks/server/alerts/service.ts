/**
 * The running alert receiver: its port and the admin port together, from ready to stopped. It stops as the hooks do: not
 * ready, wait until the Service has noticed, close, let the deliveries in flight end.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { AlertMetrics } from '../../adapters/telemetry/alert-metrics.ts';
import type { Receiver } from '../../alert/receiver.ts';
import { failure } from '../../errors.ts';
import type { Log } from '../../ports/telemetry.ts';
import { createAdminApp } from '../admin.ts';
import { startHeartbeat } from '../heartbeat.ts';
import { type Listening, type ListenOptions, listen } from '../listen.ts';
import { type TlsSource, tlsSource } from '../tls-files.ts';
import { tokenCheckOf } from '../token.ts';
import { createAlertsApp } from './app.ts';
import type { AlertsSettings } from './settings.ts';

export interface AlertsServiceParts {
  readonly receiver: Receiver;
  readonly settings: AlertsSettings;
  readonly log: Log;
  readonly metrics: AlertMetrics;
  /** Why alerts could not be acted on; undefined when they can. */
  problem(): string | undefined;
  /** Milliseconds since the epoch; the wall clock if not given. */
  readonly now?: () => number;
}

export interface AlertsService {
  readonly port: number;
  readonly adminPort: number;
  /** Resolves when the last delivery has been answered. Calling it again changes nothing. */
  stop(): Promise<void>;
}

const HEADERS_MS = 10_000;
/** Enough for every sender of a large installation, and little enough for the memory of a small Pod. */
const CONNECTIONS = { most: 512, mostOfOne: 128 };

/** Starts to listen on both ports. Rejects with PORT_UNAVAILABLE, TLS_FILES_INVALID or NO_CREDENTIALS_SET. */
export const startAlertsService = async (parts: AlertsServiceParts): Promise<AlertsService> => {
  const { settings, log, metrics } = parts;
  const tls = tlsOf(settings);
  const app = createAlertsApp({ ...parts, ...settings, meter: metrics, credentials: credentialsOf(settings, tls) });
  const heartbeat = startHeartbeat();
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  const notReady = () => (state === 'ready' ? parts.problem() : state);
  const host = settings.host === undefined ? {} : { host: settings.host };
  const admin = await listen(createAdminApp({ notReady, lagMs: heartbeat.lagMs, metrics }), {
    ...host,
    port: settings.adminPort,
    variable: 'ADMIN_PORT',
  });
  const alerts = await listen(app, { ...host, port: settings.port, variable: 'PORT' }, listenOptions(settings, tls, log)).catch(
    closing(admin),
  );
  state = 'ready';
  log.info({ port: alerts.port, adminPort: admin.port, tls: tls !== undefined, clientCertificates: tls?.asksClients === true }, 'ready');

  const end = async (): Promise<void> => {
    state = 'draining';
    alerts.drain();
    log.info({ drainMs: settings.drainMs }, 'draining');
    await pause(settings.drainMs);
    await alerts.close();
    await admin.close();
    heartbeat.stop();
    log.info({}, 'stopped');
  };
  let ending: Promise<void> | undefined;
  return {
    port: alerts.port,
    adminPort: admin.port,
    stop: () => {
      ending ??= end();
      return ending;
    },
  };
};

const tlsOf = ({ certFile, keyFile, clientCaFile }: AlertsSettings): TlsSource | undefined =>
  certFile === undefined || keyFile === undefined
    ? undefined
    : tlsSource({ cert: certFile, key: keyFile, ...(clientCaFile !== undefined && { clientCa: clientCaFile }) });

const credentialsOf = (settings: AlertsSettings, tls: TlsSource | undefined) => {
  const token = tokenCheckOf(settings);
  const clientCertificates = tls?.asksClients === true;
  if (token === undefined && !clientCertificates) throw failure('NO_CREDENTIALS_SET', {});
  return { token, clientCertificates };
};

const listenOptions = ({ bodyDeadlineMs }: AlertsSettings, tls: TlsSource | undefined, log: Log): ListenOptions => ({
  ...(tls !== undefined && { tls }),
  headersMs: HEADERS_MS,
  requestMs: HEADERS_MS + bodyDeadlineMs,
  connections: CONNECTIONS,
  tlsFailed: (error) => log.error({ error }, 'the new certificates cannot be used, the old ones stay'),
});

const closing =
  (admin: Listening) =>
  async (error: unknown): Promise<never> => {
    await admin.close();
    throw error;
  };
