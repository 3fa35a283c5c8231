/** Brokers that would not come back from a restart: their next Pod is tried on the nodes before anybody deletes the present one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { emptyWorld } from '../../../hooks/plan/empty-world.ts';
import { makePlan } from '../../../hooks/plan/make-plan.ts';
import { observeChange } from '../../../hooks/plan/observe.ts';
import { broker, three } from './observed-change.ts';
import { openWorld } from './world.ts';

const NOW = Date.UTC(2026, 0, 1);

const clusterOf = (spec: KafkaClusterSpec): KubeObject & { readonly spec: KafkaClusterSpec } => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'demo' },
  spec,
});

/** Nodes of 8 CPU, as many as wanted. */
const smallNodes = (objects: readonly KubeObject[], count: number): readonly KubeObject[] =>
  objects
    .map((object) => {
      if (object.kind !== 'Node') return object;
      const { status } = object as KubeObject & { readonly status?: { readonly allocatable?: object } };
      return { ...object, status: { ...status, allocatable: { ...status?.allocatable, cpu: '8' } } };
    })
    .filter(({ kind, metadata }) => kind !== 'Node' || Number(metadata?.name?.split('-')[1]) < count);

const all = (config: object, count = 3): KafkaClusterSpec =>
  three({ brokers: Array.from({ length: count }, (_, id) => broker(id, config)) });
const cpu = (requests: string): object => ({ resourceRequirements: { requests: { cpu: requests } } });

interface Case {
  readonly it: string;
  readonly from: KafkaClusterSpec;
  readonly to: KafkaClusterSpec;
  readonly nodes?: number;
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
  {
    it: 'a nodeSelector that no node has',
    from: all({}),
    to: all({ nodeSelector: { disk: 'fast' } }),
    says: [/^UNSCHEDULABLE true brokers 0-2 would not come back from their restarts: 0\/3 nodes are available: 3 node\(s\) didn't match/],
  },
  {
    it: 'an affinity that no node has',
    from: all({}),
    to: three({
      brokers: [
        broker(0, {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
              },
            },
          },
        }),
        broker(1),
        broker(2),
      ],
    }),
    says: [/^UNSCHEDULABLE true broker 0 would not come back from its restart: 0\/3/],
  },
  {
    it: 'more CPU than any node has',
    from: all({}),
    to: all(cpu('64')),
    says: [/^NO_SPACE true brokers 0-2 .* 1 Insufficient cpu, 2 node/],
  },
  { it: 'nothing of what fits', from: all({}), to: all(cpu('7')), says: [] },
  { it: 'nothing of room that its own Pod makes', from: all(cpu('5')), to: all(cpu('8')), says: [] },
  {
    it: 'room that the restart before it takes',
    from: all(cpu('3'), 2),
    to: all(cpu('5'), 2),
    nodes: 1,
    says: [/^NO_SPACE true broker 1 .* 1 Insufficient cpu/],
  },
  { it: 'nothing of a change without a restart', from: all({}), to: { ...all({}), clusterWideConfig: 'log.cleaner.threads=2' }, says: [] },
];

const risksAfter = async (objects: readonly KubeObject[], spec: KafkaClusterSpec) => {
  const observation = await observeChange(await openWorld(objects, NOW, 1), [clusterOf(spec)]);
  const risks = makePlan(observation).clusters.flatMap((cluster) => cluster.risks);
  return {
    after: observation.after,
    found: risks
      .filter(({ code }) => code === 'NO_SPACE' || code === 'UNSCHEDULABLE')
      .map(({ code, isNew, message }) => `${code} ${isNew} ${message}`),
  };
};

for (const { it, from, to, nodes = 3, says } of cases) {
  test(`tells of a restart: ${it}`, async () => {
    const world = smallNodes(emptyWorld([clusterOf(from)]), nodes);
    const { found } = await risksAfter((await risksAfter(world, from)).after, to);
    assert.equal(found.length, says.length, found.join('\n'));
    for (const [index, say] of says.entries()) assert.match(found[index] ?? '', say);
  });
}

test('a restart that could not be done before is no news', async () => {
  const world = emptyWorld([clusterOf(all({}))]);
  const waiting = await risksAfter((await risksAfter(world, all({}))).after, all({ nodeSelector: { disk: 'fast' } }));
  const { found } = await risksAfter(waiting.after, all({ nodeSelector: { disk: 'fast' } }));
  assert.match(found.join(), /^UNSCHEDULABLE false brokers 0-2 /);
});
