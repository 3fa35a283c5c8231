/** What the Services say besides their ports, which of them stay though the spec asks for them no more, and which go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeBackup } from '../../../hooks/kafkacluster/configuration-backup.ts';
import { guardDecorator } from '../../../hooks/protocol/guard.ts';
import { node, UID } from '../kafkacluster/world.ts';
import { answerTo, kafkaClusterOf, listener, named, observed, onNode, portsOf, type Records, type Scene } from './scene.ts';

const names = async (scene: Scene, attachments: Parameters<typeof answerTo>[1] = []): Promise<readonly string[]> =>
  (await answerTo(kafkaClusterOf(scene), attachments)).map(({ metadata }) => metadata?.name ?? '');
const labels = { app: 'kafka', kafka_cr: 'kafka' };

test('a broker has a Service of its own, ready or not', async () => {
  const service = named(await answerTo(kafkaClusterOf({ listeners: [listener()] })), 'kafka-1-ext');
  assert.deepEqual(service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kafka-1-ext', namespace: 'apps', labels: { ...labels, brokerId: '1', eListenerName: 'ext', 'controller-uid': UID } },
    spec: {
      type: 'NodePort',
      publishNotReadyAddresses: true,
      selector: { ...labels, brokerId: '1' },
      ports: [{ name: 'broker-1', port: 9094, targetPort: 9094, protocol: 'TCP', nodePort: 30_101 }],
    },
  });
});

test('the first contact is any ready broker, and no controller', async () => {
  const { metadata, spec } = named(await answerTo(kafkaClusterOf({ listeners: [listener()] })), 'kafka-ext-bootstrap');
  assert.deepEqual(metadata?.labels, { ...labels, eListenerName: 'ext', 'controller-uid': UID });
  assert.deepEqual(spec?.selector, { ...labels, isBrokerNode: 'true' });
  assert.equal(spec?.publishNotReadyAddresses, undefined);
});

test('with ZooKeeper every node is a broker', async () => {
  const spec = { kRaft: false, zkAddresses: ['zookeeper:2181'] };
  assert.deepEqual(named(await answerTo(kafkaClusterOf({ listeners: [listener()], spec })), 'kafka-ext-bootstrap').spec?.selector, labels);
});

test('annotations and traffic policy of the listener are on all its Services', async () => {
  const services = await answerTo(
    kafkaClusterOf({ listeners: [listener({ serviceAnnotations: { b: '2', a: '1' }, externalTrafficPolicy: 'Local' })] }),
  );
  assert.equal(services.length, 3);
  for (const { metadata, spec } of services) {
    assert.equal(JSON.stringify(metadata?.annotations), '{"a":"1","b":"2"}');
    assert.equal(spec?.externalTrafficPolicy, 'Local');
  }
});

test('labels of the KafkaCluster are passed on when the spec says so, and ours win', async () => {
  const [first] = await answerTo(
    kafkaClusterOf({ listeners: [listener()], labels: { team: 'a', app: 'b', 'controller-uid': 'c' }, spec: { propagateLabels: true } }),
  );
  assert.deepEqual(first?.metadata?.labels, { ...labels, team: 'a', brokerId: '0', eListenerName: 'ext', 'controller-uid': UID });
});

test('an external IP is on the Service of its broker, and a moved one beside it until the restart', async () => {
  const brokers = [node(0, undefined, { brokerConfig: { nodePortExternalIP: { ext: '203.0.113.8', other: '203.0.113.9' } } }), node(1)];
  const advertised = { 0: { ext: { via: 'NodePort', address: '203.0.113.7:9094', containerPort: 9094 } } } as const;
  const services = await answerTo(kafkaClusterOf({ listeners: [listener()], brokers, advertised }));
  assert.deepEqual(named(services, 'kafka-0-ext').spec?.externalIPs, ['203.0.113.8', '203.0.113.7']);
  assert.equal(named(services, 'kafka-1-ext').spec?.externalIPs, undefined);
});

test('a bootstrap Service has a name that Kubernetes takes, however long that of the listener', async () => {
  const long = (end: string) => `${'x'.repeat(50)}${end}`;
  const found = await names({
    listeners: [listener({ name: long('a') }), listener({ name: long('b'), containerPort: 9095, externalStartingPort: 30_200 })],
    brokers: [node(0)],
  });
  assert.deepEqual([...found].sort(), [...new Set(found)].sort());
  for (const name of found) assert.match(name, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])$/);
});

test('a broker that drains keeps its Service', async () => {
  const parent = kafkaClusterOf({ listeners: [listener()], brokers: [node(0)] });
  const left = node(7);
  const state = { configurationBackup: writeBackup(left, left.brokerConfig ?? {}), advertised: { listeners: { ext: onNode(30_107) } } };
  const object = { ...parent, status: { ...parent.status, state: 'ClusterRunning', alertCount: 0, brokersState: { 7: state } } };
  assert.ok(portsOf(await answerTo(object)).includes('kafka-7-ext: broker-7 30107 9094→9094'));
});

// --- what stays though nothing asks for it

const before = async (scene: Scene) => (await answerTo(kafkaClusterOf(scene))).map(observed);
const running: Readonly<Record<string, Records>> = { 0: { ext: onNode(30_100) }, 1: { ext: onNode(30_101) } };
const one: Readonly<Record<string, Records>> = { 1: { ext: onNode(30_101) } };
const old = listener();
const neighbour = listener({ name: 'ext2', containerPort: 9095, externalStartingPort: 30_200 });
const balanced = listener({ accessMethod: 'LoadBalancer', externalStartingPort: 19_090 });
const ours = ['kafka-0-ext', 'kafka-1-ext', 'kafka-ext-bootstrap'];

const stays: readonly { it: string; scene: Scene; keeps: readonly string[] }[] = [
  { it: 'all of a listener that is gone while all its brokers advertise it', scene: { listeners: [], advertised: running }, keeps: ours },
  {
    it: 'the Service of the last broker that advertises it, and the bootstrap',
    scene: { listeners: [], advertised: one },
    keeps: ours.slice(1),
  },
  { it: 'nothing when nobody advertises it', scene: { listeners: [] }, keeps: [] },
  { it: 'all of a listener that moves to a load balancer', scene: { listeners: [balanced], advertised: running }, keeps: ours },
  {
    it: 'nothing when the brokers advertise the load balancer',
    scene: { listeners: [balanced], advertised: { 0: { ext: { via: 'LoadBalancer', address: 'lb:19090' } } } },
    keeps: [],
  },
  {
    it: 'nothing for a neighbour whose name begins the same, whose own is made',
    scene: { listeners: [], advertised: { 0: { ext2: onNode(30_200) } } },
    keeps: ['kafka-0-ext2'],
  },
  {
    it: 'the Service of a broker that is a controller in the spec and still runs as broker',
    scene: { listeners: [old], brokers: [node(0, ['broker']), node(1, ['controller'])], advertised: running },
    keeps: ['kafka-0-ext', 'kafka-ext-bootstrap', 'kafka-1-ext'],
  },
];
for (const { it, scene, keeps } of stays) {
  test(`keeps ${it}`, async () => assert.deepEqual(await names(scene, await before({ listeners: [old] })), keeps));
}

test('what stays is answered word for word as it was, with the label without which its owner would let it go', async () => {
  const wanted = await answerTo(kafkaClusterOf({ listeners: [old] }));
  assert.equal(wanted[0]?.metadata?.labels?.['controller-uid'], UID);
  assert.deepEqual(await answerTo(kafkaClusterOf({ listeners: [], advertised: running }), wanted.map(observed)), wanted);
});

test('makes the Service of a port that a broker advertises and nobody opened before the spec went on', async () => {
  const spec = (await answerTo(kafkaClusterOf({ listeners: [balanced], advertised: one })))[0];
  assert.deepEqual(portsOf(await answerTo(kafkaClusterOf({ listeners: [balanced], advertised: one }))), [
    'kafka-1-ext: broker-1 30101 9094→9094',
  ]);
  const unnamed = { 1: { ext: { via: 'NodePort', address: ':30101', containerPort: 9094 } } } as const;
  assert.deepEqual((await answerTo(kafkaClusterOf({ listeners: [balanced], advertised: unnamed })))[0], spec, 'the port is enough');
  const again = await answerTo(
    kafkaClusterOf({ listeners: [balanced], advertised: one }),
    [spec].flatMap((made) => made ?? []).map(observed),
  );
  assert.deepEqual(again, [spec], 'and it stays as it is');
});

test('a renamed listener gets no port that the old one holds', async () => {
  const renamed = listener({ name: 'new' });
  const found = portsOf(await answerTo(kafkaClusterOf({ listeners: [renamed], advertised: one }), await before({ listeners: [old] })));
  assert.deepEqual(found, [
    'kafka-0-new: broker-0 30100 9094→9094',
    'kafka-1-new: broker-1 - 9094→9094',
    'kafka-new-bootstrap: tcp-all-broker - 29092→9094',
    'kafka-1-ext: broker-1 30101 9094→9094',
    'kafka-ext-bootstrap: tcp-all-broker - 29092→9094',
  ]);
});

test('a neighbour that goes takes nothing of the other with it', async () =>
  assert.deepEqual(await names({ listeners: [old] }, await before({ listeners: [old, neighbour] })), ours));

test('everything stays while no spec was found valid', async () => {
  const { status: _none, ...object } = kafkaClusterOf({ listeners: [] });
  assert.deepEqual((await answerTo(object, await before({ listeners: [old] }))).length, 3);
});

test('a spec that is refused changes nothing: the last valid one counts', async () => {
  const valid = kafkaClusterOf({ listeners: [old] });
  const refused = { ...valid, spec: { ...valid.spec, listenersConfig: { internalListeners: [], externalListeners: [] } } };
  assert.deepEqual(portsOf(await answerTo(refused)), portsOf(await answerTo(valid)));
});

test('the answer passes the guard', async () => {
  const object = kafkaClusterOf({ listeners: [old, neighbour], advertised: running });
  const request = { controller: {}, object, attachments: {}, related: {}, finalizing: false };
  assert.deepEqual(guardDecorator(request, { attachments: await answerTo(object) }), []);
});
