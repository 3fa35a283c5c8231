/**
 * What is known of a broker's options: type, allowed values and how a change is applied, per release of Kafka.
 * The table schemas/kafka-options.json was drawn from Kafka's own ConfigDef of 3.9.2, 4.0.2, 4.1.2, 4.2.1 and 4.3.1; a row
 * says what the newest release has, `was` what an older one had up to and including the release named.
 * Any other version takes the nearest release of the table that is not above it, and the oldest when there is none.
 */
import table from '../../schemas/kafka-options.json' with { type: 'json' };
import { isAtLeast, type KafkaVersion } from './version.ts';

/** Oldest first. */
export const RELEASES = ['3.9', '4.0', '4.1', '4.2', '4.3'] as const;
export type Release = (typeof RELEASES)[number];

export type OptionType = 'boolean' | 'class' | 'double' | 'int' | 'list' | 'long' | 'password' | 'short' | 'string';

/**
 * How a change is applied: by a restart; live on one broker; live on one broker or on all; or live only, never from a file.
 * Source: Kafka documentation, section 3.1.1 "Updating Broker Configs" (KIP-226).
 */
export type UpdateMode = 'read-only' | 'per-broker' | 'cluster-wide' | 'dynamic-only';

export interface Option {
  readonly type: OptionType;
  readonly min?: number;
  readonly max?: number;
  /** One more number that is allowed outside of min and max. */
  readonly or?: number;
  /** Of a list: what each item may be. */
  readonly oneOf?: readonly string[];
  readonly ignoreCase?: boolean;
  readonly nonEmpty?: boolean;
  readonly noEmptyItem?: boolean;
  /** The name of a release of Kafka, such as `3.9` or `3.9-IV0`. */
  readonly release?: boolean;
  /** read-only when absent. */
  readonly update?: UpdateMode;
  /** Live changes only as `listener.name.<listener>.<option>`. */
  readonly prefixed?: boolean;
}

interface Row extends Option {
  /** First and last release that has the option; absent when it is the first or last of the table. */
  readonly since?: Release;
  readonly until?: Release;
  readonly was?: { readonly [release in Release]?: Option };
}

const ROWS: ReadonlyMap<string, Row> = new Map(Object.entries(table as Readonly<Record<string, Row>>));
const NEWEST = RELEASES[RELEASES.length - 1] as Release;

/** The release whose table stands for a version. */
export const releaseOf = (version: KafkaVersion): Release => RELEASES.findLast((release) => isAtLeast(version, release)) ?? RELEASES[0];

/** The release that stands for a version; all of them when the version is unknown. */
export const releasesFor = (version: KafkaVersion | undefined): readonly Release[] =>
  version === undefined ? RELEASES : [releaseOf(version)];

/** Names of a release's options, sorted; without listener prefixes. */
export const optionNames = (release: Release): readonly string[] =>
  [...ROWS.keys()].filter((name) => find(name, release).kind === 'known').sort();

export type Finding =
  | { readonly kind: 'known'; readonly option: Option }
  /** A release before this one was the last that had the option. */
  | { readonly kind: 'removed'; readonly last: Release }
  /** Plugins' options, options of later releases, misspelt ones: Kafka accepts them all. */
  | { readonly kind: 'unknown' };

/** What a release knows of an option, under its own name or that of a listener. */
export const findOption = (name: string, release: Release): Finding => {
  const bare = baseName(name);
  const finding = find(bare, release);
  if (finding.kind !== 'known' || bare === name) return finding;
  return { kind: 'known', option: { ...finding.option, update: prefixedUpdate(bare, finding.option) } };
};

const find = (name: string, release: Release): Finding => {
  const row = ROWS.get(name);
  if (row === undefined || isBefore(release, row.since ?? RELEASES[0])) return { kind: 'unknown' };
  if (isBefore(row.until ?? NEWEST, release)) return { kind: 'removed', last: row.until ?? NEWEST };
  const { since, until, was = {}, ...newest } = row;
  const older = RELEASES.find((candidate) => was[candidate] !== undefined && !isBefore(candidate, release));
  return { kind: 'known', option: (older === undefined ? undefined : was[older]) ?? newest };
};

const isBefore = (a: Release, b: Release): boolean => RELEASES.indexOf(a) < RELEASES.indexOf(b);

const LISTENER = /^listener\.name\.[^.]+\.(.+)$/s;
const MECHANISM = /^[^.]+\.(sasl\..+|connections\.max\.reauth\.ms)$/s;

/**
 * The option behind `listener.name.<listener>.<option>` and `listener.name.<listener>.<mechanism>.<option>`.
 * Source: Kafka documentation, security section (KIP-103, KIP-226).
 */
export const baseName = (name: string): string => {
  const rest = LISTENER.exec(name)?.[1];
  if (rest === undefined) return name;
  return ROWS.has(rest) ? rest : (MECHANISM.exec(rest)?.[1] ?? rest);
};

/** Limits of connections and threads that a listener may have of its own for all brokers at once. */
const CLUSTER_WIDE_PREFIXED = ['max.connections', 'max.connection.creation.rate', 'num.network.threads'];

const prefixedUpdate = (bare: string, { update = 'read-only' }: Option): UpdateMode =>
  update === 'cluster-wide' && !CLUSTER_WIDE_PREFIXED.includes(bare) ? 'per-broker' : update;

/**
 * Whether a running broker takes a change of the option; false for what is unknown, as plugins read theirs at start.
 * advertised.listeners counts as fixed, since only brokers with ZooKeeper ever took a change of it.
 */
export const isRestartFree = (name: string, version: KafkaVersion | undefined): boolean =>
  baseName(name) !== 'advertised.listeners' &&
  releasesFor(version).every((release) => {
    const finding = findOption(name, release);
    if (finding.kind !== 'known') return false;
    const { update = 'read-only', prefixed = false } = finding.option;
    return update !== 'read-only' && (!prefixed || baseName(name) !== name);
  });
