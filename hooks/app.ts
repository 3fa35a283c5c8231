/**
 * The hooks as an Express app: `POST /<controller>/{customize,sync,finalize}`.
 * It knows controllers only by their type, so a new one is a line in registry.ts and nothing here.
 */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { Failure, failure, nameOfError } from './errors.ts';
import type { CallMeter, Log } from './ports/telemetry.ts';
import type { Controller } from './protocol/controller.ts';
import { handleCall } from './server/call.ts';
import { endpointsOf } from './server/endpoints.ts';
import { sendFailure } from './server/send.ts';
import { createSlots } from './server/slots.ts';
import type { TokenCheck } from './server/token.ts';

export interface AppOptions {
  /** Bytes. */
  readonly bodyLimit: number;
  readonly deadlineMs: number;
  /** Without one the hooks are open: a NetworkPolicy has to protect them. */
  readonly token?: TokenCheck;
  readonly log: Log;
  readonly meter: CallMeter;
  /** Milliseconds since the epoch; the wall clock if not given. */
  readonly now?: () => number;
}

/** Two bodies of 11 MB at a time stay below 1 GB with everything made of them. */
const LARGE_BODY_BYTES = 2 * 1024 * 1024;
const LARGE_BODIES_AT_A_TIME = 2;

/** The app of these controllers. It listens nowhere: see server/listen.ts. */
export const createApp = (controllers: readonly Controller[], options: AppOptions): Express => {
  const { log, meter, bodyLimit, deadlineMs, token, now = Date.now } = options;
  const body = { limit: bodyLimit, large: LARGE_BODY_BYTES, slots: createSlots(LARGE_BODIES_AT_A_TIME) };
  const app = express();
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('query parser', false);
  app.set('strict routing', true);
  app.set('case sensitive routing', true);
  if (token !== undefined) app.use(requireToken(token));
  for (const endpoint of controllers.flatMap(endpointsOf)) {
    const call = handleCall(endpoint, { body, deadlineMs, log, meter, now });
    app.route(endpoint.path).post(call).all(refuseMethod);
  }
  app.use(refusePath(controllers));
  app.use(sendRefusal({ log, meter }));
  return app;
};

const requireToken =
  (check: TokenCheck): RequestHandler =>
  (request, _response, next) => {
    const verdict = check(request.headers.authorization);
    if (verdict === 'refused') throw failure('TOKEN_REFUSED', {});
    if (verdict === 'unreadable') throw failure('TOKEN_UNREADABLE', { variable: 'HOOK_TOKEN_FILE' });
    next();
  };

const refuseMethod: RequestHandler = (request) => {
  throw failure('METHOD_NOT_ALLOWED', { method: request.method });
};

const refusePath = (controllers: readonly Controller[]): RequestHandler => {
  const names = controllers.map((controller) => controller.name).join(', ');
  return () => {
    throw failure('UNKNOWN_PATH', { controllers: names });
  };
};

// Express knows an error handler by its four parameters.
const sendRefusal =
  ({ log, meter }: Pick<AppOptions, 'log' | 'meter'>): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const known = error instanceof Failure ? error : failure('UNEXPECTED', { error: nameOfError(error) });
    meter.refused(known.code);
    if (known.code === 'UNEXPECTED') log.error({ error }, 'the server failed');
    else log.warn({ code: known.code, method: request.method, path: request.path }, 'request refused');
    sendFailure(response, known);
  };
