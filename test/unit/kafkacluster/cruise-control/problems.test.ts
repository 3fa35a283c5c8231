/** What is refused, and how it is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import { cruiseControlProblems } from '../../../../hooks/kafkacluster/cruise-control/problems.ts';
import { broker, claim, clusterWith } from './fixture.ts';

const tiny = broker(0, { storageConfigs: [claim('/kafka-logs', '1k')] });
const entry = '{"brokerCapacities":[{"brokerId":"0","capacity":{}}]}';

const cases: readonly { readonly it: string; readonly spec: Partial<KafkaClusterSpec>; readonly paths: readonly string[] }[] = [
  { it: 'finds nothing in a configuration that is empty', spec: {}, paths: [] },
  {
    it: 'finds an option that is none',
    spec: { cruiseControlConfig: { config: 'a=1\nnonsense' } },
    paths: ['spec.cruiseControlConfig.config, line 2'],
  },
  {
    it: 'finds a capacity file that is no JSON',
    spec: { cruiseControlConfig: { capacityConfig: '{' } },
    paths: ['spec.cruiseControlConfig.capacityConfig'],
  },
  {
    it: 'finds a capacity file without brokers',
    spec: { cruiseControlConfig: { capacityConfig: '{}' } },
    paths: ['spec.cruiseControlConfig.capacityConfig'],
  },
  {
    it: 'finds a capacity of no broker',
    spec: { cruiseControlConfig: { capacityConfig: '{"brokerCapacities":[{"capacity":{}}]}' } },
    paths: ['spec.cruiseControlConfig.capacityConfig'],
  },
  {
    it: 'finds a cluster configuration that is no object',
    spec: { cruiseControlConfig: { clusterConfig: '[]' } },
    paths: ['spec.cruiseControlConfig.clusterConfig'],
  },
  { it: 'finds a disk below one megabyte', spec: { brokers: [tiny] }, paths: ['broker 0: storageConfigs[mountPath=/kafka-logs]'] },
  {
    it: 'lets a small disk be when the user gives its capacity',
    spec: { brokers: [tiny], cruiseControlConfig: { capacityConfig: entry } },
    paths: [],
  },
  {
    it: "says nothing about somebody else's Cruise Control",
    spec: { cruiseControlConfig: { cruiseControlEndpoint: 'cc:8090', config: 'nonsense' } },
    paths: [],
  },
];
for (const c of cases)
  test(c.it, () =>
    assert.deepEqual(
      cruiseControlProblems(clusterWith(c.spec)).map((p) => p.path),
      c.paths,
    ),
  );

test('says of a small disk how large it is and what to do', () => {
  const [problem] = cruiseControlProblems(clusterWith({ brokers: [tiny] }));
  assert.equal(problem?.value, '1k');
  assert.match(problem?.message ?? '', /less than 1 MB.*make it larger/);
});
