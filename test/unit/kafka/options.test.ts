/**
 * The table of options. The counts are those of Kafka's own ConfigDef, so that an edit which loses a row fails.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  baseName,
  findOption,
  isRestartFree,
  optionNames,
  type Release,
  releaseOf,
  type UpdateMode,
} from '../../../hooks/kafka/options.ts';
import { type KafkaVersion, parseKafkaVersion } from '../../../hooks/kafka/version.ts';

const version = (text: string): KafkaVersion => {
  const parsed = parseKafkaVersion(text);
  assert.ok(parsed);
  return parsed;
};

const counts: readonly (readonly [release: Release, options: number])[] = [
  ['3.9', 332],
  ['4.0', 309],
  ['4.1', 339],
  ['4.2', 344],
  ['4.3', 363],
];

for (const [release, options] of counts)
  test(`knows the ${options} options of Kafka ${release}`, () => assert.equal(optionNames(release).length, options));

const updates: readonly (readonly [release: Release, mode: UpdateMode, options: number])[] = [
  ['3.9', 'cluster-wide', 52],
  ['3.9', 'per-broker', 37],
  ['3.9', 'dynamic-only', 3],
  ['4.3', 'cluster-wide', 62],
  ['4.3', 'per-broker', 37],
  ['4.3', 'dynamic-only', 3],
];

for (const [release, mode, options] of updates) {
  test(`knows that ${options} options of Kafka ${release} are ${mode}`, () => {
    const update = (name: string): UpdateMode | undefined => {
      const finding = findOption(name, release);
      return finding.kind === 'known' ? finding.option.update : undefined;
    };
    assert.equal(optionNames(release).filter((name) => update(name) === mode).length, options);
  });
}

const releases: readonly (readonly [version: string, release: Release])[] = [
  ['2.8.2', '3.9'],
  ['3.9.0', '3.9'],
  ['3.9.2', '3.9'],
  ['4.0.0', '4.0'],
  ['4.2.9', '4.2'],
  ['4.3', '4.3'],
  ['4.7', '4.3'],
  ['5.0', '4.3'],
];

for (const [text, release] of releases)
  test(`takes the table of ${release} for Kafka ${text}`, () => assert.equal(releaseOf(version(text)), release));

const bases: readonly (readonly [name: string, base: string])[] = [
  ['num.io.threads', 'num.io.threads'],
  ['listener.name.external.ssl.keystore.type', 'ssl.keystore.type'],
  ['listener.name.external.num.network.threads', 'num.network.threads'],
  ['listener.name.internal.plain.sasl.jaas.config', 'sasl.jaas.config'],
  ['listener.name.internal.scram-sha-512.sasl.jaas.config', 'sasl.jaas.config'],
  ['listener.name.internal.oauthbearer.connections.max.reauth.ms', 'connections.max.reauth.ms'],
  ['listener.name.internal.plugin.setting', 'plugin.setting'],
  ['listener.security.protocol.map', 'listener.security.protocol.map'],
];

for (const [name, base] of bases) test(`finds ${base} behind ${name}`, () => assert.equal(baseName(name), base));

const changes: readonly (readonly [name: string, version: string | undefined, free: boolean])[] = [
  ['num.io.threads', '4.3.1', true],
  ['log.retention.ms', '3.9.2', true],
  ['log.retention.hours', '3.9.2', false],
  ['leader.replication.throttled.rate', '4.1.0', true],
  ['remote.log.reader.threads', '3.9.2', false],
  ['remote.log.reader.threads', '4.0.0', true],
  ['remote.log.reader.threads', undefined, false],
  ['num.io.threads', undefined, true],
  ['ssl.keystore.location', '4.3.1', false],
  ['listener.name.external.ssl.keystore.location', '4.3.1', true],
  ['ssl.client.auth', '4.3.1', true],
  ['advertised.listeners', '3.9.2', false],
  ['advertised.listeners', '4.3.1', false],
  ['broker.rack', '4.3.1', false],
  ['super.users', '4.3.1', false],
  ['log.message.downconversion.enable', '3.9.2', true],
  ['log.message.downconversion.enable', '4.0.0', false],
];

for (const [name, text, free] of changes) {
  test(`says that a change of ${name} with Kafka ${text ?? 'of unknown version'} needs ${free ? 'no' : 'a'} restart`, () =>
    assert.equal(isRestartFree(name, text === undefined ? undefined : version(text)), free));
}

test('takes a listener’s own option for one of a single broker, but for limits and network threads', () => {
  const update = (name: string): UpdateMode | undefined => {
    const finding = findOption(name, '4.3');
    return finding.kind === 'known' ? finding.option.update : undefined;
  };
  assert.equal(update('listener.name.a.metric.reporters'), 'per-broker');
  assert.equal(update('listener.name.a.max.connections'), 'cluster-wide');
  assert.equal(update('listener.name.a.connections.max.reauth.ms'), 'read-only');
});
