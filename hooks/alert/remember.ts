/**
 * How the record of a cluster goes on: after an action, a refusal, an alert that counts against rolling upgrades. Pure; what does
 * not change anything gives the very same record, and then nothing is written.
 */
import type { AlertRecord, RecordedAction, RecordedDecision, RecordedRefusal, UpgradeError } from '../kafkacluster/alerts/record.ts';
import { wholeSeconds } from '../kube/conditions.ts';
import type { Alert } from './alert.ts';
import { type Asked, wantedBrokers } from './asked.ts';
import type { Proposal } from './commands/command.ts';
import type { Decision } from './decision.ts';
import { lastMoment, startOf } from './guards/repeats.ts';

/** More than the largest budget of a day. */
const MOST_ACTIONS = 120;
const MOST_REFUSALS = 10;
const MOST_ERRORS = 50;
/** Refusals are for people: a flood of them is written at this pace. */
const REFUSAL_PACE_MS = 10_000;

/** The record after a change, or after one that a dry run would have made. */
export const withAction = (asked: Asked, proposal: Proposal): AlertRecord => {
  const { record, target, limits, now } = asked;
  const action: RecordedAction = {
    ...decided(asked, proposal),
    message: proposal.message,
    ...(limits.dryRun && { dryRun: true as const }),
  };
  const all = [...record.actions, action];
  const forgotten = all.slice(0, Math.max(0, all.length - MOST_ACTIONS)).map((one) => new Date(lastMoment(one)).toISOString());
  const forgottenBefore = latest([...forgotten, ...(record.forgottenBefore === undefined ? [] : [record.forgottenBefore])]);
  const before = target.spec.brokers.map(({ id }) => id);
  const after = limits.dryRun ? before : (proposal.brokers?.map(({ id }) => id) ?? before);
  return {
    actions: all.slice(-MOST_ACTIONS),
    refusals: record.refusals.filter((one) => one.fingerprint !== action.fingerprint || one.startsAt !== action.startsAt),
    errors: standing(record.errors, now),
    ended: record.ended,
    addedBrokers: [...record.addedBrokers, ...after.filter((id) => !before.includes(id))].filter((id) => after.includes(id)),
    highestBrokerId: Math.max(record.highestBrokerId, ...before, ...after, ...wantedBrokers(asked.cluster).map(({ id }) => id)),
    ...(forgottenBefore !== undefined && { forgottenBefore }),
  };
};

const decided = (asked: Asked, { target }: Pick<Proposal, 'target'>): Omit<RecordedDecision, 'message'> => ({
  time: wholeSeconds(asked.now),
  alert: asked.alert.name,
  fingerprint: asked.alert.fingerprint,
  startsAt: startOf(asked),
  command: asked.command.name,
  target,
});

/** The record with a refusal that is new; the same record when it is known or others were written a moment ago. */
export const withRefusal = (record: AlertRecord, refusal: RecordedRefusal): AlertRecord => {
  const isKnown = record.refusals.some(
    (one) => one.fingerprint === refusal.fingerprint && one.startsAt === refusal.startsAt && one.reason === refusal.reason,
  );
  const last = record.refusals.at(-1);
  const isTooSoon = last !== undefined && Date.parse(refusal.time) < Date.parse(last.time) + REFUSAL_PACE_MS;
  return isKnown || isTooSoon ? record : { ...record, refusals: [...record.refusals, refusal].slice(-MOST_REFUSALS) };
};

/** The refusal of a decision, for the record. */
export const refusalOf = (alert: Alert, decision: Decision, now: number): RecordedRefusal => ({
  time: wholeSeconds(now),
  alert: alert.name,
  fingerprint: alert.fingerprint,
  startsAt: startOf({ alert }),
  command: decision.command ?? '',
  target: decision.target ?? '',
  message: decision.message,
  outcome: decision.outcome === 'Invalid' ? 'Invalid' : 'Refused',
  reason: decision.reason,
  ...(decision.allowedAgainAfter !== undefined && { allowedAgainAfter: decision.allowedAgainAfter }),
});

/** Prometheus sends resolved alerts for 15 minutes; an end that nobody tells of is taken for one after so long. */
const GRACE_MS = 15 * 60_000;
/** Prometheus sends firing alerts anew every minute; the record follows at this pace. */
const REFRESH_MS = 10 * 60_000;

/** The record with a firing alert that counts against rolling upgrades. */
export const withError = (record: AlertRecord, alert: Alert, now: number): AlertRecord => {
  const known = record.errors.find(({ fingerprint }) => fingerprint === alert.fingerprint);
  const until = endOf(record, alert, now);
  const isFresh = known !== undefined && (known.until === undefined || (until !== undefined && Date.parse(known.until) - now > REFRESH_MS));
  if (isFresh) return record;
  const error: UpgradeError = {
    alert: alert.name,
    fingerprint: alert.fingerprint,
    startsAt: startOf({ alert }),
    ...(until !== undefined && { until: wholeSeconds(until) }),
  };
  const others = standing(record.errors, now).filter(({ fingerprint }) => fingerprint !== alert.fingerprint);
  return { ...record, errors: [...others, error].slice(-MOST_ERRORS) };
};

/**
 * When it counts no longer unless it is delivered again; undefined when its sender will tell. One whose end was told already is a
 * replay, or comes from a sender that has not heard of the end: nobody may tell it again.
 */
const endOf = ({ ended }: AlertRecord, { fingerprint, startsAt = 0, endsAt }: Alert, now: number): number | undefined => {
  if (endsAt !== undefined) return endsAt + GRACE_MS;
  const isOver = ended.some((one) => one.fingerprint === fingerprint && startsAt <= Date.parse(one.startsAt));
  return isOver ? now + GRACE_MS : undefined;
};

/** The record without an alert that has resolved. */
export const withoutError = (record: AlertRecord, alert: Alert): AlertRecord => {
  const known = record.errors.find(({ fingerprint }) => fingerprint === alert.fingerprint);
  if (known === undefined) return record;
  const { fingerprint, startsAt } = known;
  const others = record.ended.filter((one) => one.fingerprint !== fingerprint);
  return {
    ...record,
    errors: record.errors.filter((one) => one !== known),
    ended: [...others, { fingerprint, startsAt }].slice(-MOST_ERRORS),
  };
};

const standing = (errors: readonly UpgradeError[], now: number): readonly UpgradeError[] =>
  errors.filter(({ until }) => until === undefined || Date.parse(until) > now);

const latest = (times: readonly string[]): string | undefined => [...times].sort().at(-1);
