/**
 * One alert from the moment it fires to its end: what it did to the KafkaCluster, what is told of it and where, and how long
 * each step took. Also deliveries made by hand, in the shapes of both senders.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import { type AlertRecord, EMPTY_RECORD, type RecordedAction, readRecord } from '../../../hooks/kafkacluster/alerts/record.ts';
import { type Delivery, eventsOf } from './alert-hook.ts';
import { readCluster } from './cluster.ts';
import type { Delivered, DeliveredAlert, Monitoring } from './monitoring.ts';
import { waitFor } from './wait.ts';

/** The KafkaCluster, which must be there. */
export const readKafka = async (ns: string): Promise<KafkaCluster> => {
  const cluster = await readCluster('kafka', ns);
  assert.ok(cluster, `KafkaCluster ${ns}/kafka is gone`);
  return cluster;
};

/** What alerts did to a cluster. */
export const recordOf = ({ metadata }: KafkaCluster): AlertRecord => readRecord(metadata) ?? EMPTY_RECORD;

export const lastAction = (cluster: KafkaCluster): RecordedAction | undefined => recordOf(cluster).actions.at(-1);

/** Waits until an alert has acted, once more than it had before. */
export const waitActed = (before: KafkaCluster, alert: string): Promise<KafkaCluster> =>
  waitFor({
    what: `${alert} acted`,
    seconds: 120,
    look: () => readKafka(before.metadata.namespace ?? ''),
    until: (cluster) => recordOf(cluster).actions.length === recordOf(before).actions.length + 1 && lastAction(cluster)?.alert === alert,
  });

export interface Ended {
  readonly first: Delivered;
  readonly last: Delivered;
  /** Deliveries while it fired. */
  readonly firing: number;
}

/** Waits until Alertmanager has told that an alert is over. */
export const waitResolved = async (monitoring: Monitoring, alert: string): Promise<Ended> => {
  const delivered = await waitFor({
    what: `${alert} is delivered as resolved`,
    seconds: 180,
    look: () => monitoring.delivered(alert),
    until: (seen) => seen.at(-1)?.status === 'resolved',
  });
  const [first] = delivered;
  const last = delivered.at(-1);
  assert.ok(first && last);
  return { first, last, firing: delivered.filter(({ status }) => status === 'firing').length };
};

type Moment = string | number | undefined;

/** Time between two moments, for people. */
export const seconds = (from: Moment, to: Moment): string =>
  from === undefined || to === undefined ? 'unknown' : `${((new Date(to).getTime() - new Date(from).getTime()) / 1000).toFixed(1)} s`;

/** The record, status and one Event say the same of the last action, and name the alert as Alertmanager does. */
export const assertTold = async (t: TestContext, cluster: KafkaCluster, first: DeliveredAlert): Promise<void> => {
  const ns = cluster.metadata.namespace ?? '';
  const action = lastAction(cluster);
  assert.equal(action?.fingerprint, first.fingerprint, 'the fingerprint is the one that Alertmanager sends');
  assert.equal(Date.parse(action?.startsAt ?? ''), Date.parse(first.startsAt));
  const told = await waitFor({
    what: 'status.alerts tells it',
    seconds: 60,
    look: () => readKafka(ns),
    until: ({ status }) => status?.alerts?.some(({ outcome, message }) => outcome === 'Acted' && message === action?.message) === true,
  });
  const shown = told.status?.alerts?.find(({ message }) => message === action?.message);
  t.diagnostic(`status.alerts: ${JSON.stringify(shown)}`);
  assert.deepEqual([shown?.alert, shown?.command, shown?.target], [action?.alert, action?.command, action?.target]);
  const events = (await eventsOf(ns)).filter((text) => text.includes(action?.message ?? ''));
  t.diagnostic(`Events: ${events.join(' | ')}`);
  assert.equal(events.length, 1, 'one Event for the action');
};

/** The alerts of a webhook body as Prometheus itself would send them: an array, and a firing one ends in some minutes. */
export const asPrometheus = (body: string): Delivery => {
  const { alerts } = JSON.parse(body) as { readonly alerts: readonly DeliveredAlert[] };
  const soon = new Date(Date.now() + 240_000).toISOString();
  const items = alerts.map(({ status, labels, annotations, startsAt, endsAt }) => ({
    labels,
    annotations,
    startsAt,
    endsAt: status === 'firing' ? soon : endsAt,
  }));
  return { path: '/api/v2/alerts', body: JSON.stringify(items) };
};

type Texts = Readonly<Record<string, string>>;

/** A delivery of Alertmanager with one alert that nobody has seen before. */
export const byHand = (labels: Texts, annotations: Texts): Delivery => ({
  path: '/alerts',
  body: JSON.stringify({
    version: '4',
    groupKey: '{}:{alertname="ByHand"}',
    status: 'firing',
    receiver: 'kafka-hooks',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'ByHand', ...labels },
        annotations,
        startsAt: new Date().toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
      },
    ],
  }),
});
