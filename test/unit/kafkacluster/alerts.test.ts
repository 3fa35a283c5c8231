/**
 * What status shows of the record that the alert hook keeps on a KafkaCluster, and that an error which ends by itself ends in status,
 * too, without anybody's write.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AlertRecord, EMPTY_RECORD, readRecord, writeRecord } from '../../../hooks/kafkacluster/alerts/record.ts';
import { clusterOf, NOW, sync } from './world.ts';

const action = {
  time: '2026-11-21T11:00:00Z',
  alert: 'BrokerOverLoaded',
  fingerprint: '0123456789abcdef',
  startsAt: '2026-11-21T10:50:00.000Z',
  command: 'upScale',
  target: 'cluster',
  message: 'adds broker 3 of group default',
};

const withRecord = (text: string | undefined) => {
  const cluster = clusterOf();
  return { ...cluster, metadata: { ...cluster.metadata, ...(text !== undefined && { annotations: { 'kafka-hooks.io/alerts': text } }) } };
};
const statusWith = async (record: Partial<AlertRecord>) => {
  const answer = await sync(withRecord(writeRecord({ ...EMPTY_RECORD, ...record })));
  return { ...answer.status, seconds: answer.resyncAfterSeconds };
};

test('a cluster without alerts has no decisions in status', async () => {
  const { status } = await sync(withRecord(undefined));
  assert.deepEqual([status.alerts, status.alertCount, status.rollingUpgradeStatus?.errorCount], [undefined, 0, 0]);
});

test('actions and refusals, newest first', async () => {
  const refusal = {
    ...action,
    time: '2026-11-21T11:30:00Z',
    target: '',
    message: 'rests',
    outcome: 'Refused' as const,
    reason: 'CoolingDown',
    allowedAgainAfter: '2026-11-21T12:00:00Z',
  };
  const { alerts } = await statusWith({
    actions: [action, { ...action, time: '2026-11-21T11:40:00Z', dryRun: true }],
    refusals: [refusal],
  });
  assert.deepEqual(
    alerts?.map(({ time, outcome, reason, allowedAgainAfter }) => [time, outcome, reason, allowedAgainAfter]),
    [
      ['2026-11-21T11:40:00Z', 'DryRun', 'DryRun', undefined],
      ['2026-11-21T11:30:00Z', 'Refused', 'CoolingDown', '2026-11-21T12:00:00Z'],
      ['2026-11-21T11:00:00Z', 'Acted', 'Acted', undefined],
    ],
  );
  assert.deepEqual([alerts?.[2]?.alert, alerts?.[2]?.message], ['BrokerOverLoaded', 'adds broker 3 of group default']);
});

test('twenty are shown', async () => {
  const { alerts } = await statusWith({ actions: Array.from({ length: 30 }, () => action) });
  assert.equal(alerts?.length, 20);
});

const error = { alert: 'Unwell', fingerprint: 'f', startsAt: '2026-11-21T10:50:00.000Z' };
const inSeconds = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

test('alerts that stand against rolling upgrades are counted while they stand', async () => {
  const errors = [error, { ...error, until: inSeconds(90) }, { ...error, until: inSeconds(600) }, { ...error, until: inSeconds(-1) }];
  const status = await statusWith({ errors });
  assert.deepEqual([status.alertCount, status.rollingUpgradeStatus?.errorCount], [3, 3]);
  assert.ok((status.seconds ?? Number.POSITIVE_INFINITY) <= 90, 'asked again when the next one ends');
});

test('one that only a message ends waits for no clock', async () => {
  const quiet = (await sync(withRecord(undefined))).resyncAfterSeconds;
  assert.equal((await statusWith({ errors: [error] })).seconds, quiet);
});

const broken: readonly (readonly [it: string, text: string])[] = [
  ['no JSON', '{'],
  ['another version', '{"version":2}'],
  ['no lists', '{"version":1,"actions":{},"refusals":[],"errors":[],"ended":[],"addedBrokers":[],"highestBrokerId":0}'],
  ['an action without its fields', JSON.stringify({ version: 1, ...EMPTY_RECORD, actions: [{ time: 'x' }] })],
  ['ids that are none', JSON.stringify({ version: 1, ...EMPTY_RECORD, addedBrokers: ['1'] })],
];

for (const [it, text] of broken) {
  test(`a record that is none counts as empty in status, and is not taken for one: ${it}`, async () => {
    const parent = withRecord(text);
    assert.equal(readRecord(parent.metadata), undefined);
    assert.equal((await sync(parent)).status.alertCount, 0);
  });
}

test('what is written is what is read', () => {
  const record: AlertRecord = {
    ...EMPTY_RECORD,
    actions: [action],
    errors: [error],
    addedBrokers: [3],
    highestBrokerId: 3,
    forgottenBefore: 'x',
  };
  assert.deepEqual(readRecord({ annotations: { 'kafka-hooks.io/alerts': writeRecord(record) } }), record);
});

test('a rebalance that was asked for is a condition', async () => {
  const cluster = clusterOf();
  const parent = { ...cluster, metadata: { ...cluster.metadata, annotations: { 'kafka-hooks.io/rebalance': '2026-11-21T11:00:00Z' } } };
  const condition = (await sync(parent)).status.conditions?.find(({ type }) => type === 'RebalancePending');
  assert.deepEqual([condition?.status, condition?.reason], ['True', 'RebalancePending']);
  assert.match(condition?.message ?? '', /asked for at 2026-11-21T11:00:00Z/);
});
