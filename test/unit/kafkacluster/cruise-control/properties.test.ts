/** cruisecontrol.properties: whose option wins, and that Cruise Control starts with what comes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import { parseProperties } from '../../../../hooks/kafka/properties.ts';
import { cruiseControlProperties } from '../../../../hooks/kafkacluster/cruise-control/properties.ts';
import { broker, clusterWith, sslSpec } from './fixture.ts';

const optionsOf = (spec: Partial<KafkaClusterSpec> = {}): ReadonlyMap<string, string> =>
  parseProperties(cruiseControlProperties(clusterWith(spec))).entries;
const withConfig = (config: string, spec: Partial<KafkaClusterSpec> = {}) => optionsOf({ ...spec, cruiseControlConfig: { config } });

type Rule = readonly [sentence: string, holds: (option: (key: string) => number, list: (key: string) => readonly string[]) => boolean];

/** kafka-facts.md, section 1.2, and KafkaCruiseControlConfig. */
const startUpRules: readonly Rule[] = [
  ['some goals', (_, list) => list('goals').length > 0 && list('default.goals').length > 0 && list('intra.broker.goals').length > 0],
  ['default goals among the goals', (_, list) => within(list('default.goals'), list('goals'))],
  ['hard goals among the default goals', (_, list) => within(list('hard.goals'), list('default.goals'))],
  ["the detector's goals among the default goals", (_, list) => within(list('anomaly.detection.goals'), list('default.goals'))],
  ['no goal both between and within brokers', (_, list) => list('intra.broker.goals').every((goal) => !list('goals').includes(goal))],
  [
    'no goal twice, whatever its case and package',
    (_, list) => areUnique([...list('goals'), ...list('intra.broker.goals')].map((g) => g.replace(/.*\./, '').toLowerCase())),
  ],
  ['metadata younger than a sampling interval', (option) => option('metadata.max.age.ms') <= option('metric.sampling.interval.ms')],
  [
    'reports at least once a sampling interval',
    (option) => option('cruise.control.metrics.reporter.metrics.reporting.interval.ms') <= option('metric.sampling.interval.ms'),
  ],
  ['sampling at least once a detection', (option) => option('metric.sampling.interval.ms') <= option('anomaly.detection.interval.ms')],
  ['sampling at least once an adjustment', (option) => option('metric.sampling.interval.ms') <= option('concurrency.adjuster.interval.ms')],
  [
    'at most 127 samples a window',
    (option) => ['partition', 'broker'].every((kind) => option(`${kind}.metrics.window.ms`) / option('metric.sampling.interval.ms') <= 127),
  ],
  [
    'alerts before a leader movement times out',
    (option) => option('task.execution.alerting.threshold.ms') < option('leader.movement.timeout.ms'),
  ],
  [
    'partition movements within the cluster limit',
    (option) => option('max.num.cluster.partition.movements') <= option('max.num.cluster.movements'),
  ],
  [
    'leader movements within the cluster limit',
    (option) => option('num.concurrent.leader.movements') <= option('max.num.cluster.movements'),
  ],
  [
    "a broker's leader movements within the cluster's",
    (option) => option('num.concurrent.leader.movements.per.broker') <= option('num.concurrent.leader.movements'),
  ],
  [
    "movements of a broker below the adjuster's default maximum of 12",
    (option) => option('num.concurrent.partition.movements.per.broker') < 12,
  ],
  ["leader movements below the adjuster's default maximum of 1100", (option) => option('num.concurrent.leader.movements') < 1100],
];

const within = (inner: readonly string[], outer: readonly string[]): boolean => inner.every((item) => outer.includes(item));
const areUnique = (items: readonly string[]): boolean => new Set(items).size === items.length;

const GOALS = 'com.linkedin.kafka.cruisecontrol.analyzer.goals';
const configurations: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['fewer goals', `goals=${GOALS}.ReplicaCapacityGoal,${GOALS}.CpuCapacityGoal`],
  ['goals that are none of our default', `goals=${GOALS}.PreferredLeaderElectionGoal`],
  ['fewer default goals', `default.goals=${GOALS}.RackAwareGoal,${GOALS}.DiskCapacityGoal`],
  ['a goal that we do not list', `default.goals=${GOALS}.BrokerSetAwareGoal`],
  ['other hard goals', `hard.goals=${GOALS}.RackAwareGoal`],
  ['goals for self-healing', `self.healing.goals=${GOALS}.RackAwareGoal,${GOALS}.CpuCapacityGoal`],
];

for (const [name, config] of configurations) {
  const options = withConfig(config);
  const option = (key: string): number => Number(options.get(key));
  const list = (key: string): readonly string[] => (options.get(key) ?? '').split(',').filter((item) => item !== '');
  for (const [sentence, holds] of startUpRules) test(`with ${name} set there are ${sentence}`, () => assert.ok(holds(option, list)));
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Kafka's config providers
const PASSWORD_REFERENCE = '${kafkahooks:/var/run/secrets/java.io/keystores:password}';

type Expected = Readonly<Record<string, string | undefined>>;
const cases: readonly { readonly it: string; readonly options: ReadonlyMap<string, string>; readonly has: Expected }[] = [
  {
    it: 'is complete without a word of the user',
    options: optionsOf(),
    has: {
      'bootstrap.servers': 'kafka-headless.data.svc.cluster.local:29092',
      'capacity.config.file': '/opt/cruise-control/config/capacity.json',
      'webserver.http.port': '8090',
      'webserver.http.address': '0.0.0.0',
      'self.healing.enabled': 'false',
      'sample.store.topic.replication.factor': '3',
      'metric.reporter.topic': '__CruiseControlMetrics',
      'security.protocol': undefined,
      'zookeeper.connect': undefined,
    },
  },
  {
    it: 'never asks for more replicas of a sample than there are brokers',
    options: optionsOf({ brokers: [broker(0), broker(1)] }),
    has: { 'sample.store.topic.replication.factor': '2' },
  },
  {
    it: "keeps the user's options, key by key",
    options: withConfig('self.healing.enabled=true\nmy.key = 1'),
    has: { 'self.healing.enabled': 'true', 'my.key': '1', 'webserver.http.port': '8090' },
  },
  {
    it: 'forces what only the cluster knows',
    options: withConfig('bootstrap.servers=elsewhere:1\nkafka.broker.failure.detection.enable=false'),
    has: { 'bootstrap.servers': 'kafka-headless.data.svc.cluster.local:29092', 'kafka.broker.failure.detection.enable': 'true' },
  },
  {
    it: 'names ZooKeeper where there is one',
    options: optionsOf({ kRaft: false, zkAddresses: ['zk-0:2181', 'zk-1:2181'], zkPath: 'kafka' }),
    has: { 'zookeeper.connect': 'zk-0:2181,zk-1:2181/kafka', 'kafka.broker.failure.detection.enable': undefined },
  },
  {
    it: 'reads the topic that the brokers report to',
    options: optionsOf({ readOnlyConfig: 'cruise.control.metrics.topic=mine' }),
    has: { 'metric.reporter.topic': 'mine' },
  },
  {
    it: 'shows a client certificate on an encrypted listener, and names its password only by reference',
    options: optionsOf(sslSpec),
    has: {
      'security.protocol': 'SSL',
      'ssl.keystore.location': '/var/run/secrets/java.io/keystores/keystore.jks',
      'ssl.keystore.password': PASSWORD_REFERENCE,
      'ssl.truststore.password': PASSWORD_REFERENCE,
      'config.providers': 'env,kafkahooks',
      'config.providers.kafkahooks.class': 'org.apache.kafka.common.config.provider.DirectoryConfigProvider',
    },
  },
  {
    it: "adds its provider to the user's",
    options: withConfig('config.providers=vault', sslSpec),
    has: { 'config.providers': 'vault,kafkahooks' },
  },
  {
    it: 'speaks the protocol of an encrypted listener whose certificate the user provides',
    options: optionsOf({ ...sslSpec, clientSSLCertSecret: undefined } as unknown as Partial<KafkaClusterSpec>),
    has: { 'security.protocol': 'SSL', 'ssl.keystore.location': undefined, 'config.providers': undefined },
  },
];
for (const c of cases) {
  test(c.it, () => {
    for (const [key, value] of Object.entries(c.has)) assert.equal(c.options.get(key), value, key);
  });
}

test('remembers finished tasks for a week and running drains for longer', () => {
  const options = optionsOf();
  const week = 7 * 24 * 60 * 60 * 1000;
  assert.ok(Number(options.get('completed.user.task.retention.time.ms')) >= week);
  assert.ok(Number(options.get('completed.kafka.admin.user.task.retention.time.ms')) > week);
});

test('prefers the rack goal that more replicas than racks can meet', () => {
  const hard = optionsOf().get('hard.goals') ?? '';
  assert.ok(hard.includes('RackAwareDistributionGoal') && !hard.includes('RackAwareGoal'));
});

test('sets no option of ours to nothing', () =>
  assert.deepEqual(
    [...optionsOf()].filter(([, value]) => value === ''),
    [],
  ));
