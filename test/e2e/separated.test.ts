/**
 * Controllers apart from brokers: a dynamic quorum of pure controllers whose readiness is their place in it, and the
 * static quorum that Kafka 3.9 gets.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyCluster, brokerPod, IMAGES, isPodReady, namespace, sample, waitReady, waitReplaced } from './support/cluster.ts';
import { kubectl } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';

const RECORDS = 10_000;

for (const { kafka, image, mode } of [
  { kafka: '4', image: IMAGES.kafka, mode: 'dynamic' },
  { kafka: '3.9', image: IMAGES.kafka3 ?? 'docker.io/apache/kafka:3.9.2', mode: 'static' },
] as const) {
  test(`three controllers and three brokers of Kafka ${kafka} form a ${mode} quorum and survive the loss of a controller`, async (t) => {
    const ns = await namespace(`e2e-separated-${mode}`, (cleanUp) => t.after(cleanUp));
    await applyCluster(
      sample('kraft-separated', (spec) => ({ ...spec, ...(image !== undefined && { clusterImage: image }) })),
      ns,
    );
    const cluster = await waitReady('kafka-separated', ns, 240);
    assert.equal(cluster?.status?.quorum?.mode, mode);
    assert.equal(cluster?.status?.brokers, '6/6');
    const broker = { namespace: ns, pod: 'kafka-separated-100', bootstrap: `kafka-separated-headless.${ns}.svc.cluster.local:29092` };
    await createTopic(broker, 'numbers');
    await writeNumbers(broker, 'numbers', { from: 1, to: RECORDS / 2 });

    const old = await brokerPod(ns, 0);
    await kubectl(['delete', 'pod', 'kafka-separated-0', '-n', ns, '--wait=false']);
    await writeNumbers(broker, 'numbers', { from: RECORDS / 2 + 1, to: RECORDS });
    const fresh = await waitReplaced(ns, 0, { uid: old?.metadata?.uid, seconds: 120 });
    assert.equal(isPodReady(fresh), true);
    const { missing, foreign } = await readNumbers(broker, 'numbers', RECORDS);
    assert.deepEqual({ missing, foreign }, { missing: 0, foreign: 0 });
  });
}
