/** The cluster id, which is on every disk for ever, and the rack, by which replicas were placed: neither may change by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerState, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { decideClusterId } from '../../../hooks/kafkacluster/identity.ts';
import { observe } from '../../../hooks/kafkacluster/observed.ts';
import { decideRack, type Rack, rackState } from '../../../hooks/kafkacluster/rack.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { clusterOf, modelOf, node, nodeOf, pod, request } from './world.ts';

const fromEnvs = { spec: { envs: [{ name: 'CLUSTER_ID', value: 'chosen' }] } };
const known = { status: { clusterID: 'known' } };

test('makes the id from the UID: the same KafkaCluster always has the same, another has another', () => {
  const first = decideClusterId(clusterOf(), []);
  assert.deepEqual(decideClusterId(clusterOf({ generation: 9 }), []), first);
  assert.notDeepEqual(decideClusterId(clusterOf({ uid: 'other' }), []), first);
  assert.match(first.ok ? first.id : '', /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
});
test('keeps the id that status has', () => assert.deepEqual(decideClusterId(clusterOf(known), []), { ok: true, id: 'known' }));
test('believes the disks and not status', () =>
  assert.deepEqual(decideClusterId(clusterOf(known), ['disk', 'disk']), { ok: true, id: 'disk' }));
test('believes the user more than all', () =>
  assert.deepEqual(decideClusterId(clusterOf({ ...known, ...fromEnvs }), ['a', 'b']), { ok: true, id: 'chosen' }));
test('takes an empty choice and an empty status for none', () => {
  const parent = clusterOf({ status: { clusterID: '' }, spec: { envs: [{ name: 'CLUSTER_ID', value: '' }] } });
  assert.deepEqual(decideClusterId(parent, []), decideClusterId(clusterOf(), []));
});
test('finds no answer on disks of two clusters, and names both in a stable order', () =>
  assert.deepEqual(decideClusterId(clusterOf(known), ['b', 'a', 'b']), { ok: false, found: ['a', 'b'] }));

// --- rack

interface World {
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly state?: BrokerState;
  readonly nodeName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly id?: number;
}

const kubernetesNode = (labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels },
});

const rackOf = ({ spec = {}, state, nodeName, labels = {}, id = 0 }: World): Rack => {
  const wanted = { spec: { brokers: [node(0), node(1, ['controller'])], rackAwareness: { labels: ['zone', 'region'] }, ...spec } };
  const cluster = modelOf(wanted);
  const observedPod = pod(id, nodeName === undefined ? {} : { nodeName });
  const observed = observe(request(clusterOf(wanted), { children: [observedPod], related: [kubernetesNode(labels)] }));
  return decideRack(cluster, nodeOf(cluster, id), { state, pod: observedPod, observed });
};

const both = { zone: 'us-east-2a', region: 'us-east-2' };
const withOptions = (readOnlyConfig: string): Partial<KafkaClusterSpec> => ({ brokers: [node(0, undefined, { readOnlyConfig })] });

const racks: readonly (readonly [it: string, world: World, rack: Rack])[] = [
  ['has no rack when none is asked for', { spec: { rackAwareness: { labels: [] } }, nodeName: 'n', labels: both }, { kind: 'none' }],
  ['gives a pure controller none', { id: 1, nodeName: 'n', labels: both }, { kind: 'none' }],
  [
    'joins the values in the order of the labels in the spec',
    { nodeName: 'n', labels: both },
    { kind: 'known', rack: 'us-east-2a,us-east-2' },
  ],
  ['does with the labels that are there', { nodeName: 'n', labels: { region: 'r', zone: '' } }, { kind: 'known', rack: 'r' }],
  ['waits for the scheduler', {}, { kind: 'pending', message: 'broker 0 is not scheduled yet, so its rack is not known' }],
  [
    'waits for a label',
    { nodeName: 'n', labels: { other: 'x' } },
    { kind: 'pending', message: 'Kubernetes node n has none of the labels zone, region: broker 0 starts when it has' },
  ],
  [
    'keeps the rack that was learnt on another node',
    { state: { rackAwarenessState: 'broker.rack=a,b\n' }, nodeName: 'n', labels: both },
    { kind: 'known', rack: 'a,b' },
  ],
  [
    'keeps the rack that was learnt while there is no Pod',
    { state: { rackAwarenessState: 'broker.rack=a\n' } },
    { kind: 'known', rack: 'a' },
  ],
  [
    'takes Koperator’s WaitingForRackAwareness for not known',
    { state: { rackAwarenessState: 'WaitingForRackAwareness' }, nodeName: 'n', labels: both },
    { kind: 'known', rack: 'us-east-2a,us-east-2' },
  ],
  [
    'prefers the user’s rack of the broker and waits for nothing',
    { spec: withOptions('num.io.threads=1\nbroker.rack=mine') },
    { kind: 'known', rack: 'mine' },
  ],
  [
    'prefers the user’s rack of the cluster',
    { spec: { readOnlyConfig: 'broker.rack=ours' }, nodeName: 'n', labels: both },
    { kind: 'known', rack: 'ours' },
  ],
  [
    'follows the user who changes the rack',
    { spec: withOptions('broker.rack=new'), state: { rackAwarenessState: 'broker.rack=old\n' } },
    { kind: 'known', rack: 'new' },
  ],
];
for (const [it, world, rack] of racks) test(it, () => assert.deepEqual(rackOf(world), rack));

test('writes a rack into status as Koperator does, and reads it back', () => {
  const rack: Rack = { kind: 'known', rack: 'us-east-2a,us-east-2' };
  assert.equal(rackState(rack), 'broker.rack=us-east-2a,us-east-2\n');
  assert.deepEqual(rackOf({ state: { rackAwarenessState: rackState(rack) } }), rack);
  assert.equal(rackState({ kind: 'none' }), '');
});
