/**
 * What becomes of one alert. Guards are an ordered chain: the first that does not proceed decides, so their order is their
 * design. A decision names its reason and says in one sentence what a person has to know.
 */
import type { AlertReason } from './reasons.ts';

/** What a guard may say. */
export type Verdict =
  | { readonly kind: 'proceed' }
  /** Not now: the same alert may act later, after `until` when that is known (milliseconds since the epoch). */
  | { readonly kind: 'wait'; readonly reason: AlertReason; readonly message: string; readonly until?: number }
  /** Not until a person acts. */
  | { readonly kind: 'blocked'; readonly reason: AlertReason; readonly message: string }
  /** The alert itself cannot be used. */
  | { readonly kind: 'invalid'; readonly reason: AlertReason; readonly message: string };

export type Objection = Exclude<Verdict, { readonly kind: 'proceed' }>;

export const proceed: Verdict = { kind: 'proceed' };
export const wait = (reason: AlertReason, message: string, until?: number): Objection => ({
  kind: 'wait',
  reason,
  message,
  ...(until !== undefined && { until }),
});
export const blocked = (reason: AlertReason, message: string): Objection => ({ kind: 'blocked', reason, message });
export const invalid = (reason: AlertReason, message: string): Objection => ({ kind: 'invalid', reason, message });

/** The first objection of a chain; undefined when all proceed. */
export const firstObjection = <Input>(guards: readonly ((input: Input) => Verdict)[], input: Input): Objection | undefined => {
  for (const guard of guards) {
    const verdict = guard(input);
    if (verdict.kind !== 'proceed') return verdict;
  }
  return undefined;
};

/** What became of an alert, as answers, logs and metrics tell it. */
export interface Decision {
  /** Name of the alert. */
  readonly alert: string;
  readonly fingerprint: string;
  /** `Ignored`: it asked for nothing, or for what was done already. */
  readonly outcome: 'Acted' | 'DryRun' | 'Noted' | 'Ignored' | 'Refused' | 'Invalid';
  readonly reason: AlertReason;
  readonly message: string;
  readonly command?: string;
  /** `namespace/name` of the KafkaCluster, when it is known. */
  readonly cluster?: string;
  readonly target?: string;
  /** RFC 3339. */
  readonly allowedAgainAfter?: string;
}
