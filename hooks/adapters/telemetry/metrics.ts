/**
 * The metrics: prom-client with a registry of its own, so that two servers in one process (tests) never share numbers.
 * Labels are controller, hook and outcome: closed sets. A label per cluster or topic would grow without an end.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallMeter } from '../../ports/telemetry.ts';

export interface Metrics extends CallMeter {
  readonly contentType: string;
  /** The page for Prometheus. */
  text(): Promise<string>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BYTES = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26];

/** Metrics of one server. `processMetrics` adds Node's own: memory, CPU, event loop, garbage collection. */
export const createMetrics = ({ processMetrics }: { readonly processMetrics: boolean }): Metrics => {
  const register = new Registry();
  if (processMetrics) collectDefaultMetrics({ register });
  const registers = [register];
  const duration = new Histogram({
    name: 'kafka_hooks_call_duration_seconds',
    help: 'Time from the first byte of a call to its answer, by outcome (OK or error code)',
    labelNames: ['controller', 'hook', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  });
  const sizes = { labelNames: ['controller', 'hook'] as const, buckets: BYTES, registers };
  const requestBytes = new Histogram({ name: 'kafka_hooks_request_bytes', help: 'Size of the bodies received', ...sizes });
  const responseBytes = new Histogram({ name: 'kafka_hooks_response_bytes', help: 'Size of the answers', ...sizes });
  const inFlight = new Gauge({ name: 'kafka_hooks_calls_in_flight', help: 'Calls being handled now', registers });
  const guardTrips = new Counter({
    name: 'kafka_hooks_guard_trips_total',
    help: 'Answers held back by the response guard, by broken rule',
    labelNames: ['controller', 'rule'] as const,
    registers,
  });
  const refusals = new Counter({
    name: 'kafka_hooks_refusals_total',
    help: 'Requests refused before they became a call (token, path, method)',
    labelNames: ['code'] as const,
    registers,
  });
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    callStarted: () => inFlight.inc(),
    callEnded: ({ controller, hook, outcome, seconds, requestBytes: received, responseBytes: sent }) => {
      inFlight.dec();
      duration.observe({ controller, hook, outcome }, seconds);
      requestBytes.observe({ controller, hook }, received);
      responseBytes.observe({ controller, hook }, sent);
    },
    guardTripped: (controller, rule) => guardTrips.inc({ controller, rule }),
    refused: (code) => refusals.inc({ code }),
  };
};
