/**
 * Versions of Kafka: what a person writes (`4.1`, `3.9.2`) and what an image's tag tells. A tag is a hint and no more:
 * what it does not say clearly is undefined, and the spec's kafkaVersion must say it.
 * Patch releases never change what the hooks do; comparisons look at major and minor only.
 */

export interface KafkaVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch?: number;
}

const VERSION = /^v?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?(?:[-+].*)?$/s;

/** `4.3.1`, `3.9`, `v4.1.0-rc1`; undefined for anything else. */
export const parseKafkaVersion = (text: string): KafkaVersion | undefined => fromMatch(VERSION.exec(text.trim()));

// Strimzi's tags name their own version first: 0.51.0-kafka-4.3.1.
const NAMED = /(?:^|[-_])kafka[-_](?:2\.1\d-)?v?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?(?![\d.])/;
// Kafka's own archives name the version of Scala first: 2.13-3.9.2.
const LEADING = /^(?:2\.1\d-)?v?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?(?![\d.])/;
// Confluent's images carry the version of its platform: 7.9 is Kafka 3.9.
const OTHER_NUMBERING = /(?:^|\/)(?:confluentinc\/|cp-[^/]*$)/;

/** The version in an image's tag; undefined without a tag (a digest tells nothing) or with one that names no version. */
export const versionFromImage = (image: string): KafkaVersion | undefined => {
  const [name = ''] = image.trim().split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon < 0 || OTHER_NUMBERING.test(name.slice(0, colon))) return undefined;
  const tag = name.slice(colon + 1);
  return fromMatch(NAMED.exec(tag) ?? LEADING.exec(tag));
};

/** Kafka went from 2.8 to 3.0 and from 3.9 to 4.0: a 2.13 is Scala's version, not Kafka's. */
const LAST_MINOR: Readonly<Record<number, number>> = { 2: 8, 3: 9 };

const fromMatch = (match: RegExpExecArray | null): KafkaVersion | undefined => {
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (minor > (LAST_MINOR[major] ?? minor)) return undefined;
  return { major, minor, ...(match[3] !== undefined && { patch: Number(match[3]) }) };
};

/** True when the version is that release or a later one; the patch does not count. */
export const isAtLeast = (version: KafkaVersion, release: `${number}.${number}`): boolean => {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return version.major === major ? version.minor >= minor : version.major > major;
};

/** `4.3.1`, or `4.3` when the patch is unknown. */
export const formatVersion = ({ major, minor, patch }: KafkaVersion): string =>
  [major, minor, ...(patch === undefined ? [] : [patch])].join('.');
