/** "Leave it as it is": what is returned for a child that must not change, whatever its annotations hold. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepAsIs, keepEverything } from '../../../hooks/kafkacluster/keep.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { LAST_APPLIED } from '../../../hooks/protocol/last-applied.ts';
import { claim, grouped, pod } from './world.ts';

const withRecord = (object: KubeObject, record: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, [LAST_APPLIED]: record } },
});
const applied = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'kafka-0', labels: { a: 'b' } }, spec: { x: 1 } };
const identity = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'kafka-0', namespace: 'apps' } };

test('returns what was answered last, word for word', () =>
  assert.deepEqual(keepAsIs(withRecord(pod(0), JSON.stringify(applied))), applied));
test('leaves the selector label to Metacontroller', () => {
  const labelled = { ...applied, metadata: { ...applied.metadata, labels: { a: 'b', 'controller-uid': 'an earlier life' } } };
  assert.deepEqual(keepAsIs(withRecord(pod(0), JSON.stringify(labelled))), applied);
});
test('writes no empty labels where the selector label was the only one', () => {
  const bare = { ...applied, metadata: { name: 'kafka-0', labels: { 'controller-uid': 'x' } } };
  assert.deepEqual(keepAsIs(withRecord(pod(0), JSON.stringify(bare))), { ...applied, metadata: { name: 'kafka-0' } });
});
test('returns the bare identity of what Koperator made', () => assert.deepEqual(keepAsIs(pod(0)), identity));
for (const record of [
  '',
  'not JSON',
  'null',
  '[]',
  '"text"',
  '{}',
  '{"apiVersion":"v1","kind":"Pod"}',
  '{"apiVersion":"v1","kind":"Pod","metadata":null}',
  '{"apiVersion":"v1","kind":"Pod","metadata":{}}',
])
  test(`returns the bare identity when the record is ${record === '' ? 'empty' : record}`, () =>
    assert.deepEqual(keepAsIs(withRecord(pod(0), record)), identity));

const claimOf = (size: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'claim-0' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
});
test('never asks for less than a claim has, which a person may have made larger', () =>
  assert.deepEqual(keepAsIs(withRecord(claim(0, { size: '20Gi' }), JSON.stringify(claimOf('10Gi')))), claimOf('20Gi')));
test('returns the size that was asked for last, though the claim has less', () =>
  assert.deepEqual(keepAsIs(withRecord(claim(0, { size: '10Gi' }), JSON.stringify(claimOf('20Gi')))), claimOf('20Gi')));
test('returns a size as it was written when it is the same', () =>
  assert.deepEqual(keepAsIs(withRecord(claim(0, { size: '1Gi' }), JSON.stringify(claimOf('1024Mi')))), claimOf('1024Mi')));

test('keeps every child of every kind', () => {
  const kept = keepEverything(
    grouped([
      pod(0),
      pod(1),
      claim(0),
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b', namespace: 'apps' } },
    ]),
  );
  assert.deepEqual(kept.map((object) => `${object.kind} ${object.metadata?.name}`).sort(), [
    'PersistentVolumeClaim claim-0',
    'Pod kafka-0',
    'Pod kafka-1',
    'PodDisruptionBudget b',
  ]);
});
