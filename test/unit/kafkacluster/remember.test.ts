/** What is remembered is what would be made anew: the same key gives the same value, any other key a new one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCluster } from '../../../hooks/kafkacluster/cluster.ts';
import { lastOf, recent } from '../../../hooks/kafkacluster/remember.ts';

test('the last value of an owner is made once for each key', () => {
  const remember = lastOf<object, object>();
  const [a, b] = [{}, {}];
  const first = remember(a, [1, 'x'], () => ({}));
  assert.equal(
    remember(a, [1, 'x'], () => assert.fail()),
    first,
  );
  assert.notEqual(
    remember(b, [1, 'x'], () => ({})),
    first,
  );
  for (const key of [[2, 'x'], [1], [1, 'x', undefined], []]) {
    const made = {};
    assert.equal(
      remember(a, key, () => made),
      made,
    );
  }
});

test('of recent values the one that was not asked for longest goes first', () => {
  const remember = recent<number>(2);
  remember('a', () => 1);
  remember('b', () => 2);
  remember('a', () => assert.fail());
  remember('c', () => 3);
  remember('a', () => assert.fail());
  assert.equal(
    remember('b', () => 4),
    4,
  );
});

test('an equal KafkaCluster is the same model, one that differs anywhere is another', () => {
  const parent = (change: object = {}) => ({
    apiVersion: 'kafka.banzaicloud.io/v1beta1',
    kind: 'KafkaCluster',
    metadata: { name: 'kafka', namespace: 'ns', uid: 'u', generation: 1 },
    spec: { brokers: [{ id: 0 }] },
    ...change,
  });
  const known = readCluster(parent());
  assert.equal(readCluster(structuredClone(parent())), known);
  const others = [
    { spec: { brokers: [{ id: 1 }] } },
    { metadata: { name: 'kafka', namespace: 'ns', uid: 'v', generation: 1 } },
    { metadata: { name: 'kafka', namespace: 'ns', uid: 'u', generation: 2 } },
    { status: { image: 'registry.example/kafka:4.0.0' } },
    { status: { brokersState: { '7': { configurationBackup: 'H4sI' } } } },
  ];
  for (const change of others) assert.notEqual(readCluster(parent(change)), known);
  assert.equal(
    readCluster(parent({ status: { state: 'ClusterRunning', brokersState: { '0': {} } } })),
    known,
    'what the model does not read',
  );
});
