/**
 * Kubernetes nodes that go: one loses its power and comes back, one is drained. Needs the test-bed, for no tool of
 * Kubernetes switches a machine off.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Node } from '../../hooks/kube/types.ts';
import { applyCluster, brokerPod, isPodReady, namespace, readCluster, sample, waitReady } from './support/cluster.ts';
import { kubectl } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';
import { waitFor } from './support/wait.ts';

const TESTBED = process.env['TESTBED'];
const skip = TESTBED === undefined ? 'TESTBED names no test-bed, and a node of another cluster cannot be switched off from here' : false;
const RECORDS = 4_000;

const switchNode = (verb: 'kill' | 'start', name: string) => promisify(execFile)(`${TESTBED}/node`, [verb, name.replace(/\D/g, '')]);

test('a cluster whose node loses power takes records meanwhile, and is whole again when the node is back', { skip }, async (t) => {
  const ns = await namespace('e2e-nodes', (cleanUp) => t.after(cleanUp));
  await applyCluster(
    sample('minimal', (spec) => ({ ...spec, oneBrokerPerNode: true })),
    ns,
  );
  await waitReady('kafka', ns, 180);
  const broker = { namespace: ns, pod: 'kafka-0', bootstrap: `kafka-headless.${ns}.svc.cluster.local:29092` };
  await createTopic(broker, 'numbers');
  await writeNumbers(broker, 'numbers', { from: 1, to: RECORDS / 4 });
  const lost = (await brokerPod(ns, 2))?.spec?.nodeName ?? '';
  await switchNode('kill', lost);
  t.after(() => switchNode('start', lost));
  await waitFor({
    what: 'Kubernetes sees that the node is gone and status that the broker is not ready',
    seconds: 120,
    look: () => readCluster('kafka', ns),
    until: (cluster) => cluster?.status?.brokers === '2/3',
  });
  await writeNumbers(broker, 'numbers', { from: RECORDS / 4 + 1, to: RECORDS / 2 });
  await switchNode('start', lost);
  await waitReady('kafka', ns, 240);
  await writeNumbers(broker, 'numbers', { from: RECORDS / 2 + 1, to: (RECORDS * 3) / 4 });

  // A drain asks for evictions: the budget lets one broker go at a time.
  const drained = (await brokerPod(ns, 1))?.spec?.nodeName ?? '';
  const before = (await brokerPod(ns, 1))?.metadata?.uid;
  t.after(() => kubectl(['uncordon', drained]));
  await kubectl([
    'drain',
    drained,
    '--ignore-daemonsets',
    '--delete-emptydir-data',
    '--force',
    '--timeout=120s',
    `--pod-selector=kafka_cr=kafka`,
  ]);
  const waiting = await waitFor({
    what: 'the evicted broker has a new Pod that waits for its disk’s node',
    seconds: 60,
    look: () => brokerPod(ns, 1),
    until: (pod) => pod !== undefined && pod.metadata?.uid !== before && pod.metadata?.deletionTimestamp === undefined,
  });
  assert.equal(isPodReady(waiting), false);
  await writeNumbers(broker, 'numbers', { from: (RECORDS * 3) / 4 + 1, to: RECORDS });
  await kubectl(['uncordon', drained]);
  await waitReady('kafka', ns, 180);
  const { missing, foreign } = await readNumbers({ ...broker, pod: 'kafka-1' }, 'numbers', RECORDS);
  assert.deepEqual({ missing, foreign }, { missing: 0, foreign: 0 });
  const nodes = JSON.parse(await kubectl(['get', 'nodes', '-o', 'json'])) as { items: readonly Node[] };
  assert.equal(nodes.items.filter((node) => node.spec?.unschedulable === true).length, 0);
});
