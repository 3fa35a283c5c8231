/**
 * Options that a broker would not take, over the versions: refused ones with the sentence that the user reads.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOptions, type Place } from '../../../hooks/kafka/option-check.ts';
import { parseProperties } from '../../../hooks/kafka/properties.ts';
import { parseKafkaVersion } from '../../../hooks/kafka/version.ts';

/** As the status shows it: `path=value: message`. */
const check = (line: string, version: string | undefined, place?: Place): readonly string[] => {
  const context = {
    version: version === undefined ? undefined : parseKafkaVersion(version),
    path: 'spec.readOnlyConfig',
    ...(place && { place }),
  };
  return checkOptions(parseProperties(line).entries, context).map((p) => `${p.path}${p.value === '' ? '' : `=${p.value}`}: ${p.message}`);
};

const refused: readonly (readonly [line: string, version: string | undefined, says: string])[] = [
  ['num.io.threads=abc', '4.3.1', 'num.io.threads=abc: is not an int; Kafka 4.3 allows a whole number of at least 1'],
  ['num.io.threads=', '4.3.1', 'num.io.threads: is not an int; Kafka 4.3 allows a whole number of at least 1'],
  ['num.io.threads=0', '3.9.2', 'num.io.threads=0: is too small; Kafka 3.9 allows a whole number of at least 1'],
  ['num.io.threads=2147483648', '4.0.0', 'num.io.threads=2147483648: is not an int; Kafka 4.0 allows a whole number of at least 1'],
  ['num.io.threads=8.0', '4.0.0', 'num.io.threads=8.0: is not an int; Kafka 4.0 allows a whole number of at least 1'],
  [
    'broker.session.timeout.ms=9s',
    '4.0.0',
    'broker.session.timeout.ms=9s: is not an int; Kafka 4.0 allows a whole number from -2147483648 to 2147483647',
  ],
  [
    'log.retention.bytes=9223372036854775808',
    '4.2.1',
    'log.retention.bytes=9223372036854775808: is not a long; Kafka 4.2 allows a whole number from -2^63 to 2^63-1',
  ],
  [
    'offsets.topic.replication.factor=32768',
    '4.2.1',
    'offsets.topic.replication.factor=32768: is not a short; Kafka 4.2 allows a whole number of at least 1',
  ],
  ['auto.create.topics.enable=yes', '4.1.0', 'auto.create.topics.enable=yes: is not a boolean; Kafka 4.1 allows true or false'],
  [
    'log.cleaner.min.cleanable.ratio=1.5',
    '4.1.0',
    'log.cleaner.min.cleanable.ratio=1.5: is too large; Kafka 4.1 allows a number from 0 to 1',
  ],
  [
    'log.cleaner.min.cleanable.ratio=half',
    '4.1.0',
    'log.cleaner.min.cleanable.ratio=half: is not a number; Kafka 4.1 allows a number from 0 to 1',
  ],
  ['compression.gzip.level=0', '4.3.1', 'compression.gzip.level=0: is too small; Kafka 4.3 allows a whole number from 1 to 9 or -1'],
  [
    'compression.type=LZ4',
    '4.3.1',
    'compression.type=LZ4: is not one of the allowed values; Kafka 4.3 allows uncompressed, zstd, lz4, snappy, gzip, producer',
  ],
  ['compression.type=', '4.3.1', 'compression.type: is empty; Kafka 4.3 allows uncompressed, zstd, lz4, snappy, gzip, producer'],
  [
    'log.cleanup.policy=compact,drop',
    '4.3.1',
    'log.cleanup.policy=compact,drop: is not one of the allowed values; Kafka 4.3 allows a comma-separated list of compact, delete',
  ],
  [
    'group.coordinator.rebalance.protocols=streams',
    '4.0.0',
    'group.coordinator.rebalance.protocols=streams: is not one of the allowed values; Kafka 4.0 allows a comma-separated list of consumer, classic, share',
  ],
  [
    'group.consumer.migration.policy=up',
    '4.0.0',
    'group.consumer.migration.policy=up: is not one of the allowed values; Kafka 4.0 allows DISABLED, DOWNGRADE, UPGRADE, BIDIRECTIONAL (in any case)',
  ],
  [
    'metric.reporters=a,,b',
    '4.2.0',
    'metric.reporters=a,,b: has an empty item; Kafka 4.2 allows a comma-separated list without empty items',
  ],
  [
    'principal.builder.class=not a class',
    '4.2.0',
    'principal.builder.class=not a class: is not the name of a class; Kafka 4.2 allows the full name of a class',
  ],
  ['log.segment.bytes=1000', '4.0.0', 'log.segment.bytes=1000: is too small; Kafka 4.0 allows a whole number of at least 1048576'],
  [
    'inter.broker.protocol.version=three',
    '3.9.2',
    'inter.broker.protocol.version=three: is not a release of Kafka; Kafka 3.9 allows a release such as 3.9 or 3.9-IV0',
  ],
  [
    'inter.broker.protocol.version=3.9',
    '4.0.0',
    'inter.broker.protocol.version=3.9: is not an option of Kafka 4.0; 3.9 was the last release to have it: remove it',
  ],
  [
    'zookeeper.set.acl=true',
    '4.3.1',
    'zookeeper.set.acl=true: is not an option of Kafka 4.3; 3.9 was the last release to have it: remove it',
  ],
  [
    'group.coordinator.new.enable=true',
    '4.1.0',
    'group.coordinator.new.enable=true: is not an option of Kafka 4.1; 4.0 was the last release to have it: remove it',
  ],
  [
    'leader.replication.throttled.rate=1',
    '4.2.0',
    'leader.replication.throttled.rate=1: has no effect in a file with Kafka 4.2, which takes it only at run time: move it to brokerConfig.config',
  ],
  [
    'listener.name.external.num.network.threads=0',
    '4.3.1',
    'listener.name.external.num.network.threads=0: is too small; Kafka 4.3 allows a whole number of at least 1',
  ],
  [
    'listener.name.a.ssl.client.auth=maybe',
    '4.3.1',
    'listener.name.a.ssl.client.auth=maybe: is not one of the allowed values; Kafka 4.3 allows required, requested, none',
  ],
  [`num.io.threads=a\${b}:c}`, '4.3.1', `num.io.threads=a\${b}:c}: is not an int; Kafka 4.3 allows a whole number of at least 1`],
  ['num.io.threads=abc', undefined, 'num.io.threads=abc: is not an int; Kafka 4.3 allows a whole number of at least 1'],
  ['num.io.threads=abc', '4.9.0', 'num.io.threads=abc: is not an int; Kafka 4.3 allows a whole number of at least 1'],
  [
    'password.encoder.secret=hunter2',
    '4.0.0',
    'password.encoder.secret: is not an option of Kafka 4.0; 3.9 was the last release to have it: remove it',
  ],
];

for (const [line, version, says] of refused) {
  test(`refuses ${line} with Kafka ${version ?? 'of unknown version'}`, () =>
    assert.deepEqual(check(line, version), [`spec.readOnlyConfig: ${says}`]));
}

const accepted: readonly (readonly [line: string, version: string | undefined])[] = [
  ['num.io.threads = 8 ', '4.3.1'],
  ['num.io.threads=+8', '4.3.1'],
  ['num.io.threads=0000000000000000000000008', '4.3.1'],
  ['num.io.threads=\\u0038', '4.3.1'],
  ['log.retention.bytes=-9223372036854775808', '4.3.1'],
  ['log.retention.bytes=9223372036854775807', '4.3.1'],
  ['log.retention.ms=-1', '3.9.2'],
  ['auto.create.topics.enable=FALSE', '4.3.1'],
  ['log.cleaner.min.cleanable.ratio=5e-1', '4.3.1'],
  ['compression.gzip.level=-1', '4.3.1'],
  ['group.consumer.migration.policy=Upgrade', '4.0.0'],
  ['log.cleanup.policy=compact , delete', '4.3.1'],
  ['log.cleanup.policy=', '4.3.1'],
  ['group.coordinator.rebalance.protocols=streams', '4.1.0'],
  ['metric.reporters=a,,b', '4.1.0'],
  ['metric.reporters=a,a', '4.3.1'],
  ['log.segment.bytes=1000', '3.9.2'],
  ['log.segment.bytes=1000', undefined],
  ['inter.broker.protocol.version=3.9', '3.9.2'],
  ['inter.broker.protocol.version=3.9-IV0', '3.6.0'],
  ['inter.broker.protocol.version=3.9', undefined],
  ['zookeeper.set.acl=true', '3.9.2'],
  ['leader.replication.throttled.rate=1', '4.3.1'],
  ['principal.builder.class=com.example.Outer$Inner', '4.3.1'],
  ['cruise.control.metrics.topic.num.partitions=many', '4.3.1'],
  ['authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer', '4.3.1'],
  ['num.partitons=x', '4.3.1'],
  ['cordoned.log.dirs=/a', '4.1.0'],
  [`num.io.threads=\${file:/etc/threads:n}`, '4.3.1'],
  [`num.io.threads=\${env:THREADS}`, '4.3.1'],
  ['add.partitions.to.txn.retry.backoff.ms=x', '3.5.0'],
];

for (const [line, version] of accepted)
  test(`accepts ${line} with Kafka ${version ?? 'of unknown version'}`, () => assert.deepEqual(check(line, version), []));

const places: readonly (readonly [line: string, place: Place, says: RegExp | undefined])[] = [
  ['leader.replication.throttled.rate=1', 'broker', undefined],
  ['leader.replication.throttled.rate=1', 'cluster', undefined],
  ['num.io.threads=8', 'cluster', undefined],
  ['ssl.client.auth=none', 'broker', undefined],
  ['ssl.client.auth=none', 'cluster', /is an option of single brokers with Kafka 4\.2: move it to brokerConfig\.config$/],
  ['log.retention.hours=1', 'cluster', /cannot change at run time with Kafka 4\.2: move it to readOnlyConfig$/],
  ['ssl.keystore.type=PEM', 'broker', /only as listener\.name\.<listener>\.ssl\.keystore\.type/],
  ['listener.name.a.ssl.keystore.type=PEM', 'broker', undefined],
  ['some.plugin=1', 'cluster', undefined],
];

for (const [line, place, says] of places) {
  test(`${says === undefined ? 'accepts' : 'refuses'} ${line} as a change at run time, place ${place}`, () => {
    const problems = check(line, '4.2.1', place);
    assert.equal(problems.length, says === undefined ? 0 : 1);
    if (says !== undefined) assert.match(problems[0] ?? '', says);
  });
}

test('reports every option that is wrong, in the order of the text', () => {
  const problems = check('num.io.threads=a\nbackground.threads=4\nauto.create.topics.enable=b', '4.3.1');
  assert.deepEqual(
    problems.map((text) => text.split(/[:=] ?/)[1]),
    ['num.io.threads', 'auto.create.topics.enable'],
  );
});
