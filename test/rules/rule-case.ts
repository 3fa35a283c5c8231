/**
 * Tests of the shipped rules as tables: what Prometheus scraped, minute by minute, and what fires when. rules.test.ts in
 * test/unit/manifests gives them to promtool, which runs the rules as Prometheus does.
 */

/** A time series and its values a minute, in promtool's notation: `1+0x9` is ten times 1, `_x5` five minutes without any. */
export type Series = readonly [series: string, values: string];

export interface Expectation {
  /** Minute. */
  readonly at: number;
  readonly alert: string;
  /** Whom it is about, by `aboutOf`; nobody when it must not fire. */
  readonly fires: readonly string[];
}

export interface RuleCase {
  readonly it: string;
  readonly given: readonly Series[];
  readonly expect: readonly Expectation[];
  /** All labels and annotations of the one alert of that name which fires then. */
  readonly says?: Said;
}

export interface Said {
  readonly at: number;
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The labels that tell whom an alert is about, in the order of `prod/kafka`. */
export const aboutOf = (alert: string): readonly [string, string] => {
  if (alert.startsWith('KafkaDisk')) return ['namespace', 'persistentvolumeclaim'];
  return alert === 'KafkaAlertNeedsPerson' ? ['command', 'reason'] : ['namespace', 'kafka_cr'];
};

/** One alert at several minutes. */
export const at = (minutes: readonly number[], alert: string, ...fires: readonly string[]): readonly Expectation[] =>
  minutes.map((minute) => ({ at: minute, alert, fires }));

/** The same value all the time. */
export const flat = (value: number, minutes = 120): string => `${value}+0x${minutes}`;

/** The same value all the time but for five minutes. */
export const flatWithGap = (value: number, from: number, minutes = 120): string =>
  `${value}+0x${from - 1} _x5 ${value}+0x${minutes - from - 5}`;

/** A pattern of values, again and again. */
export const again = (values: string, times: number): string => Array.from({ length: times }, () => values).join(' ');

export const KAFKA = 'prod/kafka';
/** Another cluster of the same name. */
export const OTHER = 'test/kafka';

export const RUNBOOK = 'https://github.com/kafka-hooks/kafka-hooks/blob/main/docs/alerts.md#';
