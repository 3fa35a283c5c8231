/**
 * ZooKeeper mode with Kafka 3.9: the sample of Koperator's quick start, in a corner (chroot) of a ZooKeeper that the test brings.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '../../hooks/kube/types.ts';
import { applyCluster, brokerPod, IMAGES, namespace, sample, waitReady, waitReplaced } from './support/cluster.ts';
import { apply, kubectl, list } from './support/kubectl.ts';
import { createTopic, readNumbers, writeNumbers } from './support/records.ts';
import { waitFor } from './support/wait.ts';

const RECORDS = 10_000;

const ZOOKEEPER = `
apiVersion: v1
kind: Pod
metadata: { name: zookeeper, labels: { app: zookeeper } }
spec: { containers: [{ name: zookeeper, image: "${IMAGES.zookeeper}", ports: [{ containerPort: 2181 }], readinessProbe: { tcpSocket: { port: 2181 }, periodSeconds: 1 } }] }
---
apiVersion: v1
kind: Service
metadata: { name: zookeeper }
spec: { selector: { app: zookeeper }, ports: [{ port: 2181 }] }
`;

test('the simple sample becomes three brokers of Kafka 3.9 on ZooKeeper that take and give 10,000 records', async (t) => {
  const ns = await namespace('e2e-zookeeper', (cleanUp) => t.after(cleanUp));
  await apply(ZOOKEEPER, ns);
  await waitFor({
    what: 'ZooKeeper is ready',
    seconds: 120,
    look: () => list<Pod>('pods', ns, 'app=zookeeper'),
    until: (pods) => pods.some((pod) => pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')),
  });
  await applyCluster(
    sample('simple', (spec) => ({ ...spec, zkAddresses: [`zookeeper.${ns}:2181`, `zookeeper.${ns}.svc:2181`] })),
    ns,
  );
  const cluster = await waitReady('kafka-zk', ns, 180);
  assert.equal(cluster?.status?.quorum, undefined);
  const broker = { namespace: ns, pod: 'kafka-zk-0', bootstrap: `kafka-zk-headless.${ns}.svc.cluster.local:29092` };
  await createTopic(broker, 'numbers');
  await writeNumbers(broker, 'numbers', { from: 1, to: RECORDS });

  const old = await brokerPod(ns, 1);
  await kubectl(['delete', 'pod', 'kafka-zk-1', '-n', ns, '--wait=false']);
  await waitReplaced(ns, 1, { uid: old?.metadata?.uid, seconds: 120 });
  const { distinct, missing, foreign } = await readNumbers({ ...broker, pod: 'kafka-zk-1' }, 'numbers', RECORDS);
  assert.deepEqual({ distinct, missing, foreign }, { distinct: RECORDS, missing: 0, foreign: 0 });
});
