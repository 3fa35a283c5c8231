/**
 * Deleting a KafkaCluster: the data stays, and a KafkaCluster of the same name finds it. Unless the policy says otherwise.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersistentVolumeClaim, Pod } from '../../hooks/kube/types.ts';
import { applyCluster, namespace, readCluster, sample, waitReady } from './support/cluster.ts';
import { kubectl, list } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';
import { waitFor } from './support/wait.ts';

const RECORDS = 2_000;
const claimNames = async (ns: string) => (await list<PersistentVolumeClaim>('pvc', ns)).map((claim) => claim.metadata?.name).sort();

// The second one lives in a namespace of its own name, where Metacontroller could not tell two owners apart.
for (const { ns, cascade } of [
  { ns: 'e2e-retention', cascade: 'background' },
  { ns: 'kafka', cascade: 'foreground' },
] as const) {
  test(`a cluster in namespace ${ns} that is deleted in the ${cascade} and applied again serves its old records`, async (t) => {
    await namespace(ns, (cleanUp) => t.after(cleanUp));
    const broker = { namespace: ns, pod: 'kafka-0', bootstrap: `kafka-headless.${ns}.svc.cluster.local:29092` };
    await applyCluster(sample('minimal'), ns);
    const first = await waitReady('kafka', ns, 180);
    await createTopic(broker, 'numbers');
    await writeNumbers(broker, 'numbers', { from: 1, to: RECORDS });
    const claims = await claimNames(ns);

    await kubectl(['delete', 'kafkacluster', 'kafka', '-n', ns, `--cascade=${cascade}`, '--wait=true', '--timeout=180s']);
    await waitFor({
      what: 'no Pod is left',
      seconds: 120,
      look: () => list<Pod>('pods', ns, 'app=kafka'),
      until: (pods) => pods.length === 0,
    });
    assert.deepEqual(await claimNames(ns), claims);

    await applyCluster(sample('minimal'), ns);
    const second = await waitReady('kafka', ns, 180);
    assert.notEqual(second?.metadata.uid, first?.metadata.uid);
    assert.equal(second?.status?.clusterID, first?.status?.clusterID);
    assert.deepEqual(await claimNames(ns), claims);
    const { missing, foreign } = await readNumbers(broker, 'numbers', RECORDS);
    assert.deepEqual({ missing, foreign }, { missing: 0, foreign: 0 });
  });
}

test('a cluster with policy Delete takes its claims with it', async (t) => {
  const ns = await namespace('e2e-delete', (cleanUp) => t.after(cleanUp));
  await applyCluster(
    sample('minimal', (spec) => ({ ...spec, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })),
    ns,
  );
  await waitReady('kafka', ns, 180);
  await kubectl(['delete', 'kafkacluster', 'kafka', '-n', ns, '--wait=true', '--timeout=180s']);
  await waitFor({ what: 'the claims are gone', seconds: 120, look: () => claimNames(ns), until: (names) => names.length === 0 });
  assert.equal(await readCluster('kafka', ns), undefined);
});
