/**
 * Things that go wrong in a cluster that runs: every one is mended without a person, and no acknowledged record is lost.
 * The steps share one cluster and follow each other, as they do in a real week.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap } from '../../hooks/kube/types.ts';
import { applyCluster, brokerPod, condition, namespace, readCluster, sample, waitReady, waitReplaced } from './support/cluster.ts';
import { get, kubectl, refusal } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';
import { waitFor } from './support/wait.ts';

const NS = 'e2e-faults';
const RECORDS = 5_000;
const broker = (id: number) => ({ namespace: NS, pod: `kafka-${id}`, bootstrap: `kafka-headless.${NS}.svc.cluster.local:29092` });

const assertAllRecords = async (id: number) => {
  const { missing, foreign } = await readNumbers(broker(id), 'numbers', RECORDS);
  assert.deepEqual({ missing, foreign }, { missing: 0, foreign: 0 });
};

test('a cluster that runs', async (t) => {
  await namespace(NS, (cleanUp) => t.after(cleanUp));
  await applyCluster(sample('minimal'), NS);
  await waitReady('kafka', NS, 180);
  await createTopic(broker(0), 'numbers');
  await writeNumbers(broker(0), 'numbers', { from: 1, to: RECORDS });

  await t.test('gets a deleted broker Pod back with its name, claims and records', async () => {
    const old = await brokerPod(NS, 1);
    const claims = claimsOf(old);
    await kubectl(['delete', 'pod', 'kafka-1', '-n', NS, '--wait=false']);
    const fresh = await waitReplaced(NS, 1, { uid: old?.metadata?.uid, seconds: 120 });
    assert.equal(fresh?.metadata?.name, 'kafka-1');
    assert.deepEqual(claimsOf(fresh), claims);
    await assertAllRecords(1);
  });

  await t.test('gets a broker whose process was killed back, and says with which code it ended', async () => {
    const old = await brokerPod(NS, 2);
    // The signal goes to every process of the container, the tool's own shell included.
    await kubectl(['exec', '-n', NS, 'kafka-2', '-c', 'kafka', '--', 'bash', '-c', 'kill -9 $(pgrep java)']).catch(() => '');
    await waitReplaced(NS, 2, { uid: old?.metadata?.uid, seconds: 120 });
    const state = (await readCluster('kafka', NS))?.status?.brokersState?.['2'];
    assert.equal(state?.restarts?.lastExitCode, 137);
    await waitReady('kafka', NS, 60);
    await assertAllRecords(2);
  });

  await t.test('gets a deleted ConfigMap back while its broker runs on', async () => {
    const old = await get<ConfigMap>('configmap', 'kafka-config-0', NS);
    const pod = await brokerPod(NS, 0);
    await kubectl(['delete', 'configmap', 'kafka-config-0', '-n', NS]);
    const fresh = await waitFor({
      what: 'the ConfigMap is back',
      seconds: 30,
      look: () => get<ConfigMap>('configmap', 'kafka-config-0', NS),
      until: (found) => found !== undefined && found.metadata?.uid !== old?.metadata?.uid,
    });
    assert.deepEqual(fresh?.data, old?.data);
    assert.equal((await brokerPod(NS, 0))?.metadata?.uid, pod?.metadata?.uid);
  });

  await t.test('shows a read-only option that changed as pending and restarts nothing', async () => {
    const uids = await podUids();
    await applyCluster(
      sample('minimal', (spec) => ({ ...spec, readOnlyConfig: `${spec.readOnlyConfig}num.io.threads=4\n` })),
      NS,
    );
    const cluster = await waitFor({
      what: 'the restart is pending',
      seconds: 30,
      look: () => readCluster('kafka', NS),
      until: (found) => condition(found, 'RestartPending')?.status === 'True',
    });
    assert.deepEqual(cluster?.status?.brokersState?.['0']?.pendingRestart?.changed, ['configuration']);
    assert.equal(condition(cluster, 'Ready')?.status, 'True');
    assert.deepEqual(await podUids(), uids);
  });

  await t.test('is told by the API server what is wrong with a spec', async () => {
    const bad = sample('minimal', (spec) => ({ ...spec, brokers: [...spec.brokers, { id: 3, brokerConfigGroup: 'none' }] }));
    assert.match(await refusal(['apply', '-n', NS, '-f', '-'], JSON.stringify(bad)), /brokerConfigGroup/);
  });

  await t.test('keeps running when a spec is bad in a way that only the hooks can see, and says so', async () => {
    const uids = await podUids();
    await applyCluster(
      sample('minimal', (spec) => ({ ...spec, readOnlyConfig: 'num.io.threads=many\n' })),
      NS,
    );
    const cluster = await waitFor({
      what: 'the spec is refused in status',
      seconds: 30,
      look: () => readCluster('kafka', NS),
      until: (found) => condition(found, 'Ready')?.reason === 'InvalidSpec',
    });
    assert.match(condition(cluster, 'Ready')?.message ?? '', /num\.io\.threads.*many/);
    assert.deepEqual(await podUids(), uids);
    await assertAllRecords(0);
    // A typo must not turn the next drain into an outage.
    await kubectl(['delete', 'pod', 'kafka-1', '-n', NS, '--wait=false']);
    await waitReplaced(NS, 1, { uid: uids[1], seconds: 120 });
    assert.equal(condition(await readCluster('kafka', NS), 'Ready')?.reason, 'InvalidSpec');
    await applyCluster(sample('minimal'), NS);
    await waitReady('kafka', NS, 60);
  });

  await t.test('keeps a broker that left the spec, and says that its removal waits', async () => {
    const uids = await podUids();
    await applyCluster(
      sample('minimal', (spec) => ({ ...spec, brokers: spec.brokers.filter(({ id }) => id !== 2) })),
      NS,
    );
    const cluster = await waitFor({
      what: 'the removal is pending',
      seconds: 30,
      look: () => readCluster('kafka', NS),
      until: (found) => condition(found, 'RemovalPending')?.status === 'True',
    });
    assert.match(condition(cluster, 'RemovalPending')?.message ?? '', /2/);
    assert.deepEqual(await podUids(), uids);
    await assertAllRecords(2);
  });

  await t.test('gets a broker that left the spec back when its Pod vanishes', async () => {
    const old = await brokerPod(NS, 2);
    await kubectl(['delete', 'pod', 'kafka-2', '-n', NS, '--wait=false']);
    await waitReplaced(NS, 2, { uid: old?.metadata?.uid, seconds: 120 });
    await applyCluster(sample('minimal'), NS);
    await waitReady('kafka', NS, 60);
  });

  await t.test('gets one more broker when one is added', async () => {
    await applyCluster(
      sample('minimal', (spec) => ({
        ...spec,
        brokerConfigGroups: { ...spec.brokerConfigGroups, extra: { ...spec.brokerConfigGroups?.['default'], processRoles: ['broker'] } },
        brokers: [...spec.brokers, { id: 3, brokerConfigGroup: 'extra' }],
      })),
      NS,
    );
    const cluster = await waitReady('kafka', NS, 120);
    assert.equal(cluster?.status?.brokers, '4/4');
    await assertAllRecords(3);
  });
});

const podUids = async () => Promise.all([0, 1, 2].map(async (id) => (await brokerPod(NS, id))?.metadata?.uid));

const claimsOf = (pod: Awaited<ReturnType<typeof brokerPod>>) =>
  (pod?.spec?.volumes ?? []).flatMap((v) => v.persistentVolumeClaim?.claimName ?? []);
