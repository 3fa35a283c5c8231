/**
 * The running service: hooks and admin port together, from ready to stopped.
 * Stopping goes: not ready, wait until the Service has noticed, close, let the calls in flight end, close the admin port.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Metrics } from '../adapters/telemetry/metrics.ts';
import { createApp } from '../app.ts';
import type { Log } from '../ports/telemetry.ts';
import type { Controller } from '../protocol/controller.ts';
import { createAdminApp } from './admin.ts';
import { startHeartbeat } from './heartbeat.ts';
import { listen } from './listen.ts';
import type { Settings } from './settings.ts';
import { tokenCheckOf } from './token.ts';

export interface ServiceParts {
  readonly controllers: readonly Controller[];
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds since the epoch: the moment that hooks are told. The wall clock if not given. */
  readonly now?: () => number;
}

export interface Service {
  readonly port: number;
  readonly adminPort: number;
  /** Resolves when the last call has been answered. Calling it again changes nothing. */
  stop(): Promise<void>;
}

/** Starts to listen on both ports; ready when it resolves. */
export const startService = async ({ controllers, settings, log, metrics, now }: ServiceParts): Promise<Service> => {
  const { bodyLimit, deadlineMs, drainMs } = settings;
  const token = tokenCheckOf(settings);
  if (token === undefined) log.warn({}, 'the hooks are open: neither HOOK_TOKEN_FILE nor HOOK_TOKEN is set; rely on a NetworkPolicy');
  const app = createApp(controllers, {
    bodyLimit,
    deadlineMs,
    log,
    meter: metrics,
    ...(token === undefined ? {} : { token }),
    ...(now === undefined ? {} : { now }),
  });
  const host = settings.host === undefined ? {} : { host: settings.host };
  const heartbeat = startHeartbeat();
  let ready = false;
  const adminApp = createAdminApp({ notReady: () => (ready ? undefined : 'draining'), lagMs: heartbeat.lagMs, metrics });
  const admin = await listen(adminApp, { ...host, port: settings.adminPort, variable: 'ADMIN_PORT' });
  const hooks = await listen(app, { ...host, port: settings.port, variable: 'PORT' }).catch(async (error: unknown) => {
    await admin.close();
    throw error;
  });
  ready = true;
  const names = controllers.map((controller) => controller.name);
  log.info({ port: hooks.port, adminPort: admin.port, controllers: names }, 'ready');

  const end = async (): Promise<void> => {
    ready = false;
    hooks.drain();
    log.info({ drainMs }, 'draining');
    await pause(drainMs);
    await hooks.close();
    await admin.close();
    heartbeat.stop();
    log.info({}, 'stopped');
  };
  let ending: Promise<void> | undefined;
  return {
    port: hooks.port,
    adminPort: admin.port,
    stop: () => {
      ending ??= end();
      return ending;
    },
  };
};
