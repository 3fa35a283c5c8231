/**
 * The metrics of the alert receiver: prom-client with a registry of its own, so that two servers in one process (tests)
 * never share numbers. An alert can name any command; only known ones become a label, or a stranger's texts would pile up.
 */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { AlertMeter } from '../../ports/alert-meter.ts';

export interface AlertMetrics extends AlertMeter {
  readonly contentType: string;
  /** The page for Prometheus. */
  text(): Promise<string>;
}

export interface AlertMetricsOptions {
  /** Names of commands, as they are labelled. */
  readonly commands: readonly string[];
  /** Adds Node's own: memory, CPU, event loop, garbage collection. */
  readonly processMetrics: boolean;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const NO_COMMAND = 'none';
const OTHER = 'other';

/** Metrics of one server. */
export const createAlertMetrics = ({ commands, processMetrics }: AlertMetricsOptions): AlertMetrics => {
  const register = new Registry();
  if (processMetrics) collectDefaultMetrics({ register });
  const registers = [register];
  const known = new Map(commands.map((name) => [name.toLowerCase(), name]));
  const alerts = new Counter({
    name: 'kafka_hooks_alerts_total',
    help: 'Alerts by what became of them; command is none for an alert without one, other for one that is unknown',
    labelNames: ['command', 'outcome', 'reason'] as const,
    registers,
  });
  const deliveries = new Counter({
    name: 'kafka_hooks_alert_deliveries_total',
    help: 'Deliveries with valid credentials, by the HTTP status of their answer and who sent them',
    labelNames: ['code', 'sender'] as const,
    registers,
  });
  const duration = new Histogram({
    name: 'kafka_hooks_alert_delivery_duration_seconds',
    help: 'Time from the headers of a delivery to its answer',
    buckets: SECONDS,
    registers,
  });
  const refusals = new Counter({
    name: 'kafka_hooks_refusals_total',
    help: 'Requests refused before they became a delivery (credentials, path, method)',
    labelNames: ['code'] as const,
    registers,
  });
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    decided: ({ command, outcome, reason }) => {
      const label = command === undefined ? NO_COMMAND : (known.get(command.toLowerCase()) ?? OTHER);
      alerts.inc({ command: label, outcome, reason });
    },
    delivered: ({ status, sender, seconds }) => {
      deliveries.inc({ code: String(status), sender });
      duration.observe(seconds);
    },
    refused: (code) => refusals.inc({ code }),
  };
};
