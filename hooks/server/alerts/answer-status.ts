/**
 * The HTTP status of decisions. Senders look at nothing else: 4xx says that somebody has to mend the rule, and that sending
 * the same again is of no use. One alert that can be used makes it a 200, for the others must not hold it up.
 */
import type { Decision } from '../../alert/decision.ts';
import type { AlertReason } from '../../alert/reasons.ts';

const NOWHERE: ReadonlySet<AlertReason> = new Set(['ClusterNotFound', 'ClaimNotFound', 'BrokerNotFound']);

/** 200; 404 when what every alert means is not there; 422 when no alert can be used. */
export const answerStatus = (decisions: readonly Decision[]): 200 | 404 | 422 => {
  if (decisions.length === 0 || decisions.some(({ outcome }) => outcome !== 'Invalid')) return 200;
  return decisions.every(({ reason }) => NOWHERE.has(reason)) ? 404 : 422;
};
