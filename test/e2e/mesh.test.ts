/**
 * Service mesh: ClusterIP addressing, and brokers that wait for their sidecar. The sidecar is a fake: a container that
 * answers /ready on Istio's port only after a while, in a Pod with Istio's annotation.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Service } from '../../hooks/kube/types.ts';
import { applyCluster, namespace, sample, waitReady } from './support/cluster.ts';
import { kubectl, list } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';

const RECORDS = 1_000;
const SIDECAR_SECONDS = 6;

// The first seconds nobody listens, then every connection is answered with 200.
const FAKE_SIDECAR = {
  name: 'istio-proxy',
  image: process.env['E2E_SIDECAR_IMAGE'] ?? 'docker.io/library/busybox:1.36',
  command: [
    'sh',
    '-c',
    `trap 'exit 0' TERM; sleep ${SIDECAR_SECONDS}; while :; do printf 'HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n' | nc -l -p 15000 & wait $!; done`,
  ],
};

test('brokers behind ClusterIP services start after their sidecar and serve', async (t) => {
  const ns = await namespace('e2e-mesh', (cleanUp) => t.after(cleanUp));
  await applyCluster(
    sample('minimal', (spec) => ({
      ...spec,
      headlessServiceEnabled: false,
      brokerConfigGroups: {
        default: {
          ...spec.brokerConfigGroups?.['default'],
          brokerAnnotations: { 'sidecar.istio.io/status': '{}' },
          containers: [FAKE_SIDECAR],
        },
      },
    })),
    ns,
  );
  await waitReady('kafka', ns, 240);
  const services = (await list<Service>('services', ns, 'kafka_cr=kafka')).map((service) => service.metadata?.name).sort();
  assert.deepEqual(services, ['kafka-0', 'kafka-1', 'kafka-2', 'kafka-all-broker']);
  assert.match(await kubectl(['logs', '-n', ns, 'kafka-0', '-c', 'kafka']), /waiting for the sidecar on port 15000/);
  const broker = { namespace: ns, pod: 'kafka-0', bootstrap: `kafka-all-broker.${ns}.svc.cluster.local:29092` };
  await createTopic(broker, 'numbers');
  await writeNumbers(broker, 'numbers', { from: 1, to: RECORDS });
  const { missing, foreign } = await readNumbers({ ...broker, pod: 'kafka-2' }, 'numbers', RECORDS);
  assert.deepEqual({ missing, foreign }, { missing: 0, foreign: 0 });
});
