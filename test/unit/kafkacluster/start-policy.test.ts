/** May a missing Pod be created? Each policy once letting go and once holding, and the order in which they speak. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaCluster, KafkaClusterStatus } from '../../../hooks/api/kafka-cluster.ts';
import { waysOf } from '../../../hooks/kafkacluster/external/ways.ts';
import { gather, stateOf } from '../../../hooks/kafkacluster/gather.ts';
import type { Decision } from '../../../hooks/kafkacluster/policies/decision.ts';
import { mayStart } from '../../../hooks/kafkacluster/policies/start.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { type Around, claim, clusterOf, NOW, node, nodeOf, pod, pvc, request, type Wanted } from './world.ts';

const recorded = (more: KafkaClusterStatus = {}): KafkaClusterStatus => ({ clusterID: 'id', quorum: { mode: 'static' }, ...more });

const judge = (parent: KafkaCluster, around: Around): Decision => {
  const { cluster, observed, clusterId, quorum, status, ways } = gather(request(parent, around), NOW);
  return mayStart({
    node: nodeOf(cluster, 0),
    observed,
    clusterId,
    quorum,
    status,
    state: stateOf(status, 0),
    ways: waysOf(ways, 0),
    now: NOW,
  });
};

const foreign = (object: KubeObject): KubeObject => object;
const at = (seconds: number): string => `${new Date(NOW + seconds * 1000).toISOString().slice(0, 19)}Z`;

interface Case {
  readonly it: string;
  readonly wanted?: Wanted;
  readonly around?: Around;
  /** `kind reason message`; proceed when absent. */
  readonly says?: Decision;
}

const mine = { children: [claim(0)] };
const twoDisks = { brokers: [{ id: 0, brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs: [pvc('/a'), pvc('/b')] } }] };

const cases: readonly Case[] = [
  { it: 'starts a node whose claims are there and whose identity is on record', around: mine },
  {
    it: 'starts a node whose disks need no claim',
    wanted: {
      spec: {
        brokers: [{ id: 0, brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs: [{ mountPath: '/a', emptyDir: {} }] } }],
      },
    },
  },
  {
    it: 'waits for a Pod of the same id that is not ours yet',
    around: { ...mine, related: [foreign(pod(0, { metadata: { name: 'kafka-0-x7f' } }))] },
    says: {
      kind: 'wait',
      reason: 'AdoptionPending',
      message: "Pod kafka-0-x7f of broker 0 carries the cluster's label but is not adopted yet",
      seconds: 5,
    },
  },
  {
    it: 'waits for a claim of the same id that is not ours yet',
    around: { ...mine, related: [claim(0, { metadata: { name: 'old' } })] },
    says: {
      kind: 'wait',
      reason: 'AdoptionPending',
      message: "PersistentVolumeClaim old of broker 0 carries the cluster's label but is not adopted yet",
      seconds: 5,
    },
  },
  { it: 'does not wait for what belongs to another id', around: { ...mine, related: [pod(1)] } },
  {
    it: 'is blocked by disks of two clusters, and names both',
    wanted: { spec: { brokers: [node(0), node(1)] } },
    around: {
      children: [
        claim(0, { annotations: { 'kafka-hooks.io/cluster-id': 'zzz' } }),
        claim(1, { annotations: { 'kafka-hooks.io/cluster-id': 'aaa' } }),
      ],
    },
    says: {
      kind: 'blocked',
      reason: 'ClusterIdConflict',
      message: 'the claims carry the cluster ids aaa and zzz: delete or relabel those that do not belong here',
    },
  },
  {
    it: 'is blocked while the claims of other static voters are there and nobody describes them',
    around: { children: [claim(0), claim(1, { annotations: { 'kafka-hooks.io/quorum': 'static' } })] },
    says: {
      kind: 'blocked',
      reason: 'QuorumIncomplete',
      message:
        'controller 0 waits: the claims of controllers 1 are there, and spec.brokers has them no more; put them back, or delete their claims to give them up',
    },
  },
  {
    it: 'is not blocked by a voter that runs',
    around: { children: [claim(0), claim(1, { annotations: { 'kafka-hooks.io/quorum': 'static' } }), pod(1)] },
  },
  {
    it: 'waits until the cluster id is on record',
    wanted: { status: {} },
    around: mine,
    says: { kind: 'wait', reason: 'IdentityPending', message: 'broker 0 waits until cluster id and quorum are in status' },
  },
  {
    it: 'waits until the form of the quorum is on record',
    wanted: { status: { clusterID: 'id' } },
    around: mine,
    says: { kind: 'wait', reason: 'IdentityPending', message: 'broker 0 waits until cluster id and quorum are in status' },
  },
  {
    it: 'waits while status has another id than the disks',
    wanted: { status: recorded({ clusterID: 'other' }) },
    around: { children: [claim(0, { annotations: { 'kafka-hooks.io/cluster-id': 'id' } })] },
    says: { kind: 'wait', reason: 'IdentityPending', message: 'broker 0 waits until cluster id and quorum are in status' },
  },
  {
    it: 'needs no identity in ZooKeeper mode',
    wanted: { status: {}, spec: { kRaft: false, zkAddresses: ['zk:2181'] } },
    around: mine,
  },
  {
    it: 'waits for the claims that are not seen yet, by path',
    wanted: { spec: twoDisks },
    around: { children: [claim(0, { mountPath: '/a' })] },
    says: { kind: 'wait', reason: 'ClaimsPending', message: 'broker 0 waits for the claims of /b' },
  },
  {
    it: 'waits for a claim that is being deleted',
    around: { children: [claim(0, { metadata: { deletionTimestamp: at(-1) } })] },
    says: { kind: 'wait', reason: 'ClaimsPending', message: 'broker 0: claim-0 is being deleted' },
  },
  {
    it: 'waits for the end of the back-off',
    wanted: { status: recorded({ brokersState: { '0': { restarts: { count: 2, nextStartAfter: at(3) } } } }) },
    around: mine,
    says: { kind: 'wait', reason: 'BackOff', message: 'broker 0 failed 2 times in a row: next start at 2026-11-21T12:00:03Z', seconds: 3 },
  },
  {
    it: 'starts as soon as the back-off is over',
    wanted: { status: recorded({ brokersState: { '0': { restarts: { count: 2, nextStartAfter: at(0) } } } }) },
    around: mine,
  },
];

for (const { it, wanted = {}, around = {}, says = { kind: 'proceed' } } of cases)
  test(it, () => assert.deepEqual(judge(clusterOf({ status: recorded(), ...wanted }), around), says));

test('speaks of adoption before anything else: two processes of one id are the worst that can be', () => {
  const decision = judge(clusterOf({ status: {} }), { related: [pod(0)] });
  assert.equal(decision.kind === 'proceed' ? '' : decision.reason, 'AdoptionPending');
});
