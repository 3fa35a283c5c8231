/**
 * What a policy may say. A chain is an ordered list of policies: the first that does not say proceed wins,
 * so the order of a list is its design.
 */
import type { Reason } from '../reasons.ts';

export type Decision =
  | { readonly kind: 'proceed' }
  /** Not now; asks again after the seconds given, or at the next event. */
  | { readonly kind: 'wait'; readonly reason: Reason; readonly message: string; readonly seconds?: number }
  /** Not until a person acts. */
  | { readonly kind: 'blocked'; readonly reason: Reason; readonly message: string };

export const proceed: Decision = { kind: 'proceed' };

export const wait = (reason: Reason, message: string, seconds?: number): Decision => ({
  kind: 'wait',
  reason,
  message,
  ...(seconds !== undefined && { seconds }),
});

export const blocked = (reason: Reason, message: string): Decision => ({ kind: 'blocked', reason, message });

/** The first decision that is not proceed. */
export const firstObjection = <Input>(policies: readonly ((input: Input) => Decision)[], input: Input): Decision => {
  for (const policy of policies) {
    const decision = policy(input);
    if (decision.kind !== 'proceed') return decision;
  }
  return proceed;
};
