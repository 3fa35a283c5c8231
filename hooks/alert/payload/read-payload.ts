/**
 * Reads what is sent: Alertmanager's webhook of version 4, or the array that Prometheus sends to whom it takes for an
 * Alertmanager. Only the envelope is judged here; whether an alert makes sense is said alert by alert, so that one bad
 * rule does not stop the others. Fields that are not needed are not looked at: senders get new ones.
 * Source: Alertmanager's notify/webhook and template packages; the API v2 of Alertmanager (postableAlert).
 */
import { failure } from '../../errors.ts';
import { isRecord } from '../../kube/is-record.ts';
import type { Alert } from '../alert.ts';
import { fingerprintOf } from './fingerprint.ts';
import { timeOf } from './time.ts';

export interface Delivery {
  readonly sender: 'alertmanager' | 'prometheus';
  /** In the order given. */
  readonly alerts: readonly Alert[];
  /** How many more fire that the sender left out (max_alerts of its receiver). */
  readonly truncated: number;
}

/** More than a group of Alertmanager should have and four times what Prometheus sends at once. */
export const MOST_ALERTS = 1000;

const VERSION = '4';
/** A name goes into records and logs, whole; no rule has a longer one. */
const MOST_NAME = 200;

/** Throws PAYLOAD_INVALID for what is no payload, TOO_MANY_ALERTS. `now` is in milliseconds since the epoch. */
export const readPayload = (body: unknown, now: number): Delivery => {
  const { sender, items, truncated } = envelope(body);
  if (items.length > MOST_ALERTS) throw failure('TOO_MANY_ALERTS', { count: items.length, most: MOST_ALERTS });
  return { sender, truncated, alerts: items.map((item, index) => readAlert(item, { path: `alerts[${index}]`, now })) };
};

interface Envelope {
  readonly sender: Delivery['sender'];
  readonly items: readonly unknown[];
  readonly truncated: number;
}

const envelope = (body: unknown): Envelope => {
  if (Array.isArray(body)) return { sender: 'prometheus', items: body, truncated: 0 };
  if (!isRecord(body)) throw invalid('it is neither an object nor a list');
  const { version, alerts, truncatedAlerts } = body;
  if (version !== VERSION) throw invalid(`version is not "${VERSION}"`);
  if (!Array.isArray(alerts)) throw invalid('alerts is not a list');
  const truncated = typeof truncatedAlerts === 'number' && truncatedAlerts > 0 ? truncatedAlerts : 0;
  return { sender: 'alertmanager', items: alerts, truncated };
};

interface Place {
  readonly path: string;
  readonly now: number;
}

const readAlert = (item: unknown, { path, now }: Place): Alert => {
  if (!isRecord(item)) throw invalid(`${path} is not an object`);
  const labels = withoutEmpty(texts(item['labels'], `${path}.labels`));
  // Prometheus leaves annotations out when a rule has none.
  const annotations = texts(item['annotations'] ?? {}, `${path}.annotations`);
  const endsAt = timeOf(item['endsAt']);
  return {
    name: (labels['alertname'] ?? '').slice(0, MOST_NAME),
    fingerprint: fingerprintOf(labels),
    labels,
    annotations,
    firing: item['status'] !== 'resolved' && (endsAt === undefined || endsAt > now),
    startsAt: timeOf(item['startsAt']),
    endsAt,
  };
};

type Texts = Readonly<Record<string, string>>;

const texts = (value: unknown, path: string): Texts => {
  if (!isRecord(value)) throw invalid(`${path} is not a map of texts`);
  for (const text of Object.values(value)) if (typeof text !== 'string') throw invalid(`${path} has a value that is not a text`);
  return value as Texts;
};

/** A label with an empty value is no label, for Prometheus and Alertmanager alike. */
const withoutEmpty = (labels: Texts): Texts =>
  Object.values(labels).includes('') ? Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== '')) : labels;

const invalid = (detail: string) => failure('PAYLOAD_INVALID', { detail });
