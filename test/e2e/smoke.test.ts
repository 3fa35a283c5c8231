/**
 * The main job, end to end: the minimal sample becomes a Kafka that takes and gives records.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersistentVolumeClaim, Pod } from '../../hooks/kube/types.ts';
import { applyCluster, namespace, readCluster, sample, waitReady } from './support/cluster.ts';
import { kubectl, list } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';
import { waitFor } from './support/wait.ts';
import { total, writesSince, writesSoFar } from './support/writes.ts';

const RECORDS = 10_000;

test('the minimal sample becomes three brokers that take and give 10,000 records', async (t) => {
  const ns = await namespace('e2e-smoke', (cleanUp) => t.after(cleanUp));
  const before = await writesSoFar();
  const start = Date.now();
  await applyCluster(sample('minimal'), ns);
  await waitFor({
    what: 'all children are there',
    seconds: 30,
    look: () => childCount(ns),
    until: ({ pods, claims }) => pods === 3 && claims === 3,
  });
  const created = Date.now();
  await waitReady('kafka', ns, 180);
  const ready = Date.now();
  const writes = writesSince(before, await writesSoFar());
  t.diagnostic(
    `children after ${(created - start) / 1000} s, Ready after ${(ready - start) / 1000} s, writes by everybody until then: ${JSON.stringify(writes)} = ${total(writes)}`,
  );

  const broker = { namespace: ns, pod: 'kafka-0', bootstrap: `kafka-headless.${ns}.svc.cluster.local:29092` };
  await createTopic(broker, 'numbers');
  await writeNumbers(broker, 'numbers', { from: 1, to: RECORDS });
  const read = await readNumbers({ ...broker, pod: 'kafka-2' }, 'numbers', RECORDS);
  t.diagnostic(`read back ${JSON.stringify(read)}`);
  assert.deepEqual(
    { distinct: read.distinct, missing: read.missing, foreign: read.foreign },
    { distinct: RECORDS, missing: 0, foreign: 0 },
  );

  const cluster = await readCluster('kafka', ns);
  assert.equal(cluster?.status?.state, 'ClusterRunning');
  assert.equal(cluster?.status?.brokers, '3/3');
  assert.match(
    await kubectl(['get', 'kafkaclusters', '-n', ns]),
    /kafka\s+True\s+ClusterRunning\s+3\/3\s+\d+\.\d+\.\d+\s+3 of 3 brokers are ready/,
  );
});

const childCount = async (ns: string) => ({
  pods: (await list<Pod>('pods', ns, 'kafka_cr=kafka')).length,
  claims: (await list<PersistentVolumeClaim>('pvc', ns, 'kafka_cr=kafka')).length,
});
