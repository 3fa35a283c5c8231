/**
 * One delivery of alerts, from its first byte to the last of its answer: receive, read, decide, send; then a log line for
 * each alert. It is done wholly or refused wholly: what is over a limit is not looked at, so a sender that delivers again
 * loses nothing, and what was acted on before an error is not acted on twice.
 */
import type { Request, RequestHandler } from 'express';
import type { Decision } from '../../alert/decision.ts';
import { type Delivery, readPayload } from '../../alert/payload/read-payload.ts';
import type { Receiver } from '../../alert/receiver.ts';
import { Failure, failure, nameOfError } from '../../errors.ts';
import type { AlertMeter } from '../../ports/alert-meter.ts';
import { isApiError } from '../../ports/api-server.ts';
import type { Log } from '../../ports/telemetry.ts';
import { type BodyRules, receiveBody } from '../body.ts';
import { withDeadline } from '../deadline.ts';
import { sendFailure, sendJson } from '../send.ts';
import { answerStatus } from './answer-status.ts';
import type { Bucket } from './token-bucket.ts';

export interface DeliveryRules {
  readonly receiver: Receiver;
  readonly body: BodyRules;
  /** From the headers to the last byte of the body. */
  readonly bodyDeadlineMs: number;
  /** From the body to the answer. */
  readonly decisionDeadlineMs: number;
  readonly alertsPerSecond: number;
  /** Of `alertsPerSecond`. */
  readonly bucket: Bucket;
  /** Alerts that may wait for their decision at a time. */
  readonly mostInFlight: number;
  readonly log: Log;
  readonly meter: AlertMeter;
  /** Tells of a refused delivery, unless too many are. */
  refused(request: Request, error: Failure): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The express handler of deliveries whose credentials are valid. */
export const handleDelivery = (rules: DeliveryRules): RequestHandler => {
  const inFlight = createInFlight(rules.mostInFlight);
  return async (request, response) => {
    const started = performance.now();
    let sender: string = 'unknown';
    let status = 0;
    try {
      const delivery = await receive(request, rules);
      sender = delivery.sender;
      const decisions = await decide(delivery, inFlight, rules);
      if (response.destroyed) throw failure('CALLER_GONE', {});
      status = answerStatus(decisions);
      sendJson(response, status, JSON.stringify({ decisions }));
    } catch (error) {
      const known = asFailure(error, rules.log);
      status = known.status;
      rules.refused(request, known);
      sendFailure(response, known);
    } finally {
      rules.meter.delivered({ status, sender, seconds: (performance.now() - started) / 1000 });
    }
  };
};

const receive = async (request: Request, { body, bodyDeadlineMs: deadline, now, log }: DeliveryRules): Promise<Delivery> => {
  const reception = receiveBody(request, body);
  try {
    const late = () => failure('BODY_TIMEOUT', { deadline, variable: 'BODY_DEADLINE_MS' });
    const { json } = await withDeadline(reception.received, deadline, late);
    const delivery = readPayload(json, now());
    const { truncated } = delivery;
    if (truncated > 0) log.warn({ truncated }, 'the sender left alerts out of a delivery: raise max_alerts, or group by the cluster');
    return delivery;
  } finally {
    reception.release();
  }
};

const decide = async (delivery: Delivery, inFlight: InFlight, rules: DeliveryRules): Promise<readonly Decision[]> => {
  const { alerts } = delivery;
  const { alertsPerSecond: limit, decisionDeadlineMs: deadline } = rules;
  if (!rules.bucket.take(alerts.length)) throw failure('TOO_MANY_ALERTS_A_SECOND', { limit });
  const leave = inFlight.enter(alerts.length);
  // Told when it is decided, not when it is answered: what comes after the deadline stands all the same.
  const work = rules.receiver
    .receive(alerts)
    .then((decisions) => {
      for (const decision of decisions) report(decision, delivery, rules);
      return decisions;
    })
    .finally(leave);
  return withDeadline(work, deadline, () => failure('ALERTS_TOO_SLOW', { deadline }));
};

interface InFlight {
  /** Throws TOO_MANY_ALERTS_IN_FLIGHT; the answer takes them out again. */
  enter(alerts: number): () => void;
}

const createInFlight = (most: number): InFlight => {
  let now = 0;
  return {
    enter: (alerts) => {
      if (now > 0 && now + alerts > most) throw failure('TOO_MANY_ALERTS_IN_FLIGHT', {});
      now += alerts;
      return () => {
        now -= alerts;
      };
    },
  };
};

const report = (decision: Decision, { sender }: Delivery, { log, meter }: DeliveryRules): void => {
  const { alert, fingerprint, command, cluster, outcome, reason, message } = decision;
  meter.decided({ command, outcome, reason });
  const fields = { alert, fingerprint, command: short(command), cluster, outcome, reason, message: short(message), sender };
  // Prometheus as a sender tells of every alert there is, once a minute.
  if (reason === 'NoCommand') log.debug(fields, 'alert');
  else log.info(fields, 'alert');
};

/** What a sender wrote may be as long as a body. */
const MOST_LOGGED = 1000;
const short = (text: string | undefined): string | undefined => text?.slice(0, MOST_LOGGED);

const asFailure = (error: unknown, log: Log): Failure => {
  if (error instanceof Failure) return error;
  // The reason alone is answered: the message can name accounts and addresses, and the log has it.
  if (isApiError(error)) {
    log.error({ error }, 'Kubernetes did not answer as it should');
    return failure('ALERTS_API_UNAVAILABLE', { reason: error.reason });
  }
  log.error({ error }, 'deciding about alerts failed');
  return failure('ALERTS_FAILED', { error: nameOfError(error) });
};
