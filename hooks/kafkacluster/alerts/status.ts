/**
 * What status shows of alerts: the last decisions, newest first, and how many alerts stand against rolling upgrades. All of it
 * comes from the record that the alert hook keeps on the KafkaCluster; nothing is asked of anybody.
 */
import type { AlertDecision } from '../../api/kafka-cluster.ts';
import type { ObjectMeta } from '../../kube/types.ts';
import { type AlertRecord, EMPTY_RECORD, type RecordedAction, type RecordedRefusal, readRecord } from './record.ts';

/** What the controller needs of it. */
export interface AlertsSeen {
  /** status.alerts. */
  readonly decisions: readonly AlertDecision[];
  readonly errors: UpgradeErrors;
}

/** What a KafkaCluster's record says now. One that cannot be read counts as empty: the alert hook refuses to act on it. */
export const seeAlerts = (metadata: ObjectMeta, now: number): AlertsSeen => {
  const record = readRecord(metadata) ?? EMPTY_RECORD;
  return { decisions: alertDecisions(record), errors: upgradeErrors(record, now) };
};

const MOST_SHOWN = 20;

const alertDecisions = ({ actions, refusals }: AlertRecord): readonly AlertDecision[] =>
  [...actions.map(shownAction), ...refusals.map(shownRefusal)].sort((a, b) => newestFirst(a.time, b.time)).slice(0, MOST_SHOWN);

const newestFirst = (a: string, b: string): number => (a === b ? 0 : a < b ? 1 : -1);

const shownAction = ({ time, alert, command, target, message, dryRun }: RecordedAction) => {
  const outcome = dryRun === true ? 'DryRun' : 'Acted';
  return { time, alert, command, target, outcome, reason: outcome, message };
};

const shownRefusal = ({ time, alert, command, target, outcome, reason, message, allowedAgainAfter }: RecordedRefusal) => ({
  time,
  alert,
  command,
  target,
  outcome,
  reason,
  message,
  ...(allowedAgainAfter !== undefined && { allowedAgainAfter }),
});

export interface UpgradeErrors {
  readonly count: number;
  /** Seconds until the next of them ends by itself; undefined when none does. */
  readonly seconds: number | undefined;
}

const upgradeErrors = ({ errors }: AlertRecord, now: number): UpgradeErrors => {
  const ends = errors.map(({ until }) => (until === undefined ? undefined : Date.parse(until)));
  const standing = ends.filter((end) => end === undefined || end > now);
  const timed = standing.filter((end) => end !== undefined);
  return {
    count: standing.length,
    seconds: timed.length === 0 ? undefined : Math.max(1, Math.ceil((Math.min(...timed) - now) / 1000)),
  };
};
