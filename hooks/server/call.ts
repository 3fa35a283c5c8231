/**
 * One call of a hook, from its first byte to the last of its answer:
 * receive, check the envelope, run, guard, send; then one log line and the measurements.
 * The hot path: one parse, one stringify, no copies. Whatever goes wrong ends as a failure with a code,
 * and nothing of a refused answer is sent.
 */
import type { Request, RequestHandler } from 'express';
import { Failure, failure } from '../errors.ts';
import type { KubeObject } from '../kube/types.ts';
import type { CallMeter, Log } from '../ports/telemetry.ts';
import type { GuardViolation } from '../protocol/guard.ts';
import { type BodyRules, receiveBody } from './body.ts';
import { withDeadline } from './deadline.ts';
import { type Endpoint, guardTripped, handlerFailed } from './endpoints.ts';
import { sendFailure, sendJson } from './send.ts';

export interface CallRules {
  readonly body: BodyRules;
  /** From the arrival of the headers to the answer. */
  readonly deadlineMs: number;
  readonly log: Log;
  readonly meter: CallMeter;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What is known of a call so far, for its log line. */
interface Trace {
  readonly started: number;
  requestBytes: number;
  parent: KubeObject | undefined;
}

/** The express handler of an endpoint. */
export const handleCall =
  (endpoint: Endpoint, rules: CallRules): RequestHandler =>
  async (request, response) => {
    const trace: Trace = { started: performance.now(), requestBytes: 0, parent: undefined };
    rules.meter.callStarted();
    let outcome = 'OK';
    let sent = 0;
    try {
      const text = await answerTo(request, { endpoint, rules, trace });
      if (response.destroyed) throw failure('CALLER_GONE', {});
      sent = sendJson(response, 200, text);
    } catch (error) {
      const known = asFailure(error, endpoint, rules.log);
      outcome = known.code;
      sent = sendFailure(response, known);
    } finally {
      report({ endpoint, rules, trace }, outcome, sent);
    }
  };

interface Call {
  readonly endpoint: Endpoint;
  readonly rules: CallRules;
  readonly trace: Trace;
}

const answerTo = async (request: Request, call: Call): Promise<string> => {
  const { endpoint, rules, trace } = call;
  const { controller, hook } = endpoint;
  const deadline = rules.deadlineMs;
  const reception = receiveBody(request, rules.body);
  try {
    const body = await withDeadline(reception.received, deadline, () =>
      failure('BODY_TIMEOUT', { deadline, variable: 'HOOK_DEADLINE_MS' }),
    );
    trace.requestBytes = body.bytes;
    const problem = endpoint.envelope(body.json);
    if (problem !== undefined) throw failure(problem.code, { hook, detail: problem.detail });
    trace.parent = endpoint.parent(body.json);
    const left = deadline - (performance.now() - trace.started);
    const run = endpoint.run(body.json, { now: rules.now() });
    const answer = await withDeadline(run, left, () => failure('DEADLINE_EXCEEDED', { controller, hook, deadline }));
    refuse(endpoint.guard(body.json, answer), call);
    const text = JSON.stringify(answer);
    if (mayHoldNull(text)) refuse(endpoint.guardNulls(answer), call);
    return text;
  } finally {
    reception.release();
  }
};

/** Whether a JSON text may have a null value: after `:`, `,` or `[`. The word alone proves nothing: every start script has /dev/null. */
const mayHoldNull = (text: string): boolean => {
  for (let at = text.indexOf('null'); at !== -1; at = text.indexOf('null', at + 4)) {
    if (':,['.includes(text.charAt(at - 1))) return true;
  }
  return false;
};

const refuse = (violations: readonly GuardViolation[], { endpoint, rules, trace }: Call): void => {
  if (violations.length === 0) return;
  const { controller, hook } = endpoint;
  for (const rule of new Set(violations.map((violation) => violation.rule))) rules.meter.guardTripped(controller, rule);
  rules.log.error({ controller, hook, ...aboutParent(trace.parent), violations }, 'the response guard held an answer back');
  throw guardTripped(endpoint, violations);
};

const asFailure = (error: unknown, endpoint: Endpoint, log: Log): Failure => {
  if (error instanceof Failure) return error;
  const { controller, hook } = endpoint;
  log.error({ controller, hook, error }, 'a hook failed');
  return handlerFailed(endpoint, error);
};

const aboutParent = (parent: KubeObject | undefined) => ({
  namespace: parent?.metadata?.namespace,
  name: parent?.metadata?.name,
  generation: parent?.metadata?.generation,
});

const report = ({ endpoint, rules, trace }: Call, outcome: string, responseBytes: number): void => {
  const { controller, hook, quiet } = endpoint;
  const { requestBytes } = trace;
  const milliseconds = performance.now() - trace.started;
  rules.meter.callEnded({ controller, hook, outcome, seconds: milliseconds / 1000, requestBytes, responseBytes });
  const ms = Math.round(milliseconds * 10) / 10;
  const fields = { controller, hook, ...aboutParent(trace.parent), ms, requestBytes, responseBytes, outcome };
  if (outcome !== 'OK') rules.log.warn(fields, 'call refused');
  else if (quiet) rules.log.debug(fields, 'call');
  else rules.log.info(fields, 'call');
};
