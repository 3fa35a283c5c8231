/**
 * A cluster in which nothing happens costs nothing: five minutes without one write by anybody to anything of Kafka.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { applyCluster, namespace, readCluster, sample, waitReady } from './support/cluster.ts';
import { waitFor } from './support/wait.ts';
import { writesSince, writesSoFar } from './support/writes.ts';

const MINUTES = Number(process.env['E2E_REST_MINUTES'] ?? '5');

test(`a converged cluster sees no write and no status change in ${MINUTES} minutes`, async (t) => {
  const ns = await namespace('e2e-rest', (cleanUp) => t.after(cleanUp));
  await applyCluster(sample('minimal'), ns);
  await waitReady('kafka', ns, 180);
  // Kubelets and the disruption controller still report what they saw last.
  let before = await writesSoFar();
  await waitFor({
    what: 'the cluster is quiet for a few looks in a row',
    seconds: 60,
    look: async () => {
      const now = await writesSoFar();
      const quiet = Object.keys(writesSince(before, now)).length === 0;
      before = now;
      await pause(5_000);
      return quiet;
    },
    until: (quiet) => quiet,
  });
  const version = (await readCluster('kafka', ns))?.metadata.resourceVersion;
  // The only wait by the clock here: the statement under test is about a time.
  await pause(MINUTES * 60_000);
  const writes = writesSince(before, await writesSoFar());
  t.diagnostic(`writes in ${MINUTES} minutes: ${JSON.stringify(writes)}`);
  assert.deepEqual(writes, {});
  assert.equal((await readCluster('kafka', ns))?.metadata.resourceVersion, version);
});
