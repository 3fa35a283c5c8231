/**
 * Every refusal, with the sentence that the user reads: where, which value, what is allowed. And what must not be refused.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerConfig } from '../../../hooks/api/kafka-cluster.ts';
import { type Case, listeners, outside, problemsOf } from './problems.ts';
import { claim, controller, external, internal, node, pvc } from './world.ts';

const disk = (...storageConfigs: NonNullable<BrokerConfig['storageConfigs']>) => ({
  brokers: [{ id: 0, brokerConfig: { processRoles: ['broker', 'controller'], storageConfigs } }],
});
const ofSize = (storage: string | undefined, mountPath = '/d') =>
  disk({ mountPath, pvcSpec: { resources: { requests: storage === undefined ? {} : { storage } } } });
const zookeeper = { kRaft: false, zkAddresses: ['zk:2181'], brokers: [{ id: 0, brokerConfig: { storageConfigs: [pvc('/d')] } }] };
const DISK = 'spec.brokers[id=0].brokerConfig.storageConfigs';
const EXTERNAL = 'spec.listenersConfig.externalListeners[0]';
const SIZE = `${DISK}[mountPath=/d].pvcSpec.resources.requests.storage`;
const brokers: readonly Case[] = [
  {
    it: 'refuses a cluster without brokers',
    spec: { brokers: [] },
    says: ['spec.brokers: is empty; name at least one broker, or delete the KafkaCluster to stop all of them'],
  },
  {
    it: 'refuses two brokers with one id',
    spec: { brokers: [node(0), node(7), node(7)] },
    says: ['spec.brokers[2].id=7: another broker has this id; every broker needs its own'],
  },
  {
    it: 'refuses a group that does not exist and names those that do',
    spec: { brokers: [node(0, undefined, { brokerConfigGroup: 'larg' })], brokerConfigGroups: { large: {}, small: {} } },
    says: ['spec.brokers[0].brokerConfigGroup=larg: no such group; spec.brokerConfigGroups has large, small'],
  },
  {
    it: 'refuses a group where there are none, also one with a name that every object has',
    spec: { brokers: [node(0, undefined, { brokerConfigGroup: 'constructor' })] },
    says: ['spec.brokers[0].brokerConfigGroup=constructor: no such group; spec.brokerConfigGroups has none'],
  },
  {
    it: 'refuses a KRaft node without a role',
    spec: { brokers: [node(0), { id: 1, brokerConfig: { storageConfigs: [pvc('/d')] } }] },
    says: [
      'spec.brokers[1].brokerConfig.processRoles: broker 1 has no role; KRaft needs "broker", "controller" or both, here or in its group',
    ],
  },
  {
    it: 'refuses an unknown role',
    spec: { brokers: [node(0), node(1, ['broker', 'Controller'])] },
    says: ['spec.brokers[1].brokerConfig.processRoles=Controller: unknown role; allowed are "broker" and "controller"'],
  },
  {
    it: 'refuses a cluster without any controller',
    spec: { brokers: [node(0, ['broker'])] },
    says: ['spec.brokers: no broker has the role "controller"; give it to at least one through brokerConfig.processRoles'],
  },
  {
    it: 'refuses a cluster without any broker',
    spec: { brokers: [node(0, ['controller'])] },
    says: ['spec.brokers: no broker has the role "broker"; give it to at least one through brokerConfig.processRoles'],
  },
  {
    it: 'refuses ZooKeeper mode without ZooKeeper',
    spec: { ...zookeeper, zkAddresses: [] },
    says: ['spec.zkAddresses: ZooKeeper mode (kRaft: false) needs at least one host:port; set it, or set kRaft: true'],
  },
  {
    it: 'refuses Kafka 4 in ZooKeeper mode',
    spec: { ...zookeeper, clusterImage: 'apache/kafka:4.0.1' },
    says: [
      'spec.clusterImage=apache/kafka:4.0.1: Kafka 4.0.1 has no ZooKeeper mode; use an image of Kafka 3.9 or older, or set kRaft: true',
    ],
  },
  { it: 'takes ZooKeeper mode with Kafka 3.9', spec: zookeeper },
  { it: 'takes an empty group for none', spec: { brokers: [node(0, undefined, { brokerConfigGroup: '' })] } },
  {
    it: 'takes roles from the group where the broker’s own list is empty',
    spec: {
      brokers: [{ id: 0, brokerConfigGroup: 'g', brokerConfig: { processRoles: [], storageConfigs: [pvc('/d')] } }],
      brokerConfigGroups: { g: { processRoles: ['broker', 'controller'] } },
    },
  },
];

const ports: readonly Case[] = [
  {
    it: 'refuses two listeners on one port',
    spec: listeners([internal, { ...controller, containerPort: 29092 }]),
    says: [
      'spec.listenersConfig.internalListeners[1].containerPort=29092: the port is taken by spec.listenersConfig.internalListeners[0].containerPort; every listener and additional port needs its own',
    ],
  },
  {
    it: 'refuses an external listener on the port of an internal one',
    spec: outside({ containerPort: 29092 }),
    says: [
      `${EXTERNAL}.containerPort=29092: the port is taken by spec.listenersConfig.internalListeners[0].containerPort; every listener and additional port needs its own`,
    ],
  },
  {
    it: 'refuses an additional port that a listener has',
    spec: { additionalPorts: [{ name: 'x', containerPort: 29093 }] },
    says: [
      'spec.additionalPorts[0].containerPort=29093: the port is taken by spec.listenersConfig.internalListeners[1].containerPort; every listener and additional port needs its own',
    ],
  },
  {
    it: 'refuses the port of the metrics exporter',
    spec: outside({ containerPort: 9020 }),
    says: [`${EXTERNAL}.containerPort=9020: 9020 is the port of the metrics exporter; choose another`],
  },
  {
    it: 'refuses listeners of one name',
    spec: listeners([internal, controller], external({ name: 'internal' })),
    says: [`${EXTERNAL}.name=internal: another listener has this name; Kafka does not tell capitals apart`],
  },
  {
    it: 'refuses listeners without one between brokers',
    spec: listeners([{ ...internal, usedForInnerBrokerCommunication: false }, controller]),
    says: ['spec.listenersConfig.internalListeners: 0 listeners have usedForInnerBrokerCommunication: true; exactly one must'],
  },
  {
    it: 'refuses two listeners between brokers',
    spec: outside({ usedForInnerBrokerCommunication: true }),
    says: [
      'spec.listenersConfig.internalListeners=internal, external: 2 listeners have usedForInnerBrokerCommunication: true; exactly one must',
    ],
  },
  {
    it: 'refuses KRaft without a listener for controllers',
    spec: listeners([internal]),
    says: ['spec.listenersConfig.internalListeners: 0 listeners have usedForControllerCommunication: true; KRaft needs exactly one'],
  },
  {
    it: 'refuses a controller listener that is also the one between brokers',
    spec: listeners([{ ...internal, usedForControllerCommunication: true }]),
    says: [
      'spec.listenersConfig.internalListeners=internal: in KRaft the controllers need a listener of their own: not the one with usedForInnerBrokerCommunication',
    ],
  },
];

const storage: readonly Case[] = [
  {
    it: 'refuses two disks on one path of a broker',
    spec: disk(pvc('/d'), pvc('/d')),
    says: ['spec.brokers[0].brokerConfig.storageConfigs=/d: two disks have this mountPath; every disk needs its own'],
  },
  {
    it: 'refuses two disks on one path of a group',
    spec: { brokerConfigGroups: { g: { storageConfigs: [pvc('/d'), pvc('/d')] } } },
    says: ['spec.brokerConfigGroups.g.storageConfigs=/d: two disks have this mountPath; every disk needs its own'],
  },
  {
    it: 'refuses a broker without a disk',
    spec: disk(),
    says: [`${DISK}: broker 0 has no storage; give it at least one entry with pvcSpec or emptyDir, here or in its group`],
  },
  {
    it: 'refuses a disk without a source',
    spec: disk({ mountPath: '/d' }),
    says: [`${DISK}[mountPath=/d]: has neither pvcSpec nor emptyDir; one of them is needed`],
  },
  { it: 'refuses a claim without a size', spec: ofSize(undefined), says: [`${SIZE}: a claim needs a size, such as 100Gi`] },
  {
    it: 'refuses a size that is none',
    spec: ofSize('10GB'),
    says: [
      'spec.brokers[0].brokerConfig.storageConfigs[mountPath=/d].pvcSpec.resources.requests.storage="10GB": is no quantity, such as 500m or 10Gi',
    ],
  },
  { it: 'refuses a size of zero', spec: ofSize('0Gi'), says: [`${SIZE}=0Gi: is no quantity above zero, such as 100Gi`] },
  {
    it: 'refuses a relative path',
    spec: ofSize('1Gi', 'data'),
    says: [`${DISK}[mountPath=data]=data: mountPath must be absolute and not /`],
  },
  { it: 'refuses the root as a path', spec: ofSize('1Gi', '/'), says: [`${DISK}[mountPath=/]=/: mountPath must be absolute and not /`] },
  {
    it: 'refuses a claim that would shrink, however the sizes are written',
    spec: ofSize('1000Mi'),
    children: [claim(0, { mountPath: '/d', size: '1Gi' })],
    says: [`${SIZE}=1000Mi: claim claim-0 has 1Gi; a claim can only grow: ask for at least that`],
  },
  { it: 'takes the same size in other words', spec: ofSize('1024Mi'), children: [claim(0, { mountPath: '/d', size: '1Gi' })] },
  { it: 'takes a claim that grows', spec: ofSize('2Gi'), children: [claim(0, { mountPath: '/d', size: '1Gi' })] },
  {
    it: 'refuses to give a claim with records up for an emptyDir',
    spec: disk({ mountPath: '/d', emptyDir: {} }),
    children: [claim(0, { mountPath: '/d' })],
    says: [`${DISK}[mountPath=/d].emptyDir: the broker's records are on claim claim-0; keep its pvcSpec, or use another mountPath`],
  },
  {
    it: 'refuses another first disk for a controller whose metadata log lies on one',
    spec: disk(pvc('/new'), pvc('/d')),
    children: [claim(0, { mountPath: '/d', annotations: { 'kafka-hooks.io/quorum': 'static' } })],
    says: [`${DISK}[mountPath=/new]=/new: the metadata log of controller 0 is on /d: keep that disk the first of storageConfigs`],
  },
  { it: 'asks for no size of a disk that left the spec', spec: disk(pvc('/d')), children: [claim(0, { mountPath: '/old' })] },
  {
    it: 'refuses template variables that are unknown',
    spec: disk({ mountPath: '/d', pvcSpec: { storageClassName: 'c-{{ .Zone }}', resources: { requests: { storage: '1Gi' } } } }),
    says: [`${DISK}[mountPath=/d].pvcSpec={{ .Zone }}: only {{ .BrokerId }} and {{ .MountPath }} are known`],
  },
  {
    it: 'takes the two template variables that are known',
    spec: disk({
      mountPath: '/d',
      pvcSpec: { storageClassName: 'c-{{.BrokerId}}{{- .MountPath -}}', resources: { requests: { storage: '1Gi' } } },
    }),
  },
];

const LOG4J2 = 'Configuration:\n  Appenders: {}\n';
const withLog4j = (log4jConfig: string, clusterImage: string) => ({
  clusterImage,
  brokers: [node(0, undefined, { brokerConfig: { log4jConfig, processRoles: ['broker', 'controller'], storageConfigs: [pvc('/d')] } })],
});

const options: readonly Case[] = [
  {
    it: 'refuses text that cannot be read, by line',
    spec: { readOnlyConfig: 'num.io.threads=8\nauto.create.topics.enable\n' },
    says: ['spec.readOnlyConfig, line 2=auto.create.topics.enable: has no separator; write key=value'],
  },
  {
    it: 'refuses options that the hooks own, in the text of the cluster',
    spec: { readOnlyConfig: 'log.dirs=/x' },
    says: ['spec.readOnlyConfig: log.dirs=/x: is an option that the hooks set; write storageConfigs in the brokerConfig instead'],
  },
  {
    it: 'refuses options that the hooks own, in the text of a broker',
    spec: { brokers: [node(0, undefined, { readOnlyConfig: 'node.id=1' })] },
    says: ['spec.brokers[0].readOnlyConfig: node.id=1: is an option that the hooks set; write spec.brokers[].id instead'],
  },
  {
    it: 'refuses the stores of an SSL listener, which the hooks mount',
    spec: { ...listeners([{ ...internal, type: 'ssl' }, controller]), readOnlyConfig: 'listener.name.internal.ssl.keystore.type=PEM' },
    says: [
      'spec.readOnlyConfig: listener.name.internal.ssl.keystore.type=PEM: is an option that the hooks set; write serverSSLCertSecret at the listener in spec.listenersConfig instead',
    ],
  },
  {
    it: 'takes the stores of a listener with SASL over TLS, which are the user’s',
    spec: { ...listeners([{ ...internal, type: 'sasl_ssl' }, controller]), readOnlyConfig: 'listener.name.internal.ssl.keystore.type=PEM' },
  },
  {
    it: 'refuses a value of the wrong type',
    spec: { readOnlyConfig: 'num.io.threads=many' },
    says: ['spec.readOnlyConfig: num.io.threads=many: is not an int; Kafka 3.9 allows a whole number of at least 1'],
  },
  {
    it: 'refuses a value out of the range that this Kafka has',
    spec: { clusterImage: 'apache/kafka:4.0.0', readOnlyConfig: 'log.segment.bytes=1000' },
    says: ['spec.readOnlyConfig: log.segment.bytes=1000: is too small; Kafka 4.0 allows a whole number of at least 1048576'],
  },
  { it: 'takes a value that only a later Kafka refuses', spec: { readOnlyConfig: 'log.segment.bytes=1000' } },
  {
    it: 'judges a broker’s text by the Kafka of that broker',
    spec: {
      brokers: [
        node(0),
        node(1, undefined, {
          readOnlyConfig: 'log.segment.bytes=1000',
          brokerConfig: { image: 'apache/kafka:4.0.0', processRoles: ['broker'], storageConfigs: [pvc('/d')] },
        }),
      ],
    },
    says: ['spec.brokers[1].readOnlyConfig: log.segment.bytes=1000: is too small; Kafka 4.0 allows a whole number of at least 1048576'],
  },
  {
    it: 'refuses static options among the dynamic ones of the cluster',
    spec: { clusterWideConfig: 'log.retention.hours=1' },
    says: ['spec.clusterWideConfig: log.retention.hours=1: cannot change at run time with Kafka 3.9: move it to readOnlyConfig'],
  },
  {
    it: 'refuses static options among the dynamic ones of a group',
    spec: { brokerConfigGroups: { g: { config: 'log.retention.hours=1' } } },
    says: ['spec.brokerConfigGroups.g.config: log.retention.hours=1: cannot change at run time with Kafka 3.9: move it to readOnlyConfig'],
  },
  {
    it: 'refuses log4j2 YAML for Kafka 3',
    spec: withLog4j(LOG4J2, 'apache/kafka:3.9.2'),
    says: [
      'spec.brokers[id=0].brokerConfig.log4jConfig=Configuration: …: is log4j2 YAML, which Kafka reads from 4.0 on; apache/kafka:3.9.2 has 3.9.2 and needs log4j 1 properties',
    ],
  },
  { it: 'takes log4j2 YAML for Kafka 4', spec: withLog4j(LOG4J2, 'apache/kafka:4.0.0') },
  { it: 'takes log4j 1 properties for both', spec: withLog4j('log4j.rootLogger=INFO\n', 'apache/kafka:4.0.0') },
];

const shapes: readonly Case[] = [
  { it: 'takes the smallest cluster', spec: {} },
  {
    it: 'refuses a type of listener that does not exist',
    spec: listeners([{ ...internal, type: 'tls' as 'ssl' }, controller]),
    says: ['spec.listenersConfig.internalListeners[0].type=tls: must be one of ssl, plaintext, sasl_ssl, sasl_plaintext'],
  },
  {
    it: 'refuses an id that is a text',
    spec: { brokers: [{ ...node(0), id: '0' as unknown as number }] },
    says: ['spec.brokers[0].id=0: must be a whole number'],
  },
];

const alerts: readonly Case[] = [
  {
    it: 'refuses a largest disk that is no size',
    spec: { alertManagerConfig: { maxDiskSize: 'big' } },
    says: ['spec.alertManagerConfig.maxDiskSize=big: is no size; write one such as 500Gi'],
  },
  {
    it: 'refuses limits of a group that is not there',
    spec: { alertManagerConfig: { groups: { larg: { maxBrokers: 3 } } }, brokerConfigGroups: { large: {} } },
    says: ['spec.alertManagerConfig.groups=larg: names no group of spec.brokerConfigGroups, which has large'],
  },
  { it: 'takes limits of Koperator', spec: { alertManagerConfig: { downScaleLimit: 3, upScaleLimit: 6 } } },
];

for (const c of [...shapes, ...brokers, ...ports, ...storage, ...options, ...alerts])
  test(c.it, () => assert.deepEqual(problemsOf(c), c.says ?? []));

test('names each problem once, in the order of the rules', () => {
  const found = problemsOf({ it: '', spec: { brokers: [node(0), node(0, ['x'])], readOnlyConfig: 'port=1' } });
  assert.deepEqual(
    found.map((text) => text.split(/[=:]/)[0]),
    ['spec.brokers[1].id', 'spec.brokers[1].brokerConfig.processRoles', 'spec.readOnlyConfig'],
  );
});
