/** What every decorator of a KafkaCluster needs of its attachments, as its owner is also that of the brokers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachmentLabels, isAttachment, keepAttachment } from '../../../hooks/kafkacluster/external/attachments.ts';
import { LAST_APPLIED } from '../../../hooks/protocol/last-applied.ts';

const answered = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', namespace: 'apps', labels: { x: 'y', ...attachmentLabels({ uid: 'u' }) } },
};
const decorated = { 'metacontroller.k8s.io/decorator-controller': 'nodeport' };

test('an attachment is told from a child by the annotation of its decorator', () => {
  assert.equal(isAttachment({ ...answered, metadata: { ...answered.metadata, annotations: decorated } }), true);
  assert.equal(isAttachment(answered), false);
});

test('an attachment that stays keeps the label of its owner', () => {
  const annotations = { ...decorated, [LAST_APPLIED]: JSON.stringify(answered) };
  assert.deepEqual(keepAttachment({ ...answered, metadata: { ...answered.metadata, annotations } }), answered);
});

test('an attachment that never had the label gets none', () => {
  const bare = { ...answered, metadata: { name: 'a', namespace: 'apps' } };
  assert.deepEqual(keepAttachment(bare), bare);
});
