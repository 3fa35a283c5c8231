/** Claims, which are data: made once, never smaller, never without the owner that keeps them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { existingClaim } from '../../../hooks/kafkacluster/desired/claims.ts';
import { observe } from '../../../hooks/kafkacluster/observed.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../../hooks/kube/types.ts';
import {
  claim,
  clusterOf,
  NAMESPACE_UID,
  namespace,
  node,
  ofKind,
  pod,
  pvc,
  request,
  storageClass,
  sync,
  type Wanted,
  written,
} from './world.ts';

const BOTH = ['broker', 'controller'];
const claimsOf = async (wanted: Wanted, children: readonly KubeObject[], related: readonly KubeObject[] = []) =>
  ofKind<PersistentVolumeClaim>(await sync(clusterOf(wanted), { children, related }), 'PersistentVolumeClaim');
const requested = (one: PersistentVolumeClaim | undefined) => one?.spec?.resources?.requests?.['storage'];
const sized = (size: string) => ({
  spec: { brokers: [node(0, undefined, { brokerConfig: { processRoles: BOTH, storageConfigs: [pvc('/kafka-logs', size)] } })] },
});
const applied = (size: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'claim-0', namespace: 'apps' },
  spec: { resources: { requests: { storage: size } } },
});
const there = (size: string, phase: string, storageClassName?: string): KubeObject =>
  claim(0, {
    size,
    phase,
    ...(storageClassName && { storageClassName }),
    annotations: { 'metacontroller.k8s.io/last-applied-configuration': JSON.stringify(applied(size)) },
  });
const classes = [storageClass('big', true), storageClass('fixed', false)];

const growths: readonly (readonly [it: string, child: KubeObject, wanted: string, size: string])[] = [
  ['grows a claim that is bound and whose class lets it', there('10Gi', 'Bound', 'big'), '20Gi', '20Gi'],
  ['writes the new size as Kubernetes stores it', there('10Gi', 'Bound', 'big'), '20480Mi', '20Gi'],
  ['waits with a claim that is not bound', there('10Gi', 'Pending', 'big'), '20Gi', '10Gi'],
  ['waits with a class that does not let it', there('10Gi', 'Bound', 'fixed'), '20Gi', '10Gi'],
  ['waits with a class that was not shown', there('10Gi', 'Bound', 'unknown'), '20Gi', '10Gi'],
  ['never shrinks a claim', there('10Gi', 'Bound', 'big'), '5Gi', '10Gi'],
  ['leaves a claim as it is', there('10Gi', 'Bound', 'big'), '10Gi', '10Gi'],
];
for (const [it, child, wanted, size] of growths)
  test(it, async () => assert.equal(requested((await claimsOf(sized(wanted), [child], classes))[0]), size));

test('says in status which claim cannot grow', async () => {
  const answer = await sync(clusterOf(sized('20Gi')), { children: [there('10Gi', 'Bound', 'fixed')], related: classes });
  assert.match(
    answer.status.brokersState?.['0']?.message ?? '',
    /claim-0 should grow, but the claim is not bound or its storage class has no allowVolumeExpansion/,
  );
});

test('makes a claim with its identity, the owner that keeps it, and the variables of its template', async () => {
  const storage = {
    mountPath: '/data/a',
    pvcSpec: { storageClassName: 'zone-{{ .BrokerId }}', volumeName: '{{.MountPath}}', resources: { requests: { storage: '1024Mi' } } },
  };
  const [made] = await claimsOf(
    {
      spec: {
        clusterImage: 'apache/kafka:4.1.0',
        brokers: [node(0, BOTH, { brokerConfig: { processRoles: BOTH, storageConfigs: [storage, pvc('/data/b')] } })],
      },
    },
    [],
  );
  assert.deepEqual(made?.spec, {
    storageClassName: 'zone-0',
    volumeName: '/data/a',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  });
  assert.match(made?.metadata?.name ?? '', /^kafka-0-storage-[0-9a-f]{8}$/);
  assert.deepEqual(made?.metadata?.labels, { app: 'kafka', kafka_cr: 'kafka', brokerId: '0', pvcRoles: 'broker_controller' });
  assert.equal(made?.metadata?.annotations?.['mountPath'], '/data/a');
  assert.equal(made?.metadata?.annotations?.['kafka-hooks.io/quorum'], 'dynamic-initial');
  assert.deepEqual(made?.metadata?.ownerReferences, [{ apiVersion: 'v1', kind: 'Namespace', name: 'apps', uid: NAMESPACE_UID }]);
});

test('marks the disk of the metadata log alone, and none of a pure broker', async () => {
  const made = await claimsOf(
    {
      spec: {
        brokers: [
          node(0, undefined, { brokerConfig: { processRoles: BOTH, storageConfigs: [pvc('/a'), pvc('/b')] } }),
          node(1, ['broker']),
        ],
      },
    },
    [],
  );
  assert.deepEqual(
    made.map(({ metadata }) => metadata?.annotations?.['kafka-hooks.io/quorum']),
    ['static', undefined, undefined],
  );
});

test('keeps the owner of an existing claim, and takes it away under policy Delete', async () => {
  const child = written(
    {
      ...applied('10Gi'),
      metadata: { ...applied('10Gi').metadata, labels: { brokerId: '0' }, annotations: { mountPath: '/kafka-logs' }, ownerReferences: [] },
    } as KubeObject,
    'c',
  );
  const [kept] = await claimsOf({}, [child]);
  assert.equal(kept?.metadata?.ownerReferences?.[0]?.uid, NAMESPACE_UID);
  const [dropped] = await claimsOf({ spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } } }, [child]);
  assert.equal(dropped?.metadata?.ownerReferences, undefined);
});

test('uses kube-system as the owner where cluster and namespace have one name', async () => {
  const [made] = await claimsOf({ name: 'apps', namespace: 'apps' }, [], [namespace('kube-system', 'system-uid')]);
  assert.deepEqual(made?.metadata?.ownerReferences, [{ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system', uid: 'system-uid' }]);
});

test('makes no claim while one of the same broker waits for adoption', async () =>
  assert.deepEqual(await claimsOf({}, [], [claim(0)]), []));

test('asks for no smaller size even where validation was not asked', () => {
  const observed = observe(request(clusterOf(), { related: classes }));
  const facts = { clusterId: 'id', mark: undefined, anchor: undefined };
  assert.equal(requested(existingClaim(there('10Gi', 'Bound', 'big') as PersistentVolumeClaim, '5Gi', { facts, observed })), '10Gi');
});

test('makes no claim for a Pod that waits for the one it was made for, and makes it when that Pod has ended', async () => {
  const { name = '' } = (await claimsOf(sized('10Gi'), []))[0]?.metadata ?? {};
  const waiting = { ...pod(0), spec: { containers: [], volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: name } }] } };
  assert.deepEqual(await claimsOf(sized('10Gi'), [waiting]), []);
  const ended = { ...waiting, status: { phase: 'Failed' } };
  assert.deepEqual(
    (await claimsOf(sized('10Gi'), [ended])).map(({ metadata }) => metadata?.name),
    [name],
  );
});
