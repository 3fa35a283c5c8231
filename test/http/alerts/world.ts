/**
 * A real alert service on a loopback port with a receiver of a few lines in it, and clients to call it. The receiver does
 * what a test tells it through `behaviour`; by default it acts on everything.
 */
import { connect, type Socket } from 'node:net';
import { createAlertMetrics } from '../../../hooks/adapters/telemetry/alert-metrics.ts';
import { createLog } from '../../../hooks/adapters/telemetry/log.ts';
import type { Alert } from '../../../hooks/alert/alert.ts';
import type { Decision } from '../../../hooks/alert/decision.ts';
import type { Receiver } from '../../../hooks/alert/receiver.ts';
import { type AlertsService, startAlertsService } from '../../../hooks/server/alerts/service.ts';
import type { AlertsSettings } from '../../../hooks/server/alerts/settings.ts';

export const NOW = Date.parse('2026-03-01T12:00:00Z');
export const TOKEN = 'sesame';

export interface AlertsTestWorld extends AsyncDisposable {
  readonly service: AlertsService;
  readonly base: string;
  readonly admin: string;
  readonly behaviour: { receive: Receiver['receive']; problem: string | undefined };
  /** Deliveries that the receiver was given. */
  readonly received: readonly (readonly Alert[])[];
  /** Log lines, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

const settings: AlertsSettings = {
  port: 0,
  adminPort: 0,
  host: '127.0.0.1',
  bodyLimit: 1024 * 1024,
  bodyDeadlineMs: 5000,
  alertsPerSecond: 100_000,
  drainMs: 0,
  logLevel: 'debug',
  token: TOKEN,
  tokenFile: undefined,
  certFile: undefined,
  keyFile: undefined,
  clientCaFile: undefined,
  namespace: undefined,
};

export const decisionOf = ({ name, fingerprint }: Alert, more: Partial<Decision> = {}): Decision => ({
  alert: name,
  fingerprint,
  outcome: 'Acted',
  reason: 'Acted',
  message: 'done',
  command: 'upScale',
  cluster: 'streams/kafka',
  ...more,
});

/** Starts a service; dispose it (`await using`) to stop it. */
export const startAlertsWorld = async (overrides: Partial<AlertsSettings> = {}): Promise<AlertsTestWorld> => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const received: (readonly Alert[])[] = [];
  const behaviour: AlertsTestWorld['behaviour'] = {
    receive: async (alerts) => alerts.map((alert) => decisionOf(alert)),
    problem: undefined,
  };
  const all = { ...settings, ...overrides };
  const service = await startAlertsService({
    receiver: {
      receive: (alerts) => {
        received.push(alerts);
        return behaviour.receive(alerts);
      },
    },
    settings: all,
    log: createLog('debug', (line) => lines.push(JSON.parse(line))),
    metrics: createAlertMetrics({ commands: ['upScale', 'resizePvc'], processMetrics: false }),
    problem: () => behaviour.problem,
    now: () => NOW,
  });
  return {
    service,
    behaviour,
    received,
    lines,
    base: `${all.certFile === undefined ? 'http' : 'https'}://127.0.0.1:${service.port}`,
    admin: `http://127.0.0.1:${service.adminPort}`,
    [Symbol.asyncDispose]: () => service.stop(),
  };
};

export const bearer = (token = TOKEN) => ({ Authorization: `Bearer ${token}` });

const labels = { alertname: 'KafkaBrokerOverloaded', kafka_cr: 'kafka', namespace: 'streams' };

/** So many firing alerts as Prometheus sends them. */
export const alertList = (count = 1, more: object = {}): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({
    labels: { ...labels, index: String(index) },
    annotations: { command: 'upScale' },
    startsAt: '2026-03-01T11:00:00Z',
    endsAt: '2026-03-01T12:04:00Z',
    ...more,
  }));

/** The same as Alertmanager sends them. */
export const webhook = (alerts: readonly object[] = alertList(), more: object = {}): object => ({
  version: '4',
  status: 'firing',
  alerts: alerts.map((alert) => ({ status: 'firing', ...alert })),
  ...more,
});

export const deliver = (url: string, body: unknown, headers: Readonly<Record<string, string>> = bearer()): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export interface RawClient {
  readonly socket: Socket;
  /** All that came until the server ended the connection. */
  readonly closed: Promise<string>;
  /** What has come so far. */
  text(): string;
}

/** A connection on which a test writes what it likes. */
export const rawClient = (port: number): RawClient => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  // An end in the middle of what we write is an end like any other.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(text));
  });
  return { socket, closed, text: () => text };
};

/** The head of a POST, for raw clients. */
export const postHead = (headers: Readonly<Record<string, string | number>>): string => {
  const all = { Host: 'x', 'Content-Type': 'application/json', ...headers };
  return `POST /alerts HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
};
