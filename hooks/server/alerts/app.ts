/**
 * The alert receiver as an Express app. Strangers can reach it, so the order counts: credentials, then a limit on those
 * without, then path and method, then a body of which no more is read than allowed.
 */
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { Receiver } from '../../alert/receiver.ts';
import { Failure, failure, nameOfError } from '../../errors.ts';
import type { AlertMeter } from '../../ports/alert-meter.ts';
import type { Log } from '../../ports/telemetry.ts';
import { sendFailure } from '../send.ts';
import { createSlots } from '../slots.ts';
import { type Credentials, credentialProblem } from './credentials.ts';
import { handleDelivery } from './delivery.ts';
import { createBucket, createBuckets } from './token-bucket.ts';

export interface AlertsAppOptions {
  readonly receiver: Receiver;
  readonly credentials: Credentials;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly bodyDeadlineMs: number;
  readonly alertsPerSecond: number;
  readonly log: Log;
  readonly meter: AlertMeter;
  /** Milliseconds since the epoch; the wall clock if not given. */
  readonly now?: () => number;
}

/** Koperator took any path; these are what senders really use. */
const PATHS = ['/', '/alerts', '/api/v1/alerts', '/api/v2/alerts'];

const BURST_SECONDS = 2;
/** Some 10 MB with everything made of them. */
const MOST_IN_FLIGHT = 3000;
/** Prometheus gives up after 10 s. */
const DECISION_DEADLINE_MS = 9000;

/** A group of a hundred alerts is smaller; sixteen of the largest allowed by default are 16 MB. */
const LARGE_BODY_BYTES = 128 * 1024;
const LARGE_BODIES_AT_A_TIME = 16;

const REFUSED_RATE = { perSecond: 10, burst: 20 };
const MOST_ADDRESSES = 1024;
const LOGGED_REFUSALS = { perSecond: 2, burst: 20 };
const LINGER_MS = 1000;

/** The app. It listens nowhere: see service.ts. */
export const createAlertsApp = (options: AlertsAppOptions): Express => {
  const { receiver, credentials, bodyLimit, bodyDeadlineMs, alertsPerSecond, log, meter, now = Date.now } = options;
  const ticks = () => performance.now();
  const refused = createRefusalLog(log, ticks);
  const app = express();
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('query parser', false);
  app.set('case sensitive routing', true);
  app.use(endLeftovers);
  app.use(requireCredentials(credentials, ticks));
  const deliver = handleDelivery({
    receiver,
    body: { limit: bodyLimit, large: LARGE_BODY_BYTES, slots: createSlots(LARGE_BODIES_AT_A_TIME) },
    bodyDeadlineMs,
    decisionDeadlineMs: DECISION_DEADLINE_MS,
    alertsPerSecond,
    bucket: createBucket({ perSecond: alertsPerSecond, burst: BURST_SECONDS * alertsPerSecond }, ticks),
    mostInFlight: MOST_IN_FLIGHT,
    log,
    meter,
    refused,
    now,
  });
  app.route(PATHS).post(deliver).all(refuseMethod);
  app.use(refusePath);
  app.use(sendRefusal(options, refused));
  return app;
};

/** What comes after an answer is read for a moment, so that the sender gets to see the answer, and then no longer. */
const endLeftovers: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.destroy(), LINGER_MS);
    request.once('close', () => clearTimeout(timer));
  });
  next();
};

const requireCredentials = (credentials: Credentials, ticks: () => number): RequestHandler => {
  const bucketOf = createBuckets(REFUSED_RATE, MOST_ADDRESSES, ticks);
  return (request, _response, next) => {
    const problem = credentialProblem(request, credentials);
    if (problem === undefined) next();
    else if (bucketOf(request.socket.remoteAddress ?? '').take(1)) throw problem;
    else throw failure('TOO_MANY_REFUSED', {});
  };
};

const refuseMethod: RequestHandler = (request) => {
  throw failure('METHOD_NOT_ALLOWED', { method: request.method });
};

const refusePath: RequestHandler = () => {
  throw failure('ALERTS_UNKNOWN_PATH', { paths: PATHS.join(', ') });
};

type RefusalLog = (request: Request, error: Failure) => void;

/** One line a refused request, but a flood of them does not fill the log. */
const createRefusalLog = (log: Log, ticks: () => number): RefusalLog => {
  const bucket = createBucket(LOGGED_REFUSALS, ticks);
  let untold = 0;
  return (request, { code, message, status }) => {
    if (!bucket.take(1)) {
      untold += 1;
      return;
    }
    const { method, path } = request;
    const from = request.socket.remoteAddress;
    log.warn({ code, status, method, path: path.slice(0, 200), from, message, ...(untold > 0 && { untold }) }, 'request refused');
    untold = 0;
  };
};

// Express knows an error handler by its four parameters.
const sendRefusal =
  ({ log, meter }: Pick<AlertsAppOptions, 'log' | 'meter'>, refused: RefusalLog): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const known = error instanceof Failure ? error : failure('UNEXPECTED', { error: nameOfError(error) });
    meter.refused(known.code);
    if (known.code === 'UNEXPECTED') log.error({ error }, 'the server failed');
    else refused(request, known);
    sendFailure(response, known);
  };
