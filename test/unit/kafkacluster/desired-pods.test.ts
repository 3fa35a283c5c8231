/** Broker Pods: what is promised about their life, their labels and where they run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerConfig, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import type { Pod } from '../../../hooks/kube/types.ts';
import { claim, clusterOf, node, ofKind, pvc, settled, sync } from './world.ts';

const withConfig = (brokerConfig: BrokerConfig) => ({
  brokers: [node(0, undefined, { brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs: [pvc('/d')], ...brokerConfig } })],
});
const podOf = async (spec: Partial<KafkaClusterSpec>) => ofKind<Pod>(await settled({ spec }), 'Pod')[0];

test('lets the hooks and not the kubelet start Kafka again', async () => assert.equal((await podOf({}))?.spec?.restartPolicy, 'Never'));
test('waits 120 seconds for Kafka to stop, or as long as the user says', async () => {
  assert.equal((await podOf({}))?.spec?.terminationGracePeriodSeconds, 120);
  assert.equal((await podOf(withConfig({ terminationGracePeriodSeconds: 600 })))?.spec?.terminationGracePeriodSeconds, 600);
});
test('lets nobody replace the labels by which Pods are found', async () => {
  const labels = (await podOf(withConfig({ brokerLabels: { app: 'mine', brokerId: '9', isBrokerNode: 'no', team: 'x' } })))?.metadata
    ?.labels;
  assert.deepEqual(labels, {
    team: 'x',
    app: 'kafka',
    kafka_cr: 'kafka',
    brokerId: '0',
    isBrokerNode: 'true',
    isControllerNode: 'true',
    processRoles: 'broker_controller',
  });
});
test('keeps brokers apart if possible, or always when asked to, and leaves it to the user who has an affinity', async () => {
  const plain = (await podOf({}))?.spec;
  assert.equal(plain?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.length, 1);
  assert.equal(plain?.topologySpreadConstraints?.[0]?.whenUnsatisfiable, 'ScheduleAnyway');
  assert.equal(
    (await podOf({ oneBrokerPerNode: true }))?.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length,
    1,
  );
  const user = (
    await podOf({
      oneBrokerPerNode: true,
      ...withConfig({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } } }),
    })
  )?.spec;
  assert.deepEqual([user?.affinity?.podAntiAffinity, user?.topologySpreadConstraints], [undefined, undefined]);
});
test('mounts the claim that is there under the name that it has', async () => {
  const adopted = claim(0, { metadata: { name: 'kafka-0-storage-0-x7f2k' } });
  const status = { clusterID: 'id', quorum: { mode: 'static' } };
  const [one] = ofKind<Pod>(await sync(clusterOf({ status }), { children: [adopted] }), 'Pod');
  assert.equal(one?.spec?.volumes?.[0]?.persistentVolumeClaim?.claimName, 'kafka-0-storage-0-x7f2k');
});
