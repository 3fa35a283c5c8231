/** What the demo's person writes into a spec: right for every sample, and undone by the opposite edit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKafkaCluster } from '../../../../hooks/api/is-kafka-cluster.ts';
import type { KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import { samples } from '../../../../hooks/api/samples.ts';
import { addBroker, growDisks, misspellGroup, setReadOnlyOption, shrinkDisks } from '../../../../hooks/cli/demo/edits.ts';

const specs: readonly (readonly [name: string, spec: KafkaClusterSpec])[] = Object.entries(samples).flatMap(([name, resources]) =>
  resources.filter(isKafkaCluster).map((resource) => [name, (resource as unknown as { readonly spec: KafkaClusterSpec }).spec] as const),
);

const spec: KafkaClusterSpec = {
  readOnlyConfig: 'a=1\n',
  brokerConfigGroups: { all: { storageConfigs: [{ mountPath: '/a', pvcSpec: { resources: { requests: { storage: '10Gi' } } } }] } },
  brokers: [
    { id: 0, brokerConfigGroup: 'all' },
    { id: 7, brokerConfigGroup: 'all', brokerConfig: { storageConfigs: [{ mountPath: '/b', emptyDir: {} }] } },
  ],
};

const diskOf = (edited: KafkaClusterSpec | undefined): unknown =>
  edited?.brokerConfigGroups?.['all']?.storageConfigs?.[0]?.pvcSpec?.resources?.requests?.['storage'];

test('there are samples to edit', () => assert.ok(specs.length >= 5));

for (const [name, sample] of specs) {
  test(`${name}: growing undoes shrinking, and changes something`, () => {
    assert.deepEqual(growDisks(shrinkDisks(sample)?.spec ?? sample)?.spec, sample);
    assert.notDeepEqual(growDisks(sample)?.spec, sample);
  });

  test(`${name}: a broker more has an id of its own and the group of another`, () => {
    const { brokers } = addBroker(sample)?.spec ?? sample;
    assert.equal(brokers.length, sample.brokers.length + 1);
    assert.equal(new Set(brokers.map(({ id }) => id)).size, brokers.length);
    assert.equal(brokers.at(-1)?.brokerConfigGroup, sample.brokers.at(-1)?.brokerConfigGroup);
  });

  test(`${name}: the misspelt group is none`, () => {
    const group = misspellGroup(sample)?.spec.brokers[0]?.brokerConfigGroup ?? '';
    assert.equal(sample.brokerConfigGroups?.[group], undefined);
  });
}

test('a larger disk is twice as large, and the text says from what to what', () => {
  assert.deepEqual([growDisks(spec)?.text, diskOf(growDisks(spec)?.spec)], ['storage: 10Gi to 20Gi', '20Gi']);
});

test('a cluster without claims has no disk to grow', () => {
  const { brokerConfigGroups: _claims, ...others } = spec;
  assert.equal(growDisks(others), undefined);
});

test('a new broker in KRaft has no vote, and with ZooKeeper no role at all', () => {
  assert.deepEqual(addBroker(spec)?.spec.brokers.at(-1)?.brokerConfig?.processRoles, ['broker']);
  assert.equal(addBroker({ ...spec, zkAddresses: ['zk:2181'] })?.spec.brokers.at(-1)?.brokerConfig?.processRoles, undefined);
});

test('an option is set once, however often', () => {
  const once = setReadOnlyOption(spec).spec;
  assert.deepEqual([once.readOnlyConfig, setReadOnlyOption(once).spec], ['a=1\nnum.io.threads=12\n', once]);
});
