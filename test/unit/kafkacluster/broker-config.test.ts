/**
 * The static configuration of a node as text, to the letter: Koperator's worked examples (koperator.md, section 3.3)
 * and what our hooks add or mend. A client's, a certificate's or a dashboard's name depends on almost every line.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InternalListener, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { brokerConfig, type NodeFacts } from '../../../hooks/kafkacluster/broker-config/broker-config.ts';
import { modelOf, node, nodeOf, pvc } from './world.ts';

const STATIC: NodeFacts = {
  quorum: { mode: 'static', established: true, initialControllers: [], strangers: [] },
  rack: undefined,
  external: {},
};
const DYNAMIC: NodeFacts = {
  quorum: { mode: 'dynamic', established: false, initialControllers: [0], strangers: [] },
  rack: undefined,
  external: {},
};
const REPORTER = 'com.linkedin.kafka.cruisecontrol.metricsreporter.CruiseControlMetricsReporter';

const internal = (more: Partial<InternalListener> = {}): InternalListener => ({
  type: 'plaintext',
  name: 'internal',
  containerPort: 9092,
  usedForInnerBrokerCommunication: true,
  ...more,
});
const controller: InternalListener = { type: 'plaintext', name: 'controller', containerPort: 9093, usedForControllerCommunication: true };

/** Cluster `kafka` in namespace `kafka`, no headless service: Koperator's unit corpus. */
const corpus = (spec: Partial<KafkaClusterSpec>) =>
  modelOf({
    namespace: 'kafka',
    spec: {
      headlessServiceEnabled: false,
      cruiseControlConfig: {},
      listenersConfig: { internalListeners: [internal(), controller] },
      ...spec,
    },
  });

const zookeeper = (spec: Partial<KafkaClusterSpec> = {}) =>
  corpus({
    kRaft: false,
    zkAddresses: ['example.zk:2181'],
    listenersConfig: { internalListeners: [internal()] },
    brokers: [{ id: 0, brokerConfig: { storageConfigs: [pvc('/kafka-logs')] } }],
    ...spec,
  });

const textOf = (cluster: ReturnType<typeof modelOf>, id: number, facts: NodeFacts = STATIC) =>
  brokerConfig(cluster, nodeOf(cluster, id), facts);

const optionsOf = (cluster: ReturnType<typeof modelOf>, id: number, facts: NodeFacts = STATIC): ReadonlyMap<string, string> =>
  new Map(
    textOf(cluster, id, facts)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );

const lines = (...text: readonly string[]): string => text.map((line) => `${line}\n`).join('');

test('writes the ZooKeeper example of the contract', () =>
  assert.equal(
    brokerConfig(zookeeper(), nodeOf(zookeeper(), 0), { quorum: undefined, rack: undefined, external: {} }),
    lines(
      'advertised.listeners=INTERNAL://kafka-0.kafka.svc.cluster.local:9092',
      'broker.id=0',
      'cruise.control.metrics.reporter.bootstrap.servers=kafka-all-broker.kafka.svc.cluster.local:9092',
      'cruise.control.metrics.reporter.kubernetes.mode=true',
      'inter.broker.listener.name=INTERNAL',
      'listener.security.protocol.map=INTERNAL:PLAINTEXT',
      'listeners=INTERNAL://:9092',
      'log.dirs=/kafka-logs/kafka',
      `metric.reporters=${REPORTER}`,
      'zookeeper.connect=example.zk:2181/',
    ),
  ));

const separated = () =>
  corpus({
    brokers: [
      { id: 0, brokerConfig: { processRoles: ['broker'], storageConfigs: [pvc('/test-kafka-logs'), pvc('/test-kafka-logs-0')] } },
      { id: 500, brokerConfig: { processRoles: ['controller'], storageConfigs: [pvc('/test-kafka-logs')] } },
      { id: 200, brokerConfig: { processRoles: ['broker'], storageConfigs: [pvc('/test-kafka-logs')] } },
    ],
  });

const broker = (id: number, logDirs: string): string =>
  lines(
    `advertised.listeners=INTERNAL://kafka-${id}.kafka.svc.cluster.local:9092`,
    'controller.listener.names=CONTROLLER',
    'controller.quorum.voters=500@kafka-500.kafka.svc.cluster.local:9093',
    'cruise.control.metrics.reporter.bootstrap.servers=kafka-all-broker.kafka.svc.cluster.local:9092',
    'cruise.control.metrics.reporter.kubernetes.mode=true',
    'inter.broker.listener.name=INTERNAL',
    'listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'listeners=INTERNAL://:9092',
    `log.dirs=${logDirs}`,
    `metric.reporters=${REPORTER}`,
    `node.id=${id}`,
    'process.roles=broker',
  );

test('writes the KRaft broker with two disks of the contract', () =>
  assert.equal(textOf(separated(), 0), broker(0, '/test-kafka-logs/kafka,/test-kafka-logs-0/kafka')));

test('writes the KRaft broker with one disk of the contract', () =>
  assert.equal(textOf(separated(), 200), broker(200, '/test-kafka-logs/kafka')));

test('writes the KRaft controller of the contract: not advertised, no reporter, the name between brokers all the same', () =>
  assert.equal(
    textOf(separated(), 500),
    lines(
      'controller.listener.names=CONTROLLER',
      'controller.quorum.voters=500@kafka-500.kafka.svc.cluster.local:9093',
      'inter.broker.listener.name=INTERNAL',
      'listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'listeners=CONTROLLER://:9093',
      'log.dirs=/test-kafka-logs/kafka',
      'node.id=500',
      'process.roles=controller',
    ),
  ));

test('writes the combined node of the contract, its voters in the order of their numbers and not of their digits', () =>
  assert.equal(
    textOf(corpus({ brokers: [node(100), node(50, ['controller'])] }), 100),
    lines(
      'advertised.listeners=INTERNAL://kafka-100.kafka.svc.cluster.local:9092',
      'controller.listener.names=CONTROLLER',
      'controller.quorum.voters=50@kafka-50.kafka.svc.cluster.local:9093,100@kafka-100.kafka.svc.cluster.local:9093',
      'cruise.control.metrics.reporter.bootstrap.servers=kafka-all-broker.kafka.svc.cluster.local:9092',
      'cruise.control.metrics.reporter.kubernetes.mode=true',
      'inter.broker.listener.name=INTERNAL',
      'listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'listeners=INTERNAL://:9092,CONTROLLER://:9093',
      'log.dirs=/kafka-logs/kafka',
      `metric.reporters=${REPORTER}`,
      'node.id=100',
      'process.roles=broker,controller',
    ),
  ));

for (const place of ['cluster', 'broker'] as const) {
  test(`leaves name and reporter to the user's security.inter.broker.protocol of the ${place}`, () => {
    const readOnlyConfig = 'security.inter.broker.protocol=SASL_SSL';
    const brokers = zookeeper().spec.brokers.map((one) => (place === 'broker' ? { ...one, readOnlyConfig } : one));
    const options = optionsOf(zookeeper({ brokers, ...(place === 'cluster' && { readOnlyConfig }) }), 0);
    assert.equal(options.get('security.inter.broker.protocol'), 'SASL_SSL');
    assert.equal(options.has('inter.broker.listener.name'), false);
    assert.equal(options.has('metric.reporters'), false);
    assert.equal(options.get('cruise.control.metrics.reporter.kubernetes.mode'), 'true');
  });
}

test('writes no reporter without a Cruise Control', () => assert.doesNotMatch(textOf(modelOf(), 0), /metric\.reporters|cruise\.control/));

// --- TLS

const ssl = (more: Partial<KafkaClusterSpec> = {}) =>
  corpus({
    listenersConfig: {
      internalListeners: [internal({ type: 'ssl', sslClientAuth: 'requested' }), controller],
      externalListeners: [
        { type: 'ssl', name: 'outside', containerPort: 9094, externalStartingPort: 19000, hostnameOverride: 'k.example' },
      ],
    },
    clientSSLCertSecret: { name: 'client' },
    brokers: [node(0), node(1, ['controller'])],
    ...more,
  });

test('refers to the stores of each SSL listener and writes no password', () => {
  const options = optionsOf(ssl(), 0, { ...STATIC, external: { outside: 'k.example:19000' } });
  const folder = '/var/run/secrets/java.io/keystores';
  const expected: Readonly<Record<string, string>> = {
    'listener.name.internal.ssl.keystore.location': `${folder}/server/internal/keystore.jks`,
    'listener.name.internal.ssl.keystore.type': 'JKS',
    'listener.name.internal.ssl.keystore.password': `\${kafkahooks:${folder}/server/internal:password}`,
    'listener.name.internal.ssl.truststore.location': `${folder}/server/internal/truststore.jks`,
    'listener.name.internal.ssl.truststore.type': 'JKS',
    'listener.name.internal.ssl.truststore.password': `\${kafkahooks:${folder}/server/internal:password}`,
    'listener.name.internal.ssl.client.auth': 'requested',
    'listener.name.outside.ssl.client.auth': 'required',
    'cruise.control.metrics.reporter.security.protocol': 'SSL',
    'cruise.control.metrics.reporter.ssl.keystore.location': `${folder}/client/keystore.jks`,
    'cruise.control.metrics.reporter.ssl.truststore.password': `\${kafkahooks:${folder}/client:password}`,
    'config.providers': 'kafkahooks',
    'config.providers.kafkahooks.class': 'org.apache.kafka.common.config.provider.DirectoryConfigProvider',
    'listener.security.protocol.map': 'OUTSIDE:SSL,INTERNAL:SSL,CONTROLLER:PLAINTEXT',
    listeners: 'OUTSIDE://:9094,INTERNAL://:9092,CONTROLLER://:9093',
    'advertised.listeners': 'OUTSIDE://k.example:19000,INTERNAL://kafka-0.kafka.svc.cluster.local:9092',
  };
  for (const [key, value] of Object.entries(expected)) assert.equal(options.get(key), value, key);
  const passwords = [...options].filter(([key]) => key.endsWith('password'));
  assert.equal(passwords.length, 6);
  for (const [key, value] of passwords) assert.match(value, /^\$\{kafkahooks:.*:password\}$/, key);
});

test("keeps the user's config providers beside ours", () => {
  const readOnlyConfig = 'config.providers=env,file\nconfig.providers.env.class=org.example.Env\n';
  const options = optionsOf(ssl({ readOnlyConfig }), 0);
  assert.equal(options.get('config.providers'), 'env,file,kafkahooks');
  assert.equal(options.get('config.providers.env.class'), 'org.example.Env');
});

test('writes no store for SASL over TLS: those stores are the user’s', () => {
  const listenersConfig = { internalListeners: [internal({ type: 'sasl_ssl' }), controller] };
  const options = optionsOf(corpus({ listenersConfig }), 0);
  assert.equal(options.get('listener.security.protocol.map'), 'INTERNAL:SASL_SSL,CONTROLLER:PLAINTEXT');
  assert.equal(
    [...options.keys()].some((key) => key.includes('.ssl.') || key.startsWith('config.providers')),
    false,
  );
});

// --- rack, migration, super users, reporters

interface Small {
  readonly it: string;
  readonly spec: Partial<KafkaClusterSpec>;
  readonly id?: number;
  readonly facts?: Partial<NodeFacts>;
  readonly has: Readonly<Record<string, string | undefined>>;
}

const migrating = (text: string) => ({
  brokers: [node(0, ['broker'], { readOnlyConfig: text }), node(1, ['controller'])],
  zkAddresses: ['zk:2181'],
  kRaft: true,
});
const NO_SWITCHES = { 'migration.broker.kRaftMode': undefined, 'migration.broker.controllerQuorumConfigEnabled': undefined };

const small: readonly Small[] = [
  { it: 'writes the rack that is known', spec: {}, facts: { rack: 'eu-1,a' }, has: { 'broker.rack': 'eu-1,a' } },
  { it: "prefers the user's rack", spec: { readOnlyConfig: 'broker.rack=mine' }, facts: { rack: 'a' }, has: { 'broker.rack': 'mine' } },
  {
    it: 'gives a pure controller no rack',
    spec: { brokers: [node(0), node(1, ['controller'])] },
    id: 1,
    facts: { rack: 'a' },
    has: { 'broker.rack': undefined },
  },
  {
    it: 'lets a broker on its way from ZooKeeper be a ZooKeeper broker that knows the quorum',
    spec: migrating('migration.broker.kRaftMode=false'),
    has: {
      ...NO_SWITCHES,
      'broker.id': '0',
      'zookeeper.connect': 'zk:2181/',
      'node.id': undefined,
      'process.roles': undefined,
      'controller.quorum.voters': '1@kafka-1.kafka.svc.cluster.local:9093',
      'controller.listener.names': 'CONTROLLER',
    },
  },
  {
    it: 'hides the quorum from a broker that is not to know it yet',
    spec: migrating('migration.broker.controllerQuorumConfigEnabled=no'),
    has: { ...NO_SWITCHES, 'node.id': '0', 'controller.quorum.voters': undefined, 'controller.listener.names': undefined },
  },
  {
    it: 'strips switches that are on',
    spec: migrating('migration.broker.kRaftMode=true\nmigration.broker.controllerQuorumConfigEnabled=true'),
    has: { ...NO_SWITCHES, 'node.id': '0', 'broker.id': undefined, 'controller.listener.names': 'CONTROLLER' },
  },
  { it: "keeps the user's super users", spec: { readOnlyConfig: 'super.users=User:a;User:b' }, has: { 'super.users': 'User:a;User:b' } },
  { it: 'drops empty super users', spec: { readOnlyConfig: 'super.users=' }, has: { 'super.users': undefined } },
  {
    it: 'lets the broker’s text win over the cluster’s',
    spec: { readOnlyConfig: 'num.io.threads=1\nnum.partitions=3', brokers: [node(0, undefined, { readOnlyConfig: 'num.io.threads=2' })] },
    has: { 'num.io.threads': '2', 'num.partitions': '3' },
  },
  {
    it: 'overrides what the hooks own',
    spec: { readOnlyConfig: 'log.dirs=/elsewhere\nnode.id=7' },
    has: { 'log.dirs': '/kafka-logs/kafka', 'node.id': '0' },
  },
  {
    it: "adds the reporter to the user's reporters",
    spec: { readOnlyConfig: 'metric.reporters=a.B, c.D' },
    has: { 'metric.reporters': `a.B,c.D,${REPORTER}` },
  },
  {
    it: 'keeps the JMX reporter, which is a default from Kafka 4.0 on',
    spec: { clusterImage: 'apache/kafka:4.0.0' },
    has: { 'metric.reporters': `org.apache.kafka.common.metrics.JmxReporter,${REPORTER}` },
  },
  {
    it: "does not force the JMX reporter on a user's list",
    spec: { clusterImage: 'apache/kafka:4.0.0', readOnlyConfig: 'metric.reporters=a.B' },
    has: { 'metric.reporters': `a.B,${REPORTER}` },
  },
  {
    it: 'finds a dynamic quorum by its bootstrap servers on Kafka 4.1, without the option of 4.2',
    spec: { clusterImage: 'apache/kafka:4.1.0', brokers: [node(0), node(1)] },
    facts: DYNAMIC,
    has: {
      'controller.quorum.bootstrap.servers': 'kafka-0.kafka.svc.cluster.local:9093,kafka-1.kafka.svc.cluster.local:9093',
      'controller.quorum.voters': undefined,
      'controller.quorum.auto.join.enable': undefined,
    },
  },
  {
    it: 'lets controllers of Kafka 4.2 join a dynamic quorum by themselves',
    spec: { clusterImage: 'apache/kafka:4.2.0' },
    facts: DYNAMIC,
    has: { 'controller.quorum.auto.join.enable': 'true', 'controller.quorum.voters': undefined },
  },
  {
    it: 'lets no pure broker of Kafka 4.2 join',
    spec: { clusterImage: 'apache/kafka:4.2.0', brokers: [node(0, ['broker']), node(1, ['controller'])] },
    facts: DYNAMIC,
    has: { 'controller.quorum.auto.join.enable': undefined },
  },
  {
    it: 'keeps static voters of a cluster that was made with them, whatever Kafka it runs now',
    spec: { clusterImage: 'apache/kafka:4.2.0' },
    has: { 'controller.quorum.voters': '0@kafka-0.kafka.svc.cluster.local:9093', 'controller.quorum.auto.join.enable': undefined },
  },
];

for (const { it, spec, id = 0, facts = {}, has } of small) {
  test(it, () => {
    const options = optionsOf(corpus(spec), id, { ...STATIC, ...facts });
    for (const [key, value] of Object.entries(has)) assert.equal(options.get(key), value, key);
  });
}

const connects: readonly (readonly [zkPath: string | undefined, zkAddresses: readonly string[], connect: string])[] = [
  [undefined, ['a:2181'], 'a:2181/'],
  ['', ['a:2181'], 'a:2181/'],
  ['/', ['a:2181', 'b:2181'], 'a:2181,b:2181/'],
  ['/kafka', ['a:2181', 'b:2181', 'c:2181'], 'a:2181,b:2181,c:2181/kafka'],
  ['kafka', ['a:2181'], 'a:2181/kafka'],
];
for (const [zkPath, zkAddresses, connect] of connects)
  test(`connects to ${connect} for zkPath ${JSON.stringify(zkPath)}`, () =>
    assert.equal(optionsOf(zookeeper({ zkAddresses, ...(zkPath !== undefined && { zkPath }) }), 0).get('zookeeper.connect'), connect));

test('names the control plane listener in ZooKeeper mode, which brokers open and advertise like any other', () => {
  const options = optionsOf(zookeeper({ listenersConfig: { internalListeners: [internal(), controller] } }), 0);
  assert.equal(options.get('control.plane.listener.name'), 'CONTROLLER');
  assert.equal(options.get('listeners'), 'INTERNAL://:9092,CONTROLLER://:9093');
  assert.equal(
    options.get('advertised.listeners'),
    'CONTROLLER://kafka-0.kafka.svc.cluster.local:9093,INTERNAL://kafka-0.kafka.svc.cluster.local:9092',
  );
  assert.equal(options.has('controller.listener.names'), false);
});
