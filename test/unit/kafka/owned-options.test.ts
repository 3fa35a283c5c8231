/**
 * Options that the hooks own: refused with the field to use; all that Koperator's users may set stays theirs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOwned } from '../../../hooks/kafka/owned-options.ts';
import { parseProperties } from '../../../hooks/kafka/properties.ts';

const check = (text: string, sslListeners: readonly string[] = []) =>
  checkOwned(parseProperties(text).entries, 'spec.readOnlyConfig', { sslListeners });

const refused: readonly (readonly [line: string, says: RegExp])[] = [
  ['listeners=PLAINTEXT://:9092', /spec\.listenersConfig/],
  ['advertised.listeners=PLAINTEXT://host:9092', /spec\.listenersConfig/],
  ['advertised.host.name=host', /spec\.listenersConfig/],
  ['listener.security.protocol.map=A:SSL', /spec\.listenersConfig/],
  ['inter.broker.listener.name=A', /usedForInnerBrokerCommunication/],
  ['log.dirs=/data', /storageConfigs/],
  ['metadata.log.dir=/meta', /first in storageConfigs/],
  ['broker.id=0', /spec\.brokers\[\]\.id/],
  ['node.id=0', /spec\.brokers\[\]\.id/],
  ['process.roles=broker', /processRoles/],
  ['controller.quorum.voters=1@a:9093', /role controller/],
  ['controller.quorum.bootstrap.servers=a:9093', /role controller/],
  ['controller.listener.names=CONTROLLER', /usedForControllerCommunication/],
  ['zookeeper.connect=zk:2181', /spec\.zkAddresses/],
  ['config.providers.kafkahooks.class=a.B', /another name/],
];

for (const [line, says] of refused) {
  test(`refuses ${line}`, () => {
    const problems = check(line);
    assert.equal(problems.length, 1);
    const [name, value] = line.split('=');
    assert.equal(problems[0]?.path, `spec.readOnlyConfig: ${name}`);
    assert.equal(problems[0]?.value, value);
    assert.match(problems[0]?.message ?? '', says);
  });
}

const accepted: readonly string[] = [
  'security.inter.broker.protocol=SASL_SSL',
  'super.users=User:admin',
  'broker.rack=a',
  'sasl.enabled.mechanisms=PLAIN',
  'listener.name.internal.plain.sasl.jaas.config=x required;',
  'ssl.cipher.suites=A',
  'ssl.principal.mapping.rules=DEFAULT',
  'listener.name.external.ssl.keystore.location=/mine',
  'authorizer.class.name=a.B',
  'cruise.control.metrics.reporter.security.protocol=SASL_SSL',
  'metric.reporters=a.B',
  'config.providers=file',
  'config.providers.file.class=a.B',
  'log.dir=/tmp',
  'control.plane.listener.name=CONTROLLER',
  'controller.quorum.fetch.timeout.ms=4000',
  'broker.session.timeout.ms=18000',
  'migration.broker.kRaftMode=false',
  'migration.broker.controllerQuorumConfigEnabled=false',
  'zookeeper.session.timeout.ms=1',
];

for (const line of accepted) test(`leaves ${line} to the user`, () => assert.deepEqual(check(line), []));

test('refuses stores of a listener that is known to be of type ssl, without showing the password', () => {
  const text =
    'listener.name.tls.ssl.keystore.password=secret\nlistener.name.tls.ssl.client.auth=none\nlistener.name.other.ssl.keystore.type=JKS';
  const problems = check(text, ['TLS']);
  assert.deepEqual(
    problems.map(({ path, value }) => [path, value]),
    [
      ['spec.readOnlyConfig: listener.name.tls.ssl.keystore.password', ''],
      ['spec.readOnlyConfig: listener.name.tls.ssl.client.auth', 'none'],
    ],
  );
  assert.match(problems[1]?.message ?? '', /sslClientAuth/);
});

test('lets controllers that migrate from ZooKeeper name it', () => {
  assert.deepEqual(check('zookeeper.metadata.migration.enable=true\nzookeeper.connect=zk:2181/kafka'), []);
  assert.equal(check('zookeeper.metadata.migration.enable=false\nzookeeper.connect=zk:2181/kafka').length, 1);
});
