/**
 * Whether a broker would take the options of a text: types as Kafka's ConfigDef parses them, ranges, fixed sets of
 * values, options that a release no longer has. Better refused here than found in the log of a broker that does not
 * start, in the middle of a rolling restart. What is not sure to be wrong is accepted: unknown options (plugins read
 * theirs), references to a config provider (KIP-297), and with an unknown version all that any known release takes.
 */

import type { Problem } from '../kube/problem.ts';
import { baseName, findOption, type Option, RELEASES, type Release, releasesFor, type UpdateMode } from './options.ts';
import { readValue } from './properties.ts';
import { valueFault } from './value-check.ts';
import type { KafkaVersion } from './version.ts';

/** What a text is for: a broker's file, or changes at run time on one broker or as the default of all. */
export type Place = 'file' | 'broker' | 'cluster';

export interface OptionContext {
  readonly version: KafkaVersion | undefined;
  /** `spec.readOnlyConfig`. */
  readonly path: string;
  /** A file when absent. */
  readonly place?: Place;
}

/** Every option that the version would not take where it stands, in the order of the text. */
export const checkOptions = (
  entries: Iterable<readonly [string, string]>,
  { version, path, place = 'file' }: OptionContext,
): readonly Problem[] =>
  [...entries].flatMap(([name, text]) => {
    const faults = releasesFor(version).map((release) => faultOf({ name, text, place }, release));
    const message = faults.at(-1);
    // With an unknown version only what every release refuses is surely wrong.
    if (message === undefined || faults.includes(undefined)) return [];
    return [{ path: `${path}: ${name}`, value: isSecret(name) ? '' : text, message }];
  });

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly place: Place;
}

/** `${provider:…}`, as Kafka's ConfigTransformer finds it; no regular expression, for that would take its time over `${${${…`. */
const hasReference = (text: string): boolean =>
  text
    .split('}')
    .slice(0, -1)
    .some((part) => part.includes('${') && part.includes(':', part.indexOf('${')));

const faultOf = ({ name, text, place }: Entry, release: Release): string | undefined => {
  const finding = findOption(name, release);
  if (finding.kind === 'unknown') return undefined;
  if (finding.kind === 'removed') return `is not an option of Kafka ${release}; ${finding.last} was the last release to have it: remove it`;
  const { option } = finding;
  const misplaced = placeFault({ name, option, place }, release);
  if (misplaced !== undefined || hasReference(text)) return misplaced;
  const fault = valueFault(option, place === 'file' ? readValue(text) : text);
  return fault === undefined ? undefined : `${fault.wrong}; Kafka ${release} allows ${fault.allowed}`;
};

/** Until Kafka 4.2 a file's throttle rates have no effect, without a word. */
const RATES_IN_FILES_SINCE: Release = '4.3';

interface Placed {
  readonly name: string;
  readonly option: Option;
  readonly place: Place;
}

const placeFault = ({ name, option, place }: Placed, release: Release): string | undefined => {
  const update: UpdateMode = option.update ?? 'read-only';
  const needsPrefix = option.prefixed === true && baseName(name) === name;
  if (place === 'file') {
    const ignored = update === 'dynamic-only' && RELEASES.indexOf(release) < RELEASES.indexOf(RATES_IN_FILES_SINCE);
    return ignored
      ? `has no effect in a file with Kafka ${release}, which takes it only at run time: move it to brokerConfig.config`
      : undefined;
  }
  if (update === 'read-only') return `cannot change at run time with Kafka ${release}: move it to readOnlyConfig`;
  if (needsPrefix)
    return `changes at run time only as listener.name.<listener>.${name} with Kafka ${release}: add the prefix or move it to readOnlyConfig`;
  if (place === 'cluster' && update === 'per-broker')
    return `is an option of single brokers with Kafka ${release}: move it to brokerConfig.config`;
  return undefined;
};

/** A password in a message would end in logs and in the status. */
const isSecret = (name: string): boolean =>
  RELEASES.some((release) => {
    const finding = findOption(name, release);
    return finding.kind === 'known' && finding.option.type === 'password';
  });
