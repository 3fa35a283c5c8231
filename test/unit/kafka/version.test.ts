/**
 * Versions from text and from image tags: a wrong guess would check options against the wrong Kafka, so no guess is better.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatVersion, isAtLeast, type KafkaVersion, parseKafkaVersion, versionFromImage } from '../../../hooks/kafka/version.ts';

const formatted = (version: KafkaVersion | undefined): string | undefined => version && formatVersion(version);

const images: readonly (readonly [image: string, version: string | undefined])[] = [
  ['ghcr.io/adobe/koperator/kafka:2.13-3.9.2-jdk21.0.11', '3.9.2'],
  ['ghcr.io/banzaicloud/kafka:2.13-3.1.0', '3.1.0'],
  ['testbed/kafka:4.3.1', '4.3.1'],
  ['apache/kafka:4.3.1', '4.3.1'],
  ['apache/kafka:4.1.0-rc1', '4.1.0'],
  ['apache/kafka-native:v4.0.0', '4.0.0'],
  ['bitnami/kafka:3.9.0-debian-12-r1', '3.9.0'],
  ['quay.io/strimzi/kafka:0.51.0-kafka-4.3.1', '4.3.1'],
  ['quay.io/strimzi/kafka:latest-kafka-4.1.0', '4.1.0'],
  ['kafka:3.9', '3.9'],
  ['registry.example.com:5000/kafka:4.2.1', '4.2.1'],
  ['registry.example.com:5000/team/kafka:2.13-4.0.2@sha256:aaaa', '4.0.2'],
  ['kafka:kafka_2.13-3.8.1', '3.8.1'],
  ['registry.example.com:5000/kafka', undefined],
  ['apache/kafka', undefined],
  ['apache/kafka:latest', undefined],
  ['apache/kafka@sha256:4444', undefined],
  ['kafka:4', undefined],
  ['kafka:2.13', undefined],
  ['kafka:2024.01.15', undefined],
  ['kafka:jdk21', undefined],
  ['kafka:4.3.1.7', undefined],
  ['confluentinc/cp-kafka:7.9.0', undefined],
  ['mirror.example.com/cp-server:7.9.0', undefined],
  ['', undefined],
];

for (const [image, version] of images) {
  test(version === undefined ? `does not guess a version from "${image}"` : `reads ${version} from ${image}`, () =>
    assert.equal(formatted(versionFromImage(image)), version),
  );
}

const texts: readonly (readonly [text: string, version: string | undefined])[] = [
  ['3.9.2', '3.9.2'],
  [' 4.1 ', '4.1'],
  ['v4.0.0', '4.0.0'],
  ['4.2.0-SNAPSHOT', '4.2.0'],
  ['4.10', '4.10'],
  ['4', undefined],
  ['4.x', undefined],
  ['latest', undefined],
  ['3.9.2.1', undefined],
];

for (const [text, version] of texts)
  test(`reads "${text}" as ${version ?? 'no version'}`, () => assert.equal(formatted(parseKafkaVersion(text)), version));

const comparisons: readonly (readonly [version: string, release: `${number}.${number}`, says: boolean])[] = [
  ['3.9.2', '4.0', false],
  ['3.9.2', '3.9', true],
  ['4.0', '4.0', true],
  ['4.0', '3.9', true],
  ['4.10.0', '4.9', true],
  ['4.9.9', '4.10', false],
];

for (const [version, release, says] of comparisons) {
  test(`says that ${version} is ${says ? '' : 'not '}at least ${release}`, () => {
    const parsed = parseKafkaVersion(version);
    assert.ok(parsed);
    assert.equal(isAtLeast(parsed, release), says);
  });
}
