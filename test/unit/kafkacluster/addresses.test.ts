/** Where brokers and controllers are found, inside and outside: the names that clients and certificates rely on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerConfig, ExternalListener, InternalListener, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { adminPort, internalAddress, internalListenerStatuses, subdomainOf } from '../../../hooks/kafkacluster/addresses.ts';
import { findWays, knownAddresses, waysOf } from '../../../hooks/kafkacluster/external/ways.ts';
import { observe } from '../../../hooks/kafkacluster/observed.ts';
import { clusterOf, controller, external, internal, modelOf, node, nodeOf, request } from './world.ts';

const clusterWith = (spec: Partial<KafkaClusterSpec>, config: BrokerConfig = {}) =>
  modelOf({ spec: { brokers: [node(0), node(1, ['broker'], { brokerConfig: config }), node(2, ['controller'])], ...spec } });

interface Inside {
  readonly it: string;
  readonly spec?: Partial<KafkaClusterSpec>;
  readonly id: number;
  readonly listener?: InternalListener;
  readonly is: string;
}

const override = external({ hostnameOverride: 'kafka.example.com' });
const sharing: InternalListener = { ...internal, externalListenerForHostname: 'external', internalStartingPort: 30000 };
const sharingWith = (listener: ExternalListener): Partial<KafkaClusterSpec> => ({
  listenersConfig: { internalListeners: [sharing, controller], externalListeners: [listener] },
});

const inside: readonly Inside[] = [
  { it: 'finds a broker under the brokers’ headless service', id: 1, is: 'kafka-1.kafka-headless.apps.svc.cluster.local:29092' },
  {
    it: 'finds a combined node under the brokers’ headless service too, where it is advertised',
    id: 0,
    is: 'kafka-0.kafka-headless.apps.svc.cluster.local:29092',
  },
  {
    it: 'finds the controller in a combined node under the same name',
    id: 0,
    listener: controller,
    is: 'kafka-0.kafka-headless.apps.svc.cluster.local:29093',
  },
  {
    it: 'finds a pure controller under the controllers’ headless service',
    id: 2,
    listener: controller,
    is: 'kafka-2.kafka-controller-headless.apps.svc.cluster.local:29093',
  },
  {
    it: 'finds a node under its own service without the headless one',
    spec: { headlessServiceEnabled: false },
    id: 2,
    listener: controller,
    is: 'kafka-2.apps.svc.cluster.local:29093',
  },
  {
    it: 'knows another domain',
    spec: { kubernetesClusterDomain: 'k8s.example' },
    id: 1,
    is: 'kafka-1.kafka-headless.apps.svc.k8s.example:29092',
  },
  {
    it: 'takes an empty domain for the usual one',
    spec: { kubernetesClusterDomain: '' },
    id: 1,
    is: 'kafka-1.kafka-headless.apps.svc.cluster.local:29092',
  },
  {
    it: 'shares the host name of an external listener, on ports of its own',
    spec: sharingWith(override),
    id: 1,
    listener: sharing,
    is: 'kafka.example.com:30001',
  },
  {
    it: 'keeps the inner name while the external listener has no address',
    spec: sharingWith(external()),
    id: 1,
    listener: sharing,
    is: 'kafka-1.kafka-headless.apps.svc.cluster.local:29092',
  },
  {
    it: 'keeps the inner name when there is no starting port',
    spec: sharingWith(override),
    id: 1,
    listener: { ...sharing, internalStartingPort: 0 },
    is: 'kafka-1.kafka-headless.apps.svc.cluster.local:29092',
  },
  {
    it: 'keeps the inner name when the external listener does not exist',
    spec: sharingWith(external({ name: 'other', hostnameOverride: 'x' })),
    id: 1,
    listener: sharing,
    is: 'kafka-1.kafka-headless.apps.svc.cluster.local:29092',
  },
];
for (const { it, spec = {}, id, listener = internal, is } of inside)
  test(it, () => {
    const cluster = clusterWith(spec);
    const one = nodeOf(cluster, id);
    const external = knownAddresses(waysOf(findWays(cluster, observe(request(clusterOf({}), {})), undefined), id));
    assert.equal(internalAddress(cluster, { node: one, external }, listener), is);
  });

test('gives a Pod the subdomain under which its node is found', () => {
  const cluster = clusterWith({});
  assert.deepEqual(
    cluster.nodes.map((one) => subdomainOf(cluster, one)),
    ['kafka-headless', 'kafka-headless', 'kafka-controller-headless'],
  );
});

test('lists inner addresses in status as Koperator does, controllers left out', () => {
  const status = internalListenerStatuses(clusterWith({}), new Map());
  assert.deepEqual(status, {
    internal: [
      { name: 'headless', address: 'kafka-headless.apps.svc.cluster.local:29092' },
      { name: 'broker-0', address: 'kafka-0.kafka-headless.apps.svc.cluster.local:29092' },
      { name: 'broker-1', address: 'kafka-1.kafka-headless.apps.svc.cluster.local:29092' },
    ],
  });
  assert.equal(internalListenerStatuses(clusterWith({ headlessServiceEnabled: false }), new Map())['internal']?.[0]?.name, 'any-broker');
});

const admin = { usedForKafkaAdminCommunication: true };
const inner = { usedForInnerBrokerCommunication: true };
const adminPorts: readonly (readonly [
  it: string,
  internals: readonly InternalListener[],
  externals: readonly ExternalListener[],
  port: number | undefined,
])[] = [
  ['the listener between brokers', [controller, internal], [], 29092],
  ['an admin listener that comes first', [{ ...controller, ...admin }, internal], [], 29093],
  ['the first match in the order of the spec', [internal, { ...controller, ...admin }], [], 29092],
  ['an external listener that is marked, over one that is only between brokers', [internal, controller], [external(admin)], 9094],
  ['an internal admin listener over an external one', [{ ...internal, ...admin }], [external(admin)], 29092],
  ['an external listener between brokers', [controller], [external(inner)], 9094],
  ['nothing when nothing serves', [controller], [external()], undefined],
];
for (const [it, internalListeners, externalListeners, port] of adminPorts)
  test(`sends our own client to ${it}`, () =>
    assert.equal(adminPort(clusterWith({ listenersConfig: { internalListeners, externalListeners } })), port));
