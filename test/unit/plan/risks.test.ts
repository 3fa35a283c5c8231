/** Each risk, shown by the smallest change that brings it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { makePlan } from '../../../hooks/plan/make-plan.ts';
import type { Applied } from '../../../hooks/plan/observation.ts';
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
    it: 'controllers that join a quorum, and not that any leaves',
    from: three(),
    to: three({ brokers: [0, 1, 2, 3, 4].map((id) => broker(id)) }),
    says: /^QUORUM_CHANGES the members of the quorum change \(joining: 3, 4\): a controller that joins becomes a voter by itself$/,
  },
  {
    it: 'controllers that have to be made voters by hand',
    from: three({ clusterImage: 'docker.io/apache/kafka:4.1.1' }),
    to: three({ clusterImage: 'docker.io/apache/kafka:4.1.1', brokers: [0, 1, 2, 3].map((id) => broker(id)) }),
    says: /^QUORUM_CHANGES .*: a controller that joins has to be made a voter by hand \(kafka-metadata-quorum\.sh add-controller\)$/,
  },
  {
    it: 'controllers that leave a quorum, and not that any joins',
    from: three({ brokers: [0, 1, 2, 3].map((id) => broker(id)) }),
    to: three(),
    says: /^QUORUM_CHANGES .*\(leaving: 3\): a controller that leaves stays a voter until it is removed by hand$/,
  },
  {
    it: 'a transaction log without a replica to spare, with Kafka’s own minimum',
    to: three({ readOnlyConfig: `${three().readOnlyConfig}transaction.state.log.replication.factor=2` }),
    says: /^MIN_ISR_REACHED transaction\.state\.log\.replication\.factor is 2 and transaction\.state\.log\.min\.isr is 2: /,
  },
  {
    it: 'a transaction log with as many in-sync replicas wanted as there are',
    to: three({ readOnlyConfig: `${three().readOnlyConfig}transaction.state.log.min.isr=3` }),
    says: /^MIN_ISR_REACHED transaction\.state\.log\.replication\.factor is 3 and transaction\.state\.log\.min\.isr is 3: /,
  },
  {
    it: 'an offsets topic without a replica to spare',
    to: three({ readOnlyConfig: `${three().readOnlyConfig}offsets.topic.replication.factor=2` }),
    says: /^MIN_ISR_REACHED offsets\.topic\.replication\.factor is 2 and min\.insync\.replicas is 2: /,
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
    says: /^VERSION_DOWN brokers 0-2 go from Kafka 4\.3\.1 back to 4\.2\.0/,
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

test('a transaction log is sound with a minimum of one', async () => {
  const SPARE = 'transaction.state.log.replication.factor=2\ntransaction.state.log.min.isr=1';
  assert.deepEqual(await risksOf({ to: three({ readOnlyConfig: `${three().readOnlyConfig}${SPARE}` }) }), []);
});

test('a controller that is taken back before it left joins nothing', async () => {
  const four = three({ brokers: [0, 1, 2, 3].map((id) => broker(id)) });
  const left = await observed(four, three());
  const back = await observed(three(), four);
  // What left the spec still runs, and is taken back.
  const taken = {
    ...left,
    before: left.after,
    after: left.before,
    applied: [{ ...(back.applied[0] as Applied), before: left.applied[0]?.after }],
  };
  const risks = makePlan(taken).clusters.flatMap((cluster) => cluster.risks);
  assert.deepEqual(
    risks.map(({ code }) => code),
    ['QUORUM_EVEN'],
  );
});

const many = (config: object = {}): KafkaClusterSpec['brokers'] =>
  [3, 4, 5].map((id) => broker(id, { processRoles: ['broker'], ...config })) as KafkaClusterSpec['brokers'];
const withMany = (config?: object, more: Partial<KafkaClusterSpec> = {}) =>
  three({ brokers: [...three().brokers, ...many(config)], ...more });

for (const c of [
  {
    it: 'that leave',
    from: withMany(),
    to: three(),
    says: 'BROKER_LEAVES brokers 3-5 leave: they stay until their partitions are moved, and nothing moves them yet',
  },
  {
    it: 'whose Kafka gets older',
    from: withMany({}, { clusterImage: 'docker.io/apache/kafka:4.3.1' }),
    to: withMany({}, { clusterImage: 'docker.io/apache/kafka:4.2.0' }),
    says: 'VERSION_DOWN brokers 0-5 go from Kafka 4.3.1 back to 4.2.0: they may not read what the newer one wrote',
  },
  {
    it: 'that give up a disk',
    from: withMany({ storageConfigs: [disk('/kafka-logs', '1Gi'), disk('/more', '1Gi')] }),
    to: withMany({ storageConfigs: [disk('/kafka-logs', '1Gi')] }),
    says: 'DISK_LEAVES /more of brokers 3-5 leaves: it stays in use until its replicas are moved, and nothing moves them yet',
  },
  {
    it: 'whose claims cannot grow',
    from: withMany({ storageConfigs: [disk('/kafka-logs', '1Gi', 'fixed')] }),
    to: withMany({ storageConfigs: [disk('/kafka-logs', '2Gi', 'fixed')] }),
    says: 'CLAIM_NOT_EXPANDABLE claims of brokers 3-5 for /kafka-logs cannot grow: storage class fixed has no allowVolumeExpansion',
  },
]) {
  test(`brokers ${c.it} share a line`, async () => {
    const found = (await risksOf(c)).map(({ code, message }) => `${code} ${message}`);
    assert.deepEqual(
      found.filter((risk) => risk.startsWith(c.says.split(' ')[0] ?? '')),
      [c.says],
    );
  });
}

test('brokers that were so already do not share a line with those that the files bring', async () => {
  const inMemory = (id: number) => broker(id, { processRoles: ['broker'], storageConfigs: [{ mountPath: '/a', emptyDir: {} }] });
  const risks = await risksOf({
    from: three({ brokers: [...three().brokers, inMemory(3)] }),
    to: three({ brokers: [...three().brokers, inMemory(3), inMemory(4)] }),
  });
  assert.deepEqual(
    risks.map(({ message, isNew }) => `${isNew} ${message}`),
    [
      'true broker 4 keeps records in an emptyDir: they are gone with the Pod',
      'false broker 3 keeps records in an emptyDir: they are gone with the Pod',
    ],
  );
});

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
