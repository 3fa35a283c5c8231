/** What the hook asks to see: also what the last valid spec needs, with which a cluster goes on while its spec is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaCluster, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { readCluster } from '../../../hooks/kafkacluster/cluster.ts';
import { writeSpec } from '../../../hooks/kafkacluster/configuration-backup.ts';
import { customize } from '../../../hooks/kafkacluster/customize.ts';
import { clusterOf, controller, external, internal, node } from './world.ts';

const withListener = (listener: Parameters<typeof external>[0]): Partial<KafkaClusterSpec> => ({
  brokers: [node(0)],
  listenersConfig: { internalListeners: [internal, controller], externalListeners: [external(listener)] },
});
const plain = clusterOf({ spec: { brokers: [node(0)] } });
const inNeed = {
  nodePorts: clusterOf({ spec: withListener({ accessMethod: 'NodePort' }) }),
  racks: clusterOf({ spec: { brokers: [node(0)], rackAwareness: { labels: ['topology.kubernetes.io/zone'] } } }),
  certificates: clusterOf({ spec: withListener({ externalStartingPort: -1, hostnameOverride: 'kafka.example', tlsSecretName: 'edge' }) }),
};

const asked = (parent: KafkaCluster): readonly string[] =>
  customize({ controller: {}, parent }).relatedResources.map(({ resource, names }) => [resource, ...(names ?? [])].join(' '));
const after = (last: KafkaCluster, now: KafkaCluster): KafkaCluster => ({
  ...now,
  status: { lastValidSpec: writeSpec(readCluster(last)) },
});

for (const [what, kind] of [
  ['nodePorts', 'nodes'],
  ['racks', 'nodes'],
  ['certificates', 'secrets edge'],
] as const) {
  test(`${what} need ${kind}, in the spec as in the last valid one`, () => {
    assert.ok(!asked(plain).includes(kind));
    assert.ok(asked(inNeed[what]).includes(kind));
    assert.ok(asked(after(inNeed[what], plain)).includes(kind), 'the spec may be refused, and brokers start with the last valid one');
    assert.ok(!asked(after(plain, plain)).includes(kind));
  });
}
