/**
 * What alerts did to a KafkaCluster, kept in one annotation of it. It is written in the same patch as the change of the
 * spec, so there is never a change without its record, and no replica, retry or repeat can act twice. Whoever acts reads it,
 * and the controller shows it in status.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { ObjectMeta } from '../../kube/types.ts';
import { ANNOTATION } from '../names.ts';
import { recent } from '../remember.ts';

/** Something that an alert asked for and that was decided. Times are RFC 3339 in UTC. */
export interface RecordedDecision {
  readonly time: string;
  /** Name of the alert. */
  readonly alert: string;
  /** Of its labels, as Prometheus computes it: 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** Since when it fires. */
  readonly startsAt: string;
  readonly command: string;
  /** `cluster`, `broker 1` or the name of a claim: what a cool-down is for. */
  readonly target: string;
  readonly message: string;
}

/** A change that was made; with `dryRun` one that would have been. */
export interface RecordedAction extends RecordedDecision {
  readonly dryRun?: true;
}

export interface RecordedRefusal extends RecordedDecision {
  readonly outcome: 'Refused' | 'Invalid';
  readonly reason: string;
  readonly allowedAgainAfter?: string;
}

/** A firing alert with the label rollingupgrade: it counts against rolling upgrades until it resolves. */
export interface UpgradeError {
  readonly alert: string;
  readonly fingerprint: string;
  readonly startsAt: string;
  /** It counts no longer after this time. Absent when its sender tells us of the end. */
  readonly until?: string;
}

/** An alert that counted, and that its sender has told the end of. */
export interface EndedError {
  readonly fingerprint: string;
  readonly startsAt: string;
}

export interface AlertRecord {
  /** Oldest first. */
  readonly actions: readonly RecordedAction[];
  /** Oldest first. For people: no decision looks at them. */
  readonly refusals: readonly RecordedRefusal[];
  readonly errors: readonly UpgradeError[];
  /** The last that were among the errors: delivered again, they do not count for ever. Oldest first. */
  readonly ended: readonly EndedError[];
  /** Brokers that alerts have added, by id, as long as the spec has them. */
  readonly addedBrokers: readonly number[];
  /** The highest broker id that alerts have seen: none is ever used again, whatever left meanwhile. */
  readonly highestBrokerId: number;
  /** Alerts that began before this are not remembered one by one any more; what began then acts no more. */
  readonly forgottenBefore?: string;
}

export const EMPTY_RECORD: AlertRecord = { actions: [], refusals: [], errors: [], ended: [], addedBrokers: [], highestBrokerId: -1 };

/** The record of a KafkaCluster; undefined when the annotation holds something else, which then has to be removed by a person. */
export const readRecord = (metadata: ObjectMeta): AlertRecord | undefined => {
  const text = metadata.annotations?.[ANNOTATION.alerts];
  return text === undefined || text === '' ? EMPTY_RECORD : remember(text, () => ({ record: parse(text) })).record;
};

/** Every delivery and every sync asks for it, and it seldom changes. */
const MOST_REMEMBERED = 64;
const remember = recent<{ readonly record: AlertRecord | undefined }>(MOST_REMEMBERED);

/** The annotation's text. */
export const writeRecord = (record: AlertRecord): string => JSON.stringify({ version: VERSION, ...record });

const VERSION = 1;

const parse = (text: string): AlertRecord | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value['version'] === VERSION ? checked(value) : undefined;
  } catch {
    return undefined;
  }
};

const checked = (value: Readonly<Record<string, unknown>>): AlertRecord | undefined => {
  const { actions, refusals, errors, ended, addedBrokers, highestBrokerId, forgottenBefore } = value;
  const decision = ['time', 'alert', 'fingerprint', 'startsAt', 'command', 'target', 'message'];
  if (!isListOf(actions, decision) || !isListOf(refusals, [...decision, 'outcome', 'reason'])) return undefined;
  if (!isListOf(errors, ['alert', 'fingerprint', 'startsAt']) || !isListOf(ended, ['fingerprint', 'startsAt'])) return undefined;
  if (!Array.isArray(addedBrokers) || !addedBrokers.every((id) => Number.isSafeInteger(id))) return undefined;
  if (!Number.isSafeInteger(highestBrokerId) || (forgottenBefore !== undefined && typeof forgottenBefore !== 'string')) return undefined;
  return {
    actions: actions as unknown as readonly RecordedAction[],
    refusals: refusals as unknown as readonly RecordedRefusal[],
    errors: errors as unknown as readonly UpgradeError[],
    ended: ended as unknown as readonly EndedError[],
    addedBrokers: addedBrokers as readonly number[],
    highestBrokerId: highestBrokerId as number,
    ...(forgottenBefore !== undefined && { forgottenBefore }),
  };
};

const isListOf = (value: unknown, fields: readonly string[]): value is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) && value.every((item) => isRecord(item) && fields.every((field) => typeof item[field] === 'string'));
