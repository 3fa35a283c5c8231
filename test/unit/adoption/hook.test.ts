/** Adoption: who gets the label by which a KafkaCluster claims it, and who is left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoption } from '../../../hooks/adoption/hook.ts';
import type { KubeObject, ObjectMeta } from '../../../hooks/kube/types.ts';

const GROUP = 'KafkaCluster.kafka.banzaicloud.io/v1beta1';
const owner = (uid: string, controller?: boolean) => ({
  apiVersion: 'x/v1',
  kind: 'X',
  name: 'x',
  uid,
  ...(controller !== undefined && { controller }),
});
const object = (metadata: ObjectMeta): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c', namespace: 'apps', ...metadata },
});
const cluster = (metadata: ObjectMeta = {}): KubeObject => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'apps', uid: 'u1', ...metadata },
});
const LABELLED = { kafka_cr: 'kafka' };

interface Case {
  readonly it: string;
  readonly metadata: ObjectMeta;
  readonly cluster?: KubeObject;
  readonly key?: string;
  readonly adopts: boolean;
}

const cases: readonly Case[] = [
  { it: 'labels an orphan with the UID of the cluster that its label names', metadata: { labels: LABELLED }, adopts: true },
  {
    it: 'labels a claim that remembers an earlier life of the cluster',
    metadata: { labels: { ...LABELLED, 'controller-uid': 'u0' } },
    adopts: true,
  },
  {
    it: 'labels what another owner keeps alive without controlling it',
    metadata: { labels: LABELLED, ownerReferences: [owner('ns')] },
    adopts: true,
  },
  {
    it: 'labels what the cluster itself controls, as Koperator made it',
    metadata: { labels: LABELLED, ownerReferences: [owner('u1', true)] },
    adopts: true,
  },
  { it: 'leaves alone what has the label', metadata: { labels: { ...LABELLED, 'controller-uid': 'u1' } }, adopts: false },
  {
    it: 'leaves alone what another owner controls',
    metadata: { labels: LABELLED, ownerReferences: [owner('u1'), owner('u2', true)] },
    adopts: false,
  },
  { it: 'leaves alone what is being deleted', metadata: { labels: LABELLED, deletionTimestamp: '2026-11-21T12:00:00Z' }, adopts: false },
  {
    it: 'leaves alone what belongs to a cluster that is being deleted',
    metadata: { labels: LABELLED },
    cluster: cluster({ deletionTimestamp: '2026-11-21T12:00:00Z' }),
    adopts: false,
  },
  { it: 'leaves alone what names no cluster', metadata: { labels: {} }, adopts: false },
  { it: 'leaves alone what names a cluster that does not exist', metadata: { labels: { kafka_cr: 'other' } }, adopts: false },
  { it: 'leaves alone what names a cluster of another namespace', metadata: { labels: LABELLED }, key: 'elsewhere/kafka', adopts: false },
];

for (const { it, metadata, cluster: found = cluster(), key = 'apps/kafka', adopts } of cases)
  test(it, async () => {
    const request = {
      controller: {},
      object: object(metadata),
      attachments: {},
      related: { [GROUP]: { [key]: found } },
      finalizing: false,
    };
    const answer = await adoption.sync(request, { now: 0 });
    assert.deepEqual(answer, { ...(adopts && { labels: { 'controller-uid': 'u1' }, resyncAfterSeconds: 5 }), attachments: [] });
  });

test('bears a world in which no KafkaCluster was shown', async () =>
  assert.deepEqual(
    await adoption.sync(
      { controller: {}, object: object({ labels: LABELLED }), attachments: {}, related: {}, finalizing: false },
      { now: 0 },
    ),
    { attachments: [] },
  ));

test('asks for the one cluster that the label names, in the namespace of the object', () =>
  assert.deepEqual(adoption.customize?.({ controller: {}, parent: object({ labels: LABELLED }) }), {
    relatedResources: [{ apiVersion: 'kafka.banzaicloud.io/v1beta1', resource: 'kafkaclusters', namespace: 'apps', names: ['kafka'] }],
  }));

test('asks for nothing on behalf of objects without the label', () =>
  assert.deepEqual(adoption.customize?.({ controller: {}, parent: object({}) }), { relatedResources: [] }));
