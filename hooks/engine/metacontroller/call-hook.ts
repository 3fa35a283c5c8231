/** One call of a hook up to the JSON of its answer: only 200 is an answer, 429 is a wish, and everything else a failure. */
import { isRecord } from '../../kube/is-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Fields } from './fields.ts';
import type { HookAnswer, HookCaller } from './hook-caller.ts';
import { HookBusy, HookFailed } from './hook-error.ts';
import type { Hook } from './webhook.ts';

/** What a call needs besides the hook and its body. */
export interface Calling {
  readonly call: HookCaller;
  readonly clock: Clock;
}

/** The fields of the answer; none for the JSON `null`. Throws a HookFailed or a HookBusy. */
export const callHook = async ({ call, clock }: Calling, hook: Hook, body: object): Promise<Fields> => {
  const answer = await reached(call, hook, body);
  if (answer.status === 429) throw new HookBusy(retryAfterSeconds(answer.retryAfter ?? '', clock));
  if (answer.status !== 200) throw new HookFailed(`the hook answered ${answer.status}: ${textOf(answer)}`);
  const value = 'json' in answer ? answer.json : parsed(answer.text);
  if (value === null) return {};
  if (!isRecord(value)) throw new HookFailed('the answer of the hook is not a JSON object');
  return value;
};

const reached = async (call: HookCaller, hook: Hook, body: object): Promise<HookAnswer> => {
  try {
    return await call({ url: hook.url, timeoutMs: hook.timeoutMs, body });
  } catch (error) {
    throw new HookFailed(`no answer from ${hook.url}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const textOf = (answer: HookAnswer): string => ('text' in answer ? answer.text : JSON.stringify(answer.json));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HookFailed(`the answer of the hook is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Seconds or a date; anything else counts as 0. */
const retryAfterSeconds = (value: string, clock: Clock): number => {
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.ceil((date - clock.now()) / 1000);
};
