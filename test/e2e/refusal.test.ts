/**
 * What the API server itself refuses, by the schemas and CEL rules of our CRDs: each rule with a spec that breaks only
 * that one. Nothing is stored: every request is a dry run.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dump } from 'js-yaml';
import type { KafkaClusterSpec } from '../../hooks/api/kafka-cluster.ts';
import { kubectl, refusal } from './support/kubectl.ts';

const GOOD: KafkaClusterSpec = {
  brokerConfigGroups: {
    default: {
      processRoles: ['broker', 'controller'],
      storageConfigs: [{ mountPath: '/data', pvcSpec: { resources: { requests: { storage: '1Gi' } } } }],
    },
  },
  brokers: [{ id: 0, brokerConfigGroup: 'default' }],
};
const inner = { type: 'plaintext', name: 'internal', containerPort: 29092, usedForInnerBrokerCommunication: true } as const;
const controller = { type: 'plaintext', name: 'controller', containerPort: 29093, usedForControllerCommunication: true } as const;
const external = { type: 'plaintext', name: 'external', containerPort: 9094, externalStartingPort: 19090 } as const;
const disk = { mountPath: '/data', emptyDir: {} };

const cases: readonly { readonly it: string; readonly spec: object; readonly says: RegExp }[] = [
  { it: 'no brokers', spec: { brokerConfigGroups: {} }, says: /spec\.brokers: Required value/ },
  { it: 'two brokers with one id', spec: { ...GOOD, brokers: [{ id: 1 }, { id: 1 }] }, says: /spec\.brokers\[1\]: Duplicate value/ },
  { it: 'a broker id out of range', spec: { ...GOOD, brokers: [{ id: 65535 }] }, says: /spec\.brokers\[0\]\.id: .*less than 65535/ },
  {
    it: 'a group that does not exist',
    spec: { ...GOOD, brokers: [{ id: 0, brokerConfigGroup: 'none' }] },
    says: /brokerConfigGroup that spec\.brokerConfigGroups does not have/,
  },
  {
    it: 'two disks on one path',
    spec: { ...GOOD, brokers: [{ id: 0, brokerConfig: { storageConfigs: [disk, disk] } }] },
    says: /storageConfigs\[1\]: Duplicate value/,
  },
  {
    it: 'a disk without source',
    spec: { ...GOOD, brokers: [{ id: 0, brokerConfig: { storageConfigs: [{ mountPath: '/x' }] } }] },
    says: /set pvcSpec .* or emptyDir/,
  },
  { it: 'ZooKeeper mode without addresses', spec: { ...GOOD, kRaft: false }, says: /zkAddresses must name ZooKeeper/ },
  {
    it: 'no inner-broker listener',
    spec: { ...GOOD, listenersConfig: { internalListeners: [{ ...inner, usedForInnerBrokerCommunication: false }, controller] } },
    says: /no listener has usedForInnerBrokerCommunication/,
  },
  {
    it: 'two inner-broker listeners',
    spec: { ...GOOD, listenersConfig: { internalListeners: [inner, { ...inner, name: 'other', containerPort: 29094 }, controller] } },
    says: /more than one listener has usedForInnerBrokerCommunication/,
  },
  {
    it: 'no controller listener in KRaft',
    spec: { ...GOOD, kRaft: true, listenersConfig: { internalListeners: [inner] } },
    says: /needs a listener for its controllers/,
  },
  {
    it: 'two internal listeners on one port',
    spec: { ...GOOD, listenersConfig: { internalListeners: [inner, { ...controller, containerPort: 29092 }] } },
    says: /two internal listeners have the same containerPort/,
  },
  {
    it: 'two external listeners on one port',
    spec: {
      ...GOOD,
      listenersConfig: { internalListeners: [inner, controller], externalListeners: [external, { ...external, name: 'other' }] },
    },
    says: /two external listeners have the same containerPort/,
  },
  {
    it: 'an external listener on the port of an internal one',
    spec: {
      ...GOOD,
      listenersConfig: { internalListeners: [inner, controller], externalListeners: [{ ...external, containerPort: 29092 }] },
    },
    says: /external listener has the containerPort of an internal one/,
  },
  {
    it: 'an unknown listener type',
    spec: { ...GOOD, listenersConfig: { internalListeners: [{ ...inner, type: 'tls' }, controller] } },
    says: /Unsupported value: "tls"/,
  },
];

const resource = (spec: object): string =>
  dump({ apiVersion: 'kafka.banzaicloud.io/v1beta1', kind: 'KafkaCluster', metadata: { name: 'refused' }, spec });
const DRY_RUN = ['apply', '-n', 'default', '--dry-run=server', '-f', '-'];

test('the API server takes the spec that all others differ from by one thing', async () => {
  assert.match(await kubectl(DRY_RUN, resource(GOOD)), /created \(server dry run\)/);
});

for (const c of cases) test(`the API server refuses ${c.it}`, async () => assert.match(await refusal(DRY_RUN, resource(c.spec)), c.says));
