/** Each risk, shown by the smallest change that brings it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { makePlan } from '../../../hooks/plan/make-plan.ts';
import { broker, disk, observed, three } from './observed-change.ts';

const topic = (replicationFactor: number, config = {}): KubeObject =>
  ({
    apiVersion: 'kafka.banzaicloud.io/v1alpha1',
    kind: 'KafkaTopic',
    metadata: { name: 'orders', namespace: 'demo', uid: 't' },
    spec: { name: 'orders', replicationFactor, config, clusterRef: { name: 'kafka' } },
  }) as KubeObject;

const lone = (id: number, roles: readonly string[], config: object = {}) => broker(id, { processRoles: roles, ...config });

interface Case {
  readonly it: string;
  readonly from?: KafkaClusterSpec;
  readonly to: KafkaClusterSpec;
  readonly others?: readonly KubeObject[];
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  { it: 'a topic with one replica', to: three(), others: [topic(1)], says: /^SINGLE_REPLICA topic orders has 1 replica: / },
  {
    it: 'topics that get one replica by default',
    to: three({ readOnlyConfig: '' }),
    says: /^SINGLE_REPLICA default\.replication\.factor is 1: /,
  },
  {
    it: 'a topic without a replica to spare',
    to: three(),
    others: [topic(2)],
    says: /^MIN_ISR_REACHED topic orders has 2 replicas and min\.insync\.replicas is 2: /,
  },
  {
    it: 'a topic that wants more in-sync replicas than it has',
    to: three(),
    others: [topic(2, { 'min.insync.replicas': '3' })],
    says: /^MIN_ISR_REACHED topic orders has 2 replicas and min\.insync\.replicas is 3/,
  },
  {
    it: 'more replicas than brokers',
    to: three({ brokers: [broker(0), broker(1)] }),
    says: /^REPLICATION_ABOVE_BROKERS default\.replication\.factor is 3, but there are 2 brokers/,
  },
  {
    it: 'internal topics that one broker cannot hold',
    to: three({ brokers: [broker(0)] }),
    says: /^REPLICATION_ABOVE_BROKERS offsets\.topic\.replication\.factor is 3/,
  },
  {
    it: 'too few controllers',
    to: three({ brokers: [lone(0, ['broker', 'controller']), lone(1, ['broker']), lone(2, ['broker'])] }),
    says: /^QUORUM_SMALL .*controller 0/,
  },
  {
    it: 'an even number of controllers',
    to: three({ brokers: [0, 1, 2, 3].map((id) => broker(id)) }),
    says: /^QUORUM_EVEN .*controllers 0-3\): it bears the loss of 1, as 3 would/,
  },
  {
    it: 'a change of the quorum',
    from: three(),
    to: three({ brokers: [0, 1, 2, 3, 4].map((id) => broker(id)) }),
    says: /^QUORUM_CHANGES .*joining: 3, 4/,
  },
  {
    it: 'records in an emptyDir',
    to: three({ brokers: [broker(0, { storageConfigs: [{ mountPath: '/a', emptyDir: {} }] }), broker(1), broker(2)] }),
    says: /^EMPTY_DIR broker 0 keeps/,
  },
  {
    it: 'a claim that its class does not let grow',
    from: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '1Gi', 'fixed')] })] }),
    to: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '2Gi', 'fixed')] })] }),
    says: /^CLAIM_NOT_EXPANDABLE claim kafka-0-storage-9e423fa7 cannot grow: storage class fixed/,
  },
  {
    it: 'a broker that leaves',
    from: three({ brokers: [...three().brokers, lone(9, ['broker'])] }),
    to: three(),
    says: /^BROKER_LEAVES broker 9/,
  },
  {
    it: 'a disk that leaves',
    from: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '1Gi'), disk('/more', '1Gi')] })] }),
    to: three({ brokers: [broker(0, { storageConfigs: [disk('/kafka-logs', '1Gi')] })] }),
    says: /^DISK_LEAVES \/more of broker 0/,
  },
  {
    it: 'an older Kafka',
    from: three({ clusterImage: 'docker.io/apache/kafka:4.3.1' }),
    to: three({ clusterImage: 'docker.io/apache/kafka:4.2.0' }),
    says: /^VERSION_DOWN broker 0 goes from Kafka 4\.3\.1 back to 4\.2\.0/,
  },
];

const risksOf = async ({ from, to, others = [] }: Pick<Case, 'from' | 'to' | 'others'>) =>
  makePlan(await observed(from, to, { others })).clusters.flatMap(({ risks }) => risks);

for (const c of cases) {
  test(`names ${c.it}`, async () => {
    const found = (await risksOf(c)).filter(({ isNew }) => isNew).map(({ code, message }) => `${code} ${message}`);
    assert.ok(
      found.some((risk) => c.says.test(risk)),
      found.join('\n'),
    );
  });
}

test('names none in a sound cluster', async () => {
  assert.deepEqual(await risksOf({ to: three() }), []);
});

test('tells what was so already from what the files bring', async () => {
  const two = three({ brokers: [broker(0), broker(1), broker(2), broker(3)] });
  const risks = await risksOf({ from: two, to: { ...two, readOnlyConfig: '' } });
  assert.deepEqual(
    risks.map(({ code, isNew }) => `${code} ${isNew}`),
    ['SINGLE_REPLICA true', 'QUORUM_EVEN false'],
  );
});

test('tells at most how much has to move', async () => {
  const plan = makePlan(await observed(three({ brokers: [...three().brokers, lone(9, ['broker'])] }), three()));
  assert.equal(plan.clusters[0]?.estimate.bytesToMoveAtMost, 10 * 1024 ** 3);
});
