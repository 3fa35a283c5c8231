/** Claims and volumes: bound when somebody needs them, grown while they are used, and gone only in the ways that lose data. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersistentVolume } from '../../../../hooks/engine/kubernetes/kinds.ts';
import { type Cluster, claimOf, createCluster, key, mounting, podOf } from './cluster.ts';

const volumeOf = (cluster: Cluster, claim = 'data') =>
  cluster.read<PersistentVolume>('v1', 'PersistentVolume', cluster.claim(claim)?.spec?.volumeName ?? '');

const inUse = async () => {
  const cluster = createCluster({ puppets: ['kafka'] });
  cluster.create(claimOf('data'));
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(20);
  return cluster;
};

const grow = (cluster: Cluster, storage: string) => {
  const claim = cluster.claim('data');
  assert.ok(claim);
  cluster.update({ ...claim, spec: { ...claim.spec, resources: { requests: { storage } } } } as object);
};

test('a claim waits for its first consumer, and its volume is in the zone of that Pod', async () => {
  const cluster = createCluster();
  cluster.create(claimOf('data'));
  await cluster.pass(60);
  assert.equal(cluster.claim('data')?.status?.phase, 'Pending');
  assert.equal(cluster.clock.nextAt(), undefined);
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(20);
  const { status, spec, metadata } = cluster.claim('data') ?? {};
  assert.deepEqual(status, { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' } });
  const volume = volumeOf(cluster);
  assert.equal(volume?.metadata?.name, spec?.volumeName);
  assert.equal(volume?.spec?.claimRef?.uid, metadata?.uid);
  assert.equal(volume?.status?.phase, 'Bound');
  const zone = `zone-${'abc'[Number(cluster.pod('kafka-0')?.spec?.nodeName?.slice(-1)) - 1]}`;
  assert.deepEqual(volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values, [zone]);
});

test('a claim of a class that binds at once needs no Pod', async () => {
  const cluster = createCluster();
  cluster.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'eager' },
    provisioner: 'x',
    volumeBindingMode: 'Immediate',
  } as object);
  cluster.create(claimOf('data', { storageClassName: 'eager' }));
  await cluster.pass(5);
  assert.equal(cluster.claim('data')?.status?.phase, 'Bound');
});

test('a claim of an unknown class waits until the class is made', async () => {
  const cluster = createCluster();
  cluster.create(claimOf('data', { storageClassName: 'late' }));
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(20);
  assert.equal(cluster.claim('data')?.status?.phase, 'Pending');
  cluster.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'late' },
    provisioner: 'x',
    volumeBindingMode: 'WaitForFirstConsumer',
  } as object);
  await cluster.pass(20);
  assert.equal(cluster.claim('data')?.status?.phase, 'Bound');
  assert.equal(cluster.pod('kafka-0')?.status?.phase, 'Running');
});

test('a claim grows: first the disk, then the file system of a running Pod', async () => {
  const cluster = await inUse();
  grow(cluster, '20Gi');
  await cluster.pass(2);
  assert.equal(cluster.claim('data')?.status?.capacity?.['storage'], '10Gi');
  await cluster.pass(2);
  assert.equal(volumeOf(cluster)?.spec?.capacity?.['storage'], '20Gi');
  assert.deepEqual(
    [cluster.claim('data')?.status?.capacity?.['storage'], cluster.claim('data')?.status?.conditions?.[0]?.type],
    ['10Gi', 'FileSystemResizePending'],
  );
  await cluster.pass(3);
  assert.deepEqual(cluster.claim('data')?.status, { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '20Gi' } });
});

test('the file system waits for a Pod that runs', async () => {
  const cluster = await inUse();
  cluster.kubernetes.killPod(key('kafka-0'), { force: true });
  grow(cluster, '20Gi');
  await cluster.pass(600);
  assert.equal(cluster.claim('data')?.status?.conditions?.[0]?.type, 'FileSystemResizePending');
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(20);
  assert.equal(cluster.claim('data')?.status?.capacity?.['storage'], '20Gi');
});

test('a second growth during the first is not forgotten', async () => {
  const cluster = await inUse();
  grow(cluster, '20Gi');
  await cluster.pass(4);
  grow(cluster, '30Gi');
  await cluster.pass(20);
  assert.equal(cluster.claim('data')?.status?.capacity?.['storage'], '30Gi');
});

test('a class without expansion refuses to grow', async () => {
  const cluster = createCluster();
  cluster.create(claimOf('data', { storageClassName: 'fixed' }));
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(20);
  assert.throws(() => grow(cluster, '20Gi'), /must support resize/);
});

test('a deleted claim stays while a Pod mounts it; then its disk goes with it', async () => {
  const cluster = await inUse();
  const volume = cluster.kubernetes.volumeOf(key('data'));
  const type = cluster.store.typeOf('v1', 'PersistentVolumeClaim');
  cluster.store.delete(type, key('data'));
  await cluster.pass(3600);
  assert.ok(cluster.claim('data')?.metadata?.deletionTimestamp);
  assert.deepEqual(cluster.lost, []);
  cluster.kubernetes.killPod(key('kafka-0'));
  await cluster.pass(10);
  assert.equal(cluster.claim('data'), undefined);
  assert.deepEqual(cluster.lost, [volume]);
  assert.deepEqual(cluster.store.list(cluster.store.typeOf('v1', 'PersistentVolume')), []);
});

test('a retained volume outlives its claim', async () => {
  const cluster = createCluster();
  cluster.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'kept' },
    provisioner: 'x',
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'Immediate',
  } as object);
  cluster.create(claimOf('data', { storageClassName: 'kept' }));
  await cluster.pass(5);
  const name = cluster.claim('data')?.spec?.volumeName ?? '';
  cluster.store.delete(cluster.store.typeOf('v1', 'PersistentVolumeClaim'), key('data'));
  await cluster.pass(20);
  assert.equal(cluster.claim('data'), undefined);
  assert.equal(cluster.read<PersistentVolume>('v1', 'PersistentVolume', name)?.status?.phase, 'Released');
  assert.deepEqual(cluster.lost, []);
});

test('a disk that dies takes its data, and its claim is Lost', async () => {
  const cluster = await inUse();
  const volume = cluster.kubernetes.loseVolume(key('data'));
  await cluster.pass(1);
  assert.deepEqual(cluster.lost, [volume]);
  assert.equal(cluster.claim('data')?.status?.phase, 'Lost');
  cluster.kubernetes.killPod(key('kafka-0'), { force: true });
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(20);
  assert.match(
    cluster.pod('kafka-0')?.status?.conditions?.[0]?.message ?? '',
    /persistentvolumeclaim "data" bound to non-existent persistentvolume/,
  );
});

test('a volume that a person deletes waits for its claim', async () => {
  const cluster = await inUse();
  const type = cluster.store.typeOf('v1', 'PersistentVolume');
  cluster.store.delete(type, { name: cluster.claim('data')?.spec?.volumeName ?? '' });
  await cluster.pass(60);
  assert.equal(cluster.claim('data')?.status?.phase, 'Bound');
  assert.deepEqual(cluster.lost, []);
});
