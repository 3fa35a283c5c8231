/**
 * Calls the hooks as the server would, in this process: the same envelope check, the same call, the same guards and
 * the same bodies of failures, but nothing becomes text on the way. There is no deadline: on a virtual clock a hook
 * takes no time, and a real one is watched by who started it.
 */
import { Failure, failure, failureBody } from '../../errors.ts';
import type { Controller } from '../../protocol/controller.ts';
import type { GuardViolation } from '../../protocol/guard.ts';
import { type Endpoint, endpointsOf, guardTripped, handlerFailed } from '../../server/endpoints.ts';
import type { HookAnswer, HookCall, HookCaller } from '../metacontroller/hook-caller.ts';
import { asJson } from './as-json.ts';

export interface InProcessHooks {
  readonly controllers: readonly Controller[];
  /** Milliseconds since the epoch: the moment that hooks are told. */
  now(): number;
  /** Hears of what the answer keeps to itself: the error of a hook that failed, each violation of a refused answer. */
  failed?(path: string, reason: unknown): void;
}

/** The caller for these controllers. A URL counts by its path: host and port are of the server that is not there. */
export const callInProcess = (hooks: InProcessHooks): HookCaller => {
  const endpoints = new Map(hooks.controllers.flatMap(endpointsOf).map((endpoint) => [endpoint.path, endpoint]));
  const paths = new Map<string, string>();
  const pathOf = (url: string): string => {
    const known = paths.get(url);
    if (known !== undefined) return known;
    const { pathname } = new URL(url);
    paths.set(url, pathname);
    return pathname;
  };
  return async ({ url, body }: HookCall): Promise<HookAnswer> => {
    const path = pathOf(url);
    try {
      const endpoint = endpoints.get(path);
      if (endpoint === undefined) throw failure('UNKNOWN_PATH', { controllers: hooks.controllers.map(({ name }) => name).join(', ') });
      return { status: 200, json: await answer(endpoint, body, hooks) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { status: error.status, text: failureBody(error) };
    }
  };
};

const answer = async (endpoint: Endpoint, body: object, hooks: InProcessHooks): Promise<unknown> => {
  try {
    const problem = endpoint.envelope(body);
    if (problem !== undefined) throw failure(problem.code, { hook: endpoint.hook, detail: problem.detail });
    const response = await endpoint.run(body, { now: hooks.now() });
    refuse(endpoint.guard(body, response), endpoint, hooks);
    const { value, holdsNull } = asJson(response);
    if (holdsNull) refuse(endpoint.guardNulls(response), endpoint, hooks);
    return value;
  } catch (error) {
    if (error instanceof Failure) throw error;
    hooks.failed?.(endpoint.path, error);
    throw handlerFailed(endpoint, error);
  }
};

const refuse = (violations: readonly GuardViolation[], endpoint: Endpoint, hooks: InProcessHooks): void => {
  if (violations.length === 0) return;
  hooks.failed?.(endpoint.path, violations);
  throw guardTripped(endpoint, violations);
};
