/**
 * Each command: what it makes of a spec, and the sentence with which it is refused. Delivered as alerts to the whole receiver, so
 * that what a case shows is what the API server gets.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Broker } from '../../../hooks/api/kafka-cluster.ts';
import { type AlertParts, alertOf, CLAIM, createScene, disk, specOf, type Wanted } from './scene.ts';

interface Case extends AlertParts {
  readonly it: string;
  readonly command: string;
  readonly world?: Wanted;
  /** Brokers of the spec afterwards that were not there before, or are other than before. */
  readonly changes?: readonly Broker[];
  readonly removes?: readonly number[];
  readonly says?: readonly [reason: string, message: RegExp];
}

const claim = { labels: { persistentvolumeclaim: CLAIM } };
const zookeeper = specOf(0, {
  kRaft: false,
  zkAddresses: ['zk:2181'],
  brokerConfigGroups: { default: { storageConfigs: [disk('/kafka-logs', '100Gi')] } },
  clusterImage: 'apache/kafka:3.9.2',
});
const own = { mountPath: '/kafkalog', diskSize: '10G', image: 'ghcr.io/x/kafka:2.13-3.9.2', storageClass: 'standard' };
const ownDisk = {
  mountPath: '/kafkalog',
  pvcSpec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', resources: { requests: { storage: '10G' } } },
};

const cases: readonly Case[] = [
  {
    it: 'upScale takes the group that the annotation names',
    command: 'upScale',
    annotations: { brokerConfigGroup: 'brokers' },
    changes: [{ id: 4, brokerConfigGroup: 'brokers' }],
  },
  {
    it: 'upScale makes a broker alone of a group of combined nodes: alerts do not change the quorum',
    command: 'upScale',
    annotations: { brokerConfigGroup: 'default' },
    changes: [{ id: 4, brokerConfigGroup: 'default', brokerConfig: { processRoles: ['broker'] } }],
  },
  {
    it: 'upScale takes the one group that all brokers share when none is named',
    command: 'upScale',
    world: { spec: specOf(0) },
    changes: [{ id: 3, brokerConfigGroup: 'default', brokerConfig: { processRoles: ['broker'] } }],
  },
  {
    it: 'upScale asks for the group when there are several',
    command: 'upScale',
    says: ['InvalidAlert', /annotation brokerConfigGroup is missing.*name one of default, brokers/],
  },
  {
    it: 'upScale names the groups that there are',
    command: 'upScale',
    annotations: { brokerConfigGroup: 'broker' },
    says: ['InvalidAlert', /brokerConfigGroup has the value "broker"; the groups are default, brokers/],
  },
  {
    it: 'upScale makes a broker of its annotations, as Koperator’s sample rules do',
    command: 'upScale',
    annotations: own,
    changes: [{ id: 4, brokerConfig: { processRoles: ['broker'], image: own.image, storageConfigs: [ownDisk] } }],
  },
  {
    it: 'upScale takes the annotations when the group is not there, as Koperator does',
    command: 'upScale',
    annotations: { ...own, brokerConfigGroup: 'gone', brokerAnnotations: '{"team":"kafka"}' },
    changes: [
      {
        id: 4,
        brokerConfig: { processRoles: ['broker'], image: own.image, brokerAnnotations: { team: 'kafka' }, storageConfigs: [ownDisk] },
      },
    ],
  },
  {
    it: 'upScale gives no roles in ZooKeeper mode',
    command: 'upScale',
    world: { spec: zookeeper },
    changes: [{ id: 3, brokerConfigGroup: 'default' }],
  },
  {
    it: 'upScale refuses a size that is none',
    command: 'upScale',
    annotations: { ...own, diskSize: 'ten' },
    says: ['InvalidAlert', /annotation diskSize has the value "ten"; give it a size above 0/],
  },
  {
    it: 'upScale refuses annotations of brokers that are no JSON',
    command: 'upScale',
    annotations: { ...own, brokerAnnotations: '{team: kafka}' },
    says: ['InvalidAlert', /brokerAnnotations has the value .* give it a JSON object of texts/],
  },
  {
    it: 'upScale never takes an id that a broker still has which drains',
    command: 'upScale',
    annotations: { brokerConfigGroup: 'brokers' },
    world: { status: { brokersState: { ...states([0, 1, 2, 3]), 9: { phase: 'Running' } } } },
    changes: [{ id: 10, brokerConfigGroup: 'brokers' }],
  },
  {
    it: 'a name in any case is the command',
    command: 'UPSCALE',
    annotations: { brokerConfigGroup: 'brokers' },
    changes: [{ id: 4, brokerConfigGroup: 'brokers' }],
  },
  {
    it: 'downScale removes the newest broker that is no controller',
    command: 'downScale',
    world: { spec: specOf(3) },
    removes: [5],
  },
  {
    it: 'downScale removes the broker of the label',
    command: 'downScale',
    labels: { brokerId: '3' },
    world: { spec: specOf(3) },
    removes: [3],
  },
  {
    it: 'downScale keeps to the group of the annotation',
    command: 'downScale',
    annotations: { brokerConfigGroup: 'default' },
    world: { spec: specOf(3) },
    says: ['ControllerStays', /no node of group default is a broker alone/],
  },
  {
    it: 'downScale leaves controllers alone',
    command: 'downScale',
    labels: { brokerId: '1' },
    says: ['ControllerStays', /broker 1 is a controller as well/],
  },
  {
    it: 'downScale names the brokers that there are',
    command: 'downScale',
    labels: { brokerId: '12' },
    says: ['BrokerNotFound', /broker 12; spec.brokers has 0, 1, 2, 3/],
  },
  {
    it: 'downScale refuses an id that is none',
    command: 'downScale',
    labels: { brokerId: 'three' },
    says: ['InvalidAlert', /brokerId has the value "three"/],
  },
  {
    it: 'resizePvc grows the one disk, and copies it out of the group',
    command: 'resizePvc',
    ...claim,
    annotations: { incrementBy: '10Gi' },
    changes: [{ id: 3, brokerConfigGroup: 'brokers', brokerConfig: { storageConfigs: [disk('/kafka-logs', '110Gi')] } }],
  },
  {
    it: 'resizePvc adds sizes of different kinds',
    command: 'resizePvc',
    ...claim,
    annotations: { incrementBy: '10G' },
    changes: [{ id: 3, brokerConfigGroup: 'brokers', brokerConfig: { storageConfigs: [disk('/kafka-logs', '117374182400')] } }],
  },
  {
    it: 'resizePvc keeps the order of the disks, so that the metadata disk stays the first',
    command: 'resizePvc',
    ...claim,
    annotations: { incrementBy: '10Gi' },
    world: {
      spec: specOf(1, {
        brokerConfigGroups: {
          ...specOf().brokerConfigGroups,
          brokers: { processRoles: ['broker'], storageConfigs: [disk('/meta', '10Gi'), disk('/kafka-logs', '100Gi')] },
        },
      }),
    },
    changes: [
      {
        id: 3,
        brokerConfigGroup: 'brokers',
        brokerConfig: { storageConfigs: [disk('/meta', '10Gi'), disk('/kafka-logs', '110Gi')] },
      },
    ],
  },
  {
    it: 'resizePvc finds the cluster by the claim when the alert has no label kafka_cr',
    command: 'resizePvc',
    labels: { persistentvolumeclaim: CLAIM, kafka_cr: '' },
    annotations: { incrementBy: '10Gi' },
    world: { others: ['demo/other'] },
    changes: [{ id: 3, brokerConfigGroup: 'brokers', brokerConfig: { storageConfigs: [disk('/kafka-logs', '110Gi')] } }],
  },
  {
    it: 'resizePvc waits while the claim still grows',
    command: 'resizePvc',
    ...claim,
    annotations: { incrementBy: '10Gi' },
    world: { claim: { requests: '100Gi', capacity: '50Gi' } },
    says: ['ClaimsPending', /is still growing/],
  },
  {
    it: 'resizePvc waits while the claim is not bound',
    command: 'resizePvc',
    ...claim,
    annotations: { incrementBy: '10Gi' },
    world: { claim: { phase: 'Pending' } },
    says: ['ClaimsPending', /is Pending, not Bound/],
  },
  {
    it: 'resizePvc needs incrementBy',
    command: 'resizePvc',
    ...claim,
    says: ['InvalidAlert', /annotation incrementBy is missing/],
  },
  {
    it: 'resizePvc never shrinks',
    command: 'resizePvc',
    ...claim,
    annotations: { incrementBy: '-10Gi' },
    says: ['InvalidAlert', /incrementBy has the value "-10Gi"; give it a size above 0/],
  },
  {
    it: 'resizePvc needs the claim',
    command: 'resizePvc',
    annotations: { incrementBy: '10Gi' },
    says: ['InvalidAlert', /label persistentvolumeclaim is missing/],
  },
  {
    it: 'resizePvc says that a claim is not there',
    command: 'resizePvc',
    labels: { persistentvolumeclaim: 'kafka-9-storage-00000000' },
    annotations: { incrementBy: '10Gi' },
    says: ['ClaimNotFound', /"kafka-9-storage-00000000", which is no claim of KafkaCluster kafka/],
  },
  {
    it: 'addPvc needs its annotations',
    command: 'addPvc',
    ...claim,
    annotations: { diskSize: '10Gi' },
    says: ['InvalidAlert', /annotation mountPathPrefix is missing/],
  },
  {
    it: 'addPvc waits while a disk that was added is not in use',
    command: 'AddPVC',
    ...claim,
    annotations: { diskSize: '10Gi', mountPathPrefix: '/kafka-logs' },
    world: { status: { brokersState: { ...states([0, 1, 2]), 3: { phase: 'Running', pendingRestart: { changed: ['disks'] } } } } },
    says: ['ClaimsPending', /broker 3 waits for a restart \(disks\)/],
  },
  {
    it: 'rebalance needs Cruise Control',
    command: 'rebalance',
    says: ['NoCruiseControl', /no cruiseControlConfig/],
  },
  {
    it: 'rebalance is asked for once',
    command: 'rebalance',
    world: {
      spec: specOf(1, { cruiseControlConfig: {} }),
      annotations: { 'kafka-hooks.io/rebalance': '2026-11-21T11:00:00Z' },
    },
    says: ['RebalancePending', /asked for at 2026-11-21T11:00:00Z/],
  },
  {
    it: 'replaceBroker adds its like and removes it, also when it is not ready',
    command: 'replaceBroker',
    labels: { brokerId: '3' },
    world: { spec: specOf(2), status: { brokersState: { ...states([0, 1, 2, 4]), 3: { phase: 'Failed' } } } },
    changes: [{ id: 5, brokerConfigGroup: 'brokers' }],
    removes: [3],
  },
  {
    it: 'replaceBroker needs the broker',
    command: 'replaceBroker',
    says: ['InvalidAlert', /label brokerId is missing/],
  },
  {
    it: 'replaceBroker leaves controllers alone',
    command: 'replaceBroker',
    labels: { brokerId: '0' },
    says: ['ControllerStays', /broker 0 is a controller as well/],
  },
];

for (const { it, command, world, changes = [], removes = [], says, ...alert } of cases) {
  test(it, async () => {
    const scene = createScene(world);
    const before = scene.cluster().spec.brokers;
    const [decision] = await scene.deliver(alertOf(command, alert));
    const after = scene.cluster().spec.brokers;
    assert.deepEqual(
      after.filter((broker) => !before.some((one) => JSON.stringify(one) === JSON.stringify(broker))),
      changes,
      decision?.message,
    );
    assert.deepEqual(
      before.filter(({ id }) => !after.some((one) => one.id === id)).map(({ id }) => id),
      removes,
    );
    if (says === undefined) assert.equal(decision?.reason, 'Acted');
    else {
      assert.equal(decision?.reason, says[0], decision?.message);
      assert.match(decision?.message ?? '', says[1]);
    }
  });
}

test('addPvc appends a disk behind the others, under a name that the alert decides', async () => {
  const scene = createScene();
  const alert = alertOf('addPvc', {
    ...claim,
    annotations: { diskSize: '50Gi', mountPathPrefix: '/kafka-logs', storageClass: 'fast' },
  });
  assert.equal((await scene.deliver(alert))[0]?.reason, 'Acted');
  const [first, second, ...others] = scene.cluster().spec.brokers[3]?.brokerConfig?.storageConfigs ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual(first, disk('/kafka-logs', '100Gi'));
  assert.match(second?.mountPath ?? '', /^\/kafka-logs-[0-9a-f]{6}$/);
  assert.equal(second?.pvcSpec?.storageClassName, 'fast');
  assert.equal(second?.pvcSpec?.resources?.requests?.['storage'], '50Gi');
});

test('rebalance sets the annotation and nothing else', async () => {
  const scene = createScene({ spec: specOf(1, { cruiseControlConfig: {} }) });
  const { spec } = scene.cluster();
  assert.equal((await scene.deliver(alertOf('rebalance')))[0]?.reason, 'Acted');
  assert.equal(scene.cluster().metadata.annotations?.['kafka-hooks.io/rebalance'], '2026-11-21T12:00:00Z');
  assert.deepEqual(scene.cluster().spec, spec);
});

function states(ids: readonly number[]) {
  return Object.fromEntries(ids.map((id) => [id, { phase: 'Running' }]));
}
