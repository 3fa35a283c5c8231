/** The end of a KafkaCluster: brokers before controllers, and no claim is ever left without the owner that keeps it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finalize } from '../../../hooks/kafkacluster/finalize.ts';
import type { KubeObject, ObjectMeta, PersistentVolumeClaim } from '../../../hooks/kube/types.ts';
import { claim, clusterOf, NAMESPACE_UID, NOW, namespace, pod, request, type Wanted, written } from './world.ts';

const anchor = (name = 'apps', uid = NAMESPACE_UID) => ({ apiVersion: 'v1', kind: 'Namespace', name, uid });
const broker = (id: number) => pod(id, { metadata: { labels: { isBrokerNode: 'true', isControllerNode: 'false' } } });
const controller = (id: number) => pod(id, { metadata: { labels: { isBrokerNode: 'false', isControllerNode: 'true' } } });
const keptClaim = (id: number, metadata: ObjectMeta = {}) => claim(id, { metadata: { ownerReferences: [anchor()], ...metadata } });
const service: KubeObject = written({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'kafka-headless', namespace: 'apps' } }, 's');
const DELETE = { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' as const } } };

interface Case {
  readonly it: string;
  readonly wanted?: Wanted;
  readonly children: readonly KubeObject[];
  readonly related?: readonly KubeObject[];
  readonly stays: readonly string[];
  readonly finalized: boolean;
}

const cases: readonly Case[] = [
  {
    it: 'stops brokers first and keeps controllers, services and claims',
    children: [broker(0), controller(1), keptClaim(0), service],
    stays: ['PersistentVolumeClaim claim-0', 'Pod kafka-1', 'Service kafka-headless'],
    finalized: false,
  },
  {
    it: 'keeps controllers while a broker is still terminating',
    children: [{ ...broker(0), metadata: { ...broker(0).metadata, deletionTimestamp: '2026-11-21T11:59:00Z' } }, controller(1)],
    stays: ['Pod kafka-1'],
    finalized: false,
  },
  {
    it: 'stops controllers when the brokers are gone',
    children: [controller(1), service],
    stays: ['Service kafka-headless'],
    finalized: false,
  },
  {
    it: 'stops combined nodes as brokers',
    children: [pod(0, { metadata: { labels: { isBrokerNode: 'true', isControllerNode: 'true' } } })],
    stays: [],
    finalized: false,
  },
  {
    it: 'is done when no Pod is left and each claim has the owner that keeps it',
    children: [keptClaim(0), keptClaim(1)],
    stays: ['PersistentVolumeClaim claim-0', 'PersistentVolumeClaim claim-1'],
    finalized: true,
  },
  {
    it: 'waits for a claim that is not seen with that owner',
    children: [keptClaim(0), claim(1)],
    stays: ['PersistentVolumeClaim claim-0', 'PersistentVolumeClaim claim-1'],
    finalized: false,
  },
  {
    it: 'does not take another owner for that one',
    children: [claim(0, { metadata: { ownerReferences: [anchor('apps', 'another-uid')] } })],
    stays: ['PersistentVolumeClaim claim-0'],
    finalized: false,
  },
  {
    it: 'does not wait for a claim that a person is deleting',
    children: [claim(0, { metadata: { deletionTimestamp: '2026-11-21T11:59:00Z' } })],
    stays: ['PersistentVolumeClaim claim-0'],
    finalized: true,
  },
  {
    it: 'waits for no owner under policy Delete',
    wanted: DELETE,
    children: [claim(0)],
    stays: ['PersistentVolumeClaim claim-0'],
    finalized: true,
  },
  { it: 'is done when nothing was ever made', children: [], stays: [], finalized: true },
];

const call = ({ wanted = {}, children, related = [] }: Pick<Case, 'wanted' | 'children' | 'related'>) =>
  finalize({ ...request(clusterOf(wanted), { children, related }), finalizing: true }, { now: NOW });
const claimsIn = (answer: Awaited<ReturnType<typeof call>>) =>
  answer.children.filter((child) => child.kind === 'PersistentVolumeClaim') as readonly PersistentVolumeClaim[];

for (const c of cases)
  test(c.it, async () => {
    const answer = await call(c);
    assert.deepEqual(answer.children.map((child) => `${child.kind} ${child.metadata?.name}`).sort(), c.stays);
    assert.equal(answer.finalized, c.finalized);
  });

test('gives each claim the namespace as the owner that keeps it, and nothing that controls it', async () => {
  const [answered] = claimsIn(await call({ children: [broker(0), claim(0)] }));
  assert.deepEqual(answered?.metadata?.ownerReferences, [anchor()]);
});

test('gives claims no owner under policy Delete, so that they go with the cluster', async () => {
  const [answered] = claimsIn(await call({ wanted: DELETE, children: [claim(0)] }));
  assert.equal(answered?.metadata?.ownerReferences, undefined);
});

test('uses kube-system as the owner where cluster and namespace have one name', async () => {
  const wanted = { name: 'apps', namespace: 'apps' };
  const related = [namespace('kube-system', 'system-uid')];
  const first = await call({ wanted, children: [claim(0)], related });
  assert.deepEqual(claimsIn(first)[0]?.metadata?.ownerReferences, [anchor('kube-system', 'system-uid')]);
  assert.equal(first.finalized, false);
  const second = await call({
    wanted,
    children: [claim(0, { metadata: { ownerReferences: [anchor('kube-system', 'system-uid')] } })],
    related,
  });
  assert.equal(second.finalized, true);
});

test('never lets go while the namespace was not shown and a claim is there', async () => {
  const bare = { ...request(clusterOf(), { children: [keptClaim(0)] }), related: {}, finalizing: true };
  assert.equal((await finalize(bare, { now: NOW })).finalized, false);
});

test('says in status that it is deleting and how far it is, the same each time', async () => {
  const children = [broker(0), controller(1)];
  const first = await call({ wanted: { status: { state: 'ClusterRunning', clusterID: 'id', observedGeneration: 3 } }, children });
  assert.deepEqual(
    first.status.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message]),
    [
      ['Ready', 'False', 'Deleting', '2 Pods are stopping'],
      ['Reconciling', 'True', 'Deleting', '2 Pods are stopping'],
    ],
  );
  assert.equal(first.status.clusterID, 'id');
  assert.equal(first.status.observedGeneration, undefined);
  assert.deepEqual((await call({ wanted: { status: first.status }, children })).status, first.status);
});
