/**
 * The laws by which a broker's configuration and its group's become one: Koperator's (koperator.md, section 1.1.2), with
 * the faults of section 13.23 mended.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerConfig } from '../../../hooks/api/kafka-cluster.ts';
import { mergeBrokerConfig } from '../../../hooks/kafkacluster/merge.ts';
import { modelOf, node, nodeOf, pvc } from './world.ts';

interface Law {
  readonly it: string;
  readonly group?: BrokerConfig;
  readonly broker?: BrokerConfig;
  readonly gives: BrokerConfig;
}

const container = (name: string, image = 'i') => ({ name, image });
const term = (key: string) => ({ nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }] });

const laws: readonly Law[] = [
  { it: 'makes an ordinary broker of one without group and configuration', gives: {} },
  { it: 'takes the group where the broker says nothing', group: { image: 'g', config: 'a=1' }, gives: { image: 'g', config: 'a=1' } },
  { it: 'takes the broker without a group', broker: { image: 'b' }, gives: { image: 'b' } },
  {
    it: 'lets the broker’s scalars win',
    group: { image: 'g', kafkaHeapOpts: 'g' },
    broker: { image: 'b' },
    gives: { image: 'b', kafkaHeapOpts: 'g' },
  },
  { it: 'takes an empty text for none', group: { image: 'g' }, broker: { image: '' }, gives: { image: 'g' } },
  {
    it: 'keeps the group’s grace period where the broker has other things to say',
    group: { terminationGracePeriodSeconds: 600 },
    broker: { image: 'b' },
    gives: { terminationGracePeriodSeconds: 600, image: 'b' },
  },
  {
    it: 'lets the broker’s grace period win',
    group: { terminationGracePeriodSeconds: 600 },
    broker: { terminationGracePeriodSeconds: 30 },
    gives: { terminationGracePeriodSeconds: 30 },
  },
  {
    it: 'replaces the roles instead of adding to them',
    group: { processRoles: ['broker', 'controller'] },
    broker: { processRoles: ['broker'] },
    gives: { processRoles: ['broker'] },
  },
  {
    it: 'takes an empty list for none',
    group: { processRoles: ['broker'] },
    broker: { processRoles: [] },
    gives: { processRoles: ['broker'] },
  },
  {
    it: 'replaces the ingress mapping',
    group: { brokerIngressMapping: ['a', 'b'] },
    broker: { brokerIngressMapping: ['b'] },
    gives: { brokerIngressMapping: ['b'] },
  },
  {
    it: 'unites maps, the broker’s keys winning',
    group: { brokerLabels: { a: 'g', b: 'g' }, nodeSelector: { z: '1' } },
    broker: { brokerLabels: { b: 'b', c: 'b' } },
    gives: { brokerLabels: { a: 'g', b: 'b', c: 'b' }, nodeSelector: { z: '1' } },
  },
  {
    it: 'merges structs in depth',
    group: { resourceRequirements: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2' } } },
    broker: { resourceRequirements: { requests: { cpu: '4' } } },
    gives: { resourceRequirements: { requests: { cpu: '4', memory: '1Gi' }, limits: { cpu: '2' } } },
  },
  {
    it: 'lets a broker switch off what the group switched on',
    group: { podSecurityContext: { runAsNonRoot: true, fsGroup: 5 } },
    broker: { podSecurityContext: { runAsNonRoot: false } },
    gives: { podSecurityContext: { runAsNonRoot: false, fsGroup: 5 } },
  },
  {
    it: 'overrides the group’s affinity in depth and replaces lists in it',
    group: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: term('g') }, podAffinity: {} } },
    broker: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: term('b') } } },
    gives: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: term('b') }, podAffinity: {} } },
  },
  {
    it: 'concatenates lists, the broker’s first, each item once',
    group: { tolerations: [{ key: 'a' }, { key: 'b' }] },
    broker: { tolerations: [{ key: 'c' }, { key: 'a' }] },
    gives: { tolerations: [{ key: 'c' }, { key: 'a' }, { key: 'b' }] },
  },
  {
    it: 'never has two containers of one name, the broker’s winning',
    group: { containers: [container('x', 'g'), container('y', 'g')] },
    broker: { containers: [container('x', 'b')] },
    gives: { containers: [container('x', 'b'), container('y', 'g')] },
  },
  {
    it: 'never mounts two volumes on one path, and one volume on two',
    group: {
      volumeMounts: [
        { name: 'v', mountPath: '/a' },
        { name: 'v', mountPath: '/b' },
      ],
    },
    broker: { volumeMounts: [{ name: 'w', mountPath: '/a' }] },
    gives: {
      volumeMounts: [
        { name: 'w', mountPath: '/a' },
        { name: 'v', mountPath: '/b' },
      ],
    },
  },
  {
    it: 'has one disk a path, the broker’s winning and coming first',
    group: { storageConfigs: [pvc('/a', '1Gi'), pvc('/b', '1Gi')] },
    broker: { storageConfigs: [pvc('/c', '2Gi'), pvc('/a', '2Gi')] },
    gives: { storageConfigs: [pvc('/c', '2Gi'), pvc('/a', '2Gi'), pvc('/b', '1Gi')] },
  },
  {
    it: 'keeps environment variables in the order group, broker, so that later ones can add to earlier ones',
    group: { envs: [{ name: 'A', value: '1' }] },
    broker: { envs: [{ name: 'A+', value: '2' }] },
    gives: {
      envs: [
        { name: 'A', value: '1' },
        { name: 'A+', value: '2' },
      ],
    },
  },
];

for (const { it, group, broker, gives } of laws) test(it, () => assert.deepEqual(mergeBrokerConfig(group, broker), gives));

test('changes neither the group nor the broker', () => {
  const group: BrokerConfig = { brokerLabels: { a: '1' }, tolerations: [{ key: 'a' }] };
  const broker: BrokerConfig = { brokerLabels: { b: '1' }, tolerations: [{ key: 'b' }] };
  const before = JSON.stringify([group, broker]);
  mergeBrokerConfig(group, broker);
  assert.equal(JSON.stringify([group, broker]), before);
});

test('makes each role of a node once, in the order of the spec', () =>
  assert.deepEqual(nodeOf(modelOf({ spec: { brokers: [node(0, ['controller', 'broker', 'controller'])] } }), 0).roles, [
    'controller',
    'broker',
  ]));

test('gives every node of ZooKeeper mode the role of a broker', () =>
  assert.deepEqual(nodeOf(modelOf({ spec: { kRaft: false, zkAddresses: ['z:1'] } }), 0).roles, ['broker']));
