/**
 * What a person reads who wrote something impossible: where, which value, what is allowed.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Validate,
  validateCruiseControlOperation,
  validateKafkaCluster,
  validateKafkaTopic,
  validateKafkaUser,
} from '../../../hooks/api/validate.ts';
import type { Problem } from '../../../hooks/kube/problem.ts';

const listener = (fields: object) => ({ type: 'plaintext', name: 'internal', containerPort: 29092, ...fields });
const cluster = (spec: object) => ({ spec: { brokers: [{ id: 0 }], ...spec } });

interface Case {
  readonly it: string;
  readonly validate?: Validate;
  readonly resource: unknown;
  readonly says: Problem;
}

const problem = (path: string, value: string, allowed: string): Problem => ({ path, message: `must be ${allowed}`, value });
const missing = (path: string): Problem => ({ path, message: 'is missing: it is required', value: '' });

const TEXT = 'text (in quotes, if it looks like a number or a boolean)';
/** A long value is shown by its beginning. */
const CUT = `${JSON.stringify(Array.from({ length: 20 }, (_, id) => ({ id }))).slice(0, 80)}…`;

const cases: readonly Case[] = [
  { it: 'a resource that is none', resource: null, says: problem('', 'null', 'an object') },
  { it: 'no spec', resource: {}, says: missing('spec') },
  { it: 'no brokers', resource: { spec: {} }, says: missing('spec.brokers') },
  { it: 'a broker without id', resource: cluster({ brokers: [{ id: 1 }, {}] }), says: missing('spec.brokers[1].id') },
  { it: 'an id in quotes', resource: cluster({ brokers: [{ id: '0' }] }), says: problem('spec.brokers[0].id', '0', 'a whole number') },
  { it: 'a negative id', resource: cluster({ brokers: [{ id: -1 }] }), says: problem('spec.brokers[0].id', '-1', 'at least 0') },
  {
    it: 'an id too large',
    resource: cluster({ brokers: [{ id: 65535 }] }),
    says: problem('spec.brokers[0].id', '65535', 'less than 65535'),
  },
  {
    it: 'an id that breaks two bounds, once',
    resource: cluster({ brokers: [{ id: 2 ** 33 }] }),
    says: problem('spec.brokers[0].id', '8589934592', 'less than 65535'),
  },
  {
    it: 'too many brokers',
    resource: cluster({ brokers: Array.from({ length: 1001 }, (_, id) => ({ id })) }),
    says: { ...problem('spec.brokers', '', 'a list of at most 1000 items'), value: CUT },
  },
  {
    it: 'an unknown listener type',
    resource: cluster({ listenersConfig: { internalListeners: [listener({ type: 'tls' })] } }),
    says: problem('spec.listenersConfig.internalListeners[0].type', 'tls', 'one of ssl, plaintext, sasl_ssl, sasl_plaintext'),
  },
  {
    it: 'a listener type that is no text, with the list of what is allowed',
    resource: cluster({ listenersConfig: { internalListeners: [listener({ type: 1 })] } }),
    says: problem('spec.listenersConfig.internalListeners[0].type', '1', 'one of ssl, plaintext, sasl_ssl, sasl_plaintext'),
  },
  {
    it: 'a listener name in upper case',
    resource: cluster({ listenersConfig: { internalListeners: [listener({ name: 'INTERNAL' })] } }),
    says: problem(
      'spec.listenersConfig.internalListeners[0].name',
      'INTERNAL',
      'a name that starts with a lower case letter, a digit or -',
    ),
  },
  {
    it: 'port 0',
    resource: cluster({ listenersConfig: { internalListeners: [listener({ containerPort: 0 })] } }),
    says: problem('spec.listenersConfig.internalListeners[0].containerPort', '0', 'greater than 0'),
  },
  {
    it: 'an external listener without a starting port',
    resource: cluster({ listenersConfig: { externalListeners: [listener({})] } }),
    says: missing('spec.listenersConfig.externalListeners[0].externalStartingPort'),
  },
  {
    it: 'a starting port below -1',
    resource: cluster({ listenersConfig: { externalListeners: [listener({ externalStartingPort: -2 })] } }),
    says: problem('spec.listenersConfig.externalListeners[0].externalStartingPort', '-2', 'at least -1'),
  },
  {
    it: 'a port above all ports',
    resource: cluster({ listenersConfig: { externalListeners: [listener({ externalStartingPort: 65536 })] } }),
    says: problem('spec.listenersConfig.externalListeners[0].externalStartingPort', '65536', 'at most 65535'),
  },
  { it: 'a version that is a number in YAML', resource: cluster({ kafkaVersion: 4.1 }), says: problem('spec.kafkaVersion', '4.1', TEXT) },
  {
    it: 'a version that is none',
    resource: cluster({ kafkaVersion: 'v4' }),
    says: problem('spec.kafkaVersion', 'v4', 'a version such as 4.1 or 3.9.2'),
  },
  { it: 'a boolean in quotes', resource: cluster({ kRaft: 'true' }), says: problem('spec.kRaft', 'true', 'true or false') },
  {
    it: 'a budget above all',
    resource: cluster({ disruptionBudget: { budget: '101%' } }),
    says: problem('spec.disruptionBudget.budget', '101%', 'a number or a percentage such as 20%'),
  },
  {
    it: 'an unknown policy for claims',
    resource: cluster({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep' } }),
    says: problem('spec.persistentVolumeClaimRetentionPolicy.whenDeleted', 'Keep', 'one of Retain, Delete'),
  },
  {
    it: 'a disk without a place, in a group',
    resource: cluster({ brokerConfigGroups: { default: { storageConfigs: [{ emptyDir: {} }] } } }),
    says: missing('spec.brokerConfigGroups.default.storageConfigs[0].mountPath'),
  },
  {
    it: 'a key that is a number, and no index',
    resource: cluster({ brokerConfigGroups: { 0: { nodeSelector: { 'a.b/c': 1 } } } }),
    says: problem('spec.brokerConfigGroups.0.nodeSelector["a.b/c"]', '1', TEXT),
  },
  {
    it: 'a group name that is too long for a rule',
    resource: cluster({ brokers: [{ id: 0, brokerConfigGroup: 'a'.repeat(254) }] }),
    says: { ...problem('spec.brokers[0].brokerConfigGroup', `${'a'.repeat(80)}…`, 'at most 253 characters long') },
  },
  {
    it: 'a topic with -2 partitions',
    validate: validateKafkaTopic,
    resource: { spec: { name: 't', partitions: -2, clusterRef: { name: 'c' } } },
    says: problem('spec.partitions', '-2', 'at least -1'),
  },
  {
    it: 'a topic without a cluster',
    validate: validateKafkaTopic,
    resource: { spec: { name: 't', clusterRef: {} } },
    says: missing('spec.clusterRef.name'),
  },
  {
    it: 'a topic configuration that is no text',
    validate: validateKafkaTopic,
    resource: { spec: { name: 't', clusterRef: { name: 'c' }, config: { 'retention.ms': 1000 } } },
    says: problem('spec.config["retention.ms"]', '1000', TEXT),
  },
  {
    it: 'an unknown access of a user',
    validate: validateKafkaUser,
    resource: { spec: { secretName: 's', clusterRef: { name: 'c' }, topicGrants: [{ topicName: 't', accessType: 'admin' }] } },
    says: problem('spec.topicGrants[0].accessType', 'admin', 'one of read, write'),
  },
  {
    it: 'a certificate for a minute',
    validate: validateKafkaUser,
    resource: { spec: { secretName: 's', clusterRef: { name: 'c' }, expirationSeconds: 60 } },
    says: problem('spec.expirationSeconds', '60', 'at least 3600'),
  },
  {
    it: 'an unknown policy for errors',
    validate: validateCruiseControlOperation,
    resource: { spec: { errorPolicy: 'panic' } },
    says: problem('spec.errorPolicy', 'panic', 'one of ignore, retry'),
  },
];

describe('the validator names', () => {
  for (const { it, validate, resource, says } of cases)
    test(it, () => assert.deepEqual((validate ?? validateKafkaCluster)(resource), [says]));

  test('every problem, not only the first', () => {
    const problems = validateKafkaCluster(cluster({ brokers: [{}], ingressController: 'nginx', oneBrokerPerNode: 1 }));
    assert.deepEqual(problems.map(({ path }) => path).sort(), ['spec.brokers[0].id', 'spec.ingressController', 'spec.oneBrokerPerNode']);
  });
});

test('the least that anyone can write is valid', () => {
  assert.deepEqual(validateKafkaCluster(cluster({})), []);
  assert.deepEqual(validateKafkaTopic({ spec: { name: 't', clusterRef: { name: 'c' } } }), []);
  assert.deepEqual(validateKafkaUser({ spec: { secretName: 's', clusterRef: { name: 'c' } } }), []);
  assert.deepEqual(validateCruiseControlOperation({}), []);
});
