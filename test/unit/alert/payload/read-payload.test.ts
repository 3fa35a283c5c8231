/** What is taken for alerts, what becomes of their fields, and the sentence for what is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprintOf } from '../../../../hooks/alert/payload/fingerprint.ts';
import { MOST_ALERTS, readPayload } from '../../../../hooks/alert/payload/read-payload.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const labels = { alertname: 'KafkaBrokerOverloaded', kafka_cr: 'kafka', namespace: 'streams' };
const annotations = { command: 'upScale' };
const item = { labels, annotations, startsAt: '2026-03-01T11:55:00.123456789Z' };
const webhook = (alerts: unknown, more: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="KafkaBrokerOverloaded"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'kafka-hooks',
  groupLabels: {},
  commonLabels: labels,
  commonAnnotations: { command: 'downScale' },
  externalURL: 'http://alertmanager',
  notification_reason: 'first notification',
  alerts,
  ...more,
});
const only = (body: unknown) => {
  const [alert, ...more] = readPayload(body, NOW).alerts;
  assert.deepEqual(more, []);
  return alert ?? assert.fail('there is no alert');
};

test('reads the webhook of Alertmanager: each alert’s own labels and annotations', () => {
  const body = webhook([{ ...item, status: 'firing', endsAt: '0001-01-01T00:00:00Z', generatorURL: 'x', fingerprint: 'ffffffffffffffff' }]);
  assert.deepEqual(readPayload(body, NOW), {
    sender: 'alertmanager',
    truncated: 0,
    alerts: [
      {
        name: 'KafkaBrokerOverloaded',
        fingerprint: fingerprintOf(labels),
        labels,
        annotations,
        firing: true,
        startsAt: Date.parse('2026-03-01T11:55:00.123Z'),
        endsAt: undefined,
      },
    ],
  });
});

test('reads the list of Prometheus, and sees the same alert in it', () => {
  const body = [{ ...item, endsAt: '2026-03-01T12:04:00Z', generatorURL: 'x' }];
  const { sender, alerts } = readPayload(body, NOW);
  assert.equal(sender, 'prometheus');
  const { endsAt, ...alert } = alerts[0] ?? assert.fail('there is no alert');
  assert.equal(endsAt, Date.parse('2026-03-01T12:04:00Z'));
  const { endsAt: _none, ...same } = only(webhook([{ ...item, status: 'firing' }]));
  assert.deepEqual(alert, same);
});

const firing = [
  { it: 'has no end', fields: {}, is: true },
  { it: 'has Go’s zero time for its end', fields: { endsAt: '0001-01-01T00:00:00Z' }, is: true },
  { it: 'ends later', fields: { endsAt: '2026-03-01T12:00:00.001Z' }, is: true },
  { it: 'ends now', fields: { endsAt: '2026-03-01T12:00:00Z' }, is: false },
  { it: 'has ended, in another time zone', fields: { endsAt: '2026-03-01T12:30:00+01:00' }, is: false },
  { it: 'is resolved', fields: { status: 'resolved' }, is: false },
  { it: 'is said to fire and has ended', fields: { status: 'firing', endsAt: '2026-03-01T11:00:00Z' }, is: false },
  { it: 'has an end that is no time', fields: { endsAt: 'tomorrow' }, is: true },
  { it: 'has a status of Alertmanager’s API', fields: { status: { state: 'active' } }, is: true },
];
for (const { it, fields, is } of firing)
  test(`an alert that ${it} ${is ? 'fires' : 'does not fire'}`, () => assert.equal(only([{ ...item, ...fields }]).firing, is));

const starts = [
  { it: 'nothing', startsAt: undefined },
  { it: 'Go’s zero time', startsAt: '0001-01-01T00:00:00Z' },
  { it: 'a number', startsAt: 1_772_000_000 },
  { it: 'a date without a time', startsAt: '2026-03-01' },
  { it: 'a time without a zone', startsAt: '2026-03-01T11:55:00' },
  { it: 'a time that no clock shows', startsAt: '2026-03-01T25:00:00Z' },
  { it: 'a time with many digits', startsAt: `2026-03-01T11:55:00.${'0'.repeat(100)}Z` },
];
for (const { it, startsAt } of starts)
  test(`takes ${it} for no start`, () => assert.equal(only([{ ...item, startsAt }]).startsAt, undefined));

test('leaves out labels without a value, as Prometheus does, and takes missing annotations for none', () => {
  const alert = only([{ labels: { ...labels, brokerId: '' } }]);
  assert.deepEqual(alert.labels, labels);
  assert.equal(alert.fingerprint, fingerprintOf(labels));
  assert.deepEqual(alert.annotations, {});
  assert.deepEqual(only([{ labels, annotations: null }]).annotations, {});
});

test('keeps a label that is named like a part of every object', () => {
  const text = '[{"labels":{"__proto__":"a","constructor":"b","alertname":""}}]';
  const alert = only(JSON.parse(text));
  assert.deepEqual(Object.entries(alert.labels), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  assert.equal(alert.name, '');
});

test('cuts a name that would fill the record of a cluster', () => {
  assert.equal(only([{ labels: { alertname: 'x'.repeat(100_000) } }]).name, 'x'.repeat(200));
});

test('takes an empty list from both', () => {
  assert.deepEqual(readPayload([], NOW).alerts, []);
  assert.deepEqual(readPayload(webhook([]), NOW).alerts, []);
});

test('tells how many alerts the sender left out', () => {
  assert.equal(readPayload(webhook([item], { truncatedAlerts: 7 }), NOW).truncated, 7);
  assert.equal(readPayload(webhook([item], { truncatedAlerts: 'many' }), NOW).truncated, 0);
});

const wrong = [
  { it: 'a text', body: 'alerts', says: /it is neither an object nor a list/ },
  { it: 'null', body: null, says: /neither an object nor a list/ },
  { it: 'another object', body: { hello: 1 }, says: /version is not "4"/ },
  { it: 'another version', body: webhook([], { version: '3' }), says: /version is not "4"/ },
  { it: 'a version that is a number', body: webhook([], { version: 4 }), says: /version is not "4"/ },
  { it: 'a webhook without alerts', body: webhook(undefined), says: /alerts is not a list/ },
  { it: 'an alert that is a text', body: [item, 'x'], says: /alerts\[1\] is not an object/ },
  { it: 'an alert without labels', body: [{ annotations }], says: /alerts\[0\]\.labels is not a map of texts/ },
  { it: 'labels that are a list', body: [{ labels: ['a'] }], says: /alerts\[0\]\.labels is not a map/ },
  { it: 'a label that is a number', body: webhook([{ labels: { a: 1 } }]), says: /alerts\[0\]\.labels has a value that is not a text/ },
  { it: 'an annotation that is an object', body: [{ labels, annotations: { a: {} } }], says: /annotations has a value that is not/ },
];
for (const { it, body, says } of wrong)
  test(`refuses ${it}`, () => assert.throws(() => readPayload(body, NOW), { code: 'PAYLOAD_INVALID', status: 400, message: says }));

test('refuses more alerts than it decides about at once', () => {
  const many = Array.from({ length: MOST_ALERTS }, () => item);
  assert.equal(readPayload(many, NOW).alerts.length, MOST_ALERTS);
  assert.throws(() => readPayload([...many, item], NOW), {
    code: 'TOO_MANY_ALERTS',
    status: 413,
    message: /1001 alerts.*1000 are allowed/,
  });
});

test('repeats nothing of a body', () => {
  const body = [{ labels: { 'hunter2 name': 1 } }];
  assert.throws(
    () => readPayload(body, NOW),
    (error: Error) => !error.message.includes('hunter2'),
  );
});
