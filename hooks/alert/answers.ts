/**
 * Decisions in the words of an answer: from an objection, from a change, from an alert that only counts.
 */
import { wholeSeconds } from '../kube/conditions.ts';
import type { Alert } from './alert.ts';
import type { Decision, Objection } from './decision.ts';
import type { AlertReason } from './reasons.ts';

/** What is known of an alert when it is answered. */
export interface About {
  readonly command?: string;
  /** `namespace/name`. */
  readonly cluster?: string;
  readonly target?: string;
}

const IGNORED: ReadonlySet<AlertReason> = new Set(['AlreadyActed', 'NoCommand', 'Resolved']);

/** The decision of an objection. */
export const refused = (alert: Alert, { kind, reason, message, ...more }: Objection, about: About = {}): Decision => ({
  alert: alert.name,
  fingerprint: alert.fingerprint,
  outcome: IGNORED.has(reason) ? 'Ignored' : kind === 'invalid' ? 'Invalid' : 'Refused',
  reason,
  message,
  ...about,
  ...('until' in more && more.until !== undefined && { allowedAgainAfter: wholeSeconds(more.until) }),
});

/** The decision of what was done. */
export const done = (
  alert: Alert,
  { reason, message }: { readonly reason: 'Acted' | 'DryRun' | 'ErrorNoted' | 'ErrorCleared'; readonly message: string },
  about: About,
): Decision => ({
  alert: alert.name,
  fingerprint: alert.fingerprint,
  outcome: reason === 'Acted' || reason === 'DryRun' ? reason : 'Noted',
  reason,
  message,
  ...about,
});
