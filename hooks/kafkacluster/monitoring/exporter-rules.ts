/**
 * What the JMX exporter shows of a Kafka process, as rules from bean to metric. Dashboards, alerts and the readiness of
 * pure controllers know the names, so they are Koperator's (koperator.md, section 2.11; kafka-facts.md, section 6.4).
 * The exporter takes the first rule that matches, so what is particular comes before what is general. A bean reads
 * `domain<key=value, key=value><>attribute: value`; a cached rule never sees the value, and only such rules are cheap.
 */

type MetricType = 'COUNTER' | 'GAUGE' | 'UNTYPED';

/** A rule of the exporter's configuration file. */
export interface ExporterRule {
  readonly pattern: string;
  /** Absent: the exporter's own naming. */
  readonly name?: string;
  readonly type?: MetricType;
  /** The number to show for an attribute that is text. */
  readonly value?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cache?: boolean;
}

// JMX quotes values with special characters, a comma among them.
const VALUE = '("[^"]*"|[^,>]+)';
const LABEL = `, ([^=,>]+)=${VALUE}`;
/** Beans of Kafka's older metrics library: type and name, then what labels them. */
const NAMED = `kafka\\.([\\w.]+)<type=${VALUE}, name=`;

/** The same rule for a number of labels, the most first: each label is a pair of groups that follow the pattern's own. */
const withLabels = (most: number, rule: { readonly head: string; readonly tail: string } & Omit<ExporterRule, 'pattern' | 'labels'>) =>
  Array.from({ length: most + 1 }, (_, i) => most - i).map((count): ExporterRule => {
    const { head, tail, ...rest } = rule;
    const first = groupsIn(head) + 1;
    const labels = Object.fromEntries(Array.from({ length: count }, (_, i) => [`$${first + 2 * i}`, `$${first + 2 * i + 1}`]));
    const last = first + 2 * count;
    return {
      pattern: `${head}${LABEL.repeat(count)}${tail}`,
      ...rest,
      // `$last` stands for the group in the tail, whose number depends on the labels before it.
      ...(rest.name !== undefined && { name: rest.name.replace('$last', `$${last}`) }),
      ...(count > 0 && { labels }),
    };
  });

/** Groups that capture: an opening parenthesis that is neither escaped nor followed by `?`. */
const groupsIn = (pattern: string): number => pattern.match(/(?<!\\)\((?!\?)/g)?.length ?? 0;

/** Text that matters: shown as a metric of value 1 whose name or label holds the text. Not cacheable. */
const texts: readonly ExporterRule[] = [
  {
    pattern: 'kafka\\.server<type=raft-metrics><>current-state: ([a-z]+)',
    name: 'kafka_server_raft_metrics_current_state_$1',
    type: 'GAUGE',
    value: 1,
  },
  {
    pattern: 'kafka\\.server<type=app-info, id=(\\d+)><>Version: (\\S+)',
    name: 'kafka_server_app_info_version',
    type: 'GAUGE',
    value: 1,
    labels: { broker_id: '$1', version: '$2' },
  },
];

const errorCounts: readonly ExporterRule[] = [
  {
    pattern: 'kafka\\.server<type=broker-metadata-metrics><>metadata-(load|apply)-error-count:',
    name: 'kafka_server_broker_metadata_metrics_metadata_$1_error_count_total',
    type: 'COUNTER',
    cache: true,
  },
];

/** An exporter of 1.0 or later drops the `_info` of a name: it keeps that ending for a type of its own. */
const connections: readonly ExporterRule[] = [
  {
    pattern: `kafka\\.server<type=${VALUE}, cipher=${VALUE}, protocol=${VALUE}, listener=${VALUE}, networkProcessor=${VALUE}><>connections:`,
    name: 'kafka_server_$1_connections_tls_info',
    type: 'GAUGE',
    labels: { cipher: '$2', protocol: '$3', listener: '$4', networkProcessor: '$5' },
    cache: true,
  },
  {
    pattern: `kafka\\.server<type=${VALUE}, clientSoftwareName=${VALUE}, clientSoftwareVersion=${VALUE}, listener=${VALUE}, networkProcessor=${VALUE}><>connections:`,
    name: 'kafka_server_$1_connections_software',
    type: 'GAUGE',
    labels: { clientSoftwareName: '$2', clientSoftwareVersion: '$3', listener: '$4', networkProcessor: '$5' },
    cache: true,
  },
];

const quota = (keys: string, labels: Readonly<Record<string, string>>, attribute: number): ExporterRule => ({
  // Every client's bean app-info has a client id too, and no quota.
  pattern: `kafka\\.server<type=(?!app-info)${VALUE}, ${keys}><>([\\w-]+):`,
  name: `kafka_server_quota_$${attribute}`,
  type: 'GAUGE',
  labels: { resource: '$1', ...labels },
  cache: true,
});

const quotas: readonly ExporterRule[] = [
  quota(`user=${VALUE}, client-id=${VALUE}`, { user: '$2', clientId: '$3' }, 4),
  quota(`user=${VALUE}`, { user: '$2' }, 3),
  quota(`client-id=${VALUE}`, { clientId: '$2' }, 3),
];

/** Idle shares and the like: a gauge has a value, a meter its rates. */
const percents: readonly ExporterRule[] = [
  ...['Mean', 'OneMinute', 'FiveMinute', 'FifteenMinute'].map(
    (rate): ExporterRule => ({
      pattern: `${NAMED}([^,>]+)Percent><>${rate}Rate:`,
      name: `kafka_$1_$2_$3_${rate.toLowerCase()}rate_percent`,
      type: 'GAUGE',
      cache: true,
    }),
  ),
  ...withLabels(3, { head: `${NAMED}([^,>]+)Percent`, tail: '><>Value:', name: 'kafka_$1_$2_$3_percent', type: 'GAUGE', cache: true }),
];

const meters = withLabels(3, {
  head: `${NAMED}([^,>]+)PerSec`,
  tail: '><>Count:',
  name: 'kafka_$1_$2_$3_total',
  type: 'COUNTER',
  cache: true,
});

const gauges = withLabels(3, { head: `${NAMED}${VALUE}`, tail: '><>Value:', name: 'kafka_$1_$2_$3', type: 'GAUGE', cache: true });

/** UNTYPED, for the exporter of 1.0 and later appends `_total` to whatever it is told is a counter. */
const counts = withLabels(3, { head: `${NAMED}${VALUE}`, tail: '><>Count:', name: 'kafka_$1_$2_$3_count', type: 'UNTYPED', cache: true });

const percentiles = withLabels(2, {
  head: `${NAMED}${VALUE}`,
  tail: '><>(\\d+)thPercentile:',
  name: 'kafka_$1_$2_$3',
  type: 'GAUGE',
  cache: true,
}).map((rule, i): ExporterRule => ({ ...rule, labels: { ...rule.labels, quantile: `0.$${4 + 2 * (2 - i)}` } }));

/** Beans of Kafka's newer library have a type, no name, and an attribute for each metric. */
const others = withLabels(4, {
  head: `kafka\\.([\\w.]+)<type=${VALUE}(?!, name=)`,
  tail: '><>([\\w-]+):',
  name: 'kafka_$1_$2_$last',
  type: 'GAUGE',
  cache: true,
});

const platform: readonly ExporterRule[] = [
  { pattern: 'java\\.(?:lang|nio)<' },
  // Remote log storage by Aiven's plugin.
  { pattern: 'aiven\\.kafka\\.server\\.tieredstorage[^<]*<type=' },
];

/** All rules for a Kafka process, in the order in which they are tried. */
export const kafkaRules: readonly ExporterRule[] = [
  ...texts,
  ...errorCounts,
  ...connections,
  ...percents,
  ...meters,
  ...quotas,
  ...gauges,
  ...counts,
  ...percentiles,
  ...others,
  ...platform,
];
