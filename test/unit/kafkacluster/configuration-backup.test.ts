/** The backup in status from which a broker that left the spec goes on living: Koperator's form, and ours of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBackup, writeBackup } from '../../../hooks/kafkacluster/configuration-backup.ts';
import { modelOf, node, nodeOf } from './world.ts';

/** Koperator's own sample (koperator.md, section 11.3). */
const KOPERATORS = 'H4sIAAxcrGIAA6tWykxRsjKt5QIAiMWU3gkAAAA=';

test("reads Koperator's backup", () => assert.equal(readBackup(KOPERATORS)?.id, 5));

test('reads its own, with the group merged in and its name left out', () => {
  const { brokerConfig = {} } = node(3);
  const backup = writeBackup({ id: 3, brokerConfigGroup: 'gone', readOnlyConfig: 'a=1' }, brokerConfig);
  assert.deepEqual(readBackup(backup), { id: 3, readOnlyConfig: 'a=1', brokerConfig });
});

for (const damaged of [undefined, '', 'not base64 at all', Buffer.from('not gzip').toString('base64'), KOPERATORS.slice(0, 20)])
  test(`takes ${damaged === undefined ? 'an absent' : `the damaged "${damaged}"`} backup for none`, () =>
    assert.equal(readBackup(damaged), undefined));

test('brings a broker that left the spec back as it was', () => {
  const backup = writeBackup(node(5, ['broker']), node(5, ['broker']).brokerConfig ?? {});
  const cluster = modelOf({ status: { brokersState: { '5': { configurationBackup: backup } } } });
  const removed = nodeOf(cluster, 5);
  assert.deepEqual([removed.removed, removed.roles, removed.config.storageConfigs?.[0]?.mountPath], [true, ['broker'], '/kafka-logs']);
});

test('prefers the spec to the backup', () => {
  const cluster = modelOf({ status: { brokersState: { '0': { configurationBackup: writeBackup(node(0), {}) } } } });
  assert.deepEqual(
    cluster.nodes.map(({ id, removed }) => [id, removed]),
    [[0, false]],
  );
});

test('never makes two nodes of one id from a backup that stands under another', () =>
  assert.deepEqual(
    modelOf({ status: { brokersState: { '7': { configurationBackup: writeBackup(node(0), {}) } } } }).nodes.map(({ id }) => id),
    [0],
  ));
