/** What is made, what stays and what goes: load balancers of listeners and ingress configurations over the life of a cluster. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExternalListener, KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { answerTo, broker, clusterOf, filesOf, listenerOf, portsOf, reaches, serviceOf, type Wanted } from './world.ts';

const names = (objects: readonly KubeObject[]): readonly string[] => objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`);
const blueGreen: Partial<ExternalListener> = {
  config: {
    defaultIngressConfig: 'blue',
    ingressConfig: { blue: { hostnameOverride: 'blue.example.com' }, green: { hostnameOverride: 'green.example.com' } },
  },
};
const four = (scope: string): readonly string[] => [
  `Service envoy-loadbalancer-${scope}-kafka`,
  `Service envoy-stats-${scope}-kafka`,
  `ConfigMap envoy-config-${scope}-kafka`,
  `Deployment envoy-${scope}-kafka`,
];
const sorted = (list: readonly string[]): readonly string[] => [...list].sort();

test('makes Service, statistics, files and Deployment for a listener', async () => {
  assert.deepEqual(names(await answerTo(clusterOf())), four('external'));
});

test('makes one set for each ingress configuration that a broker uses, and each leads to its brokers', async () => {
  const brokers = [broker(0), broker(1, { brokerIngressMapping: ['green'] }), broker(2, { brokerIngressMapping: ['blue', 'green'] })];
  const answer = await answerTo(clusterOf({ brokers, listeners: [listenerOf(blueGreen)] }));
  assert.deepEqual(names(answer), [...four('external-blue'), ...four('external-green')]);
  const brokerPorts = (scope: string) => portsOf(serviceOf(answer, scope)).filter((port) => port.startsWith('broker'));
  assert.deepEqual(brokerPorts('external-blue'), ['broker-0 19090→19090', 'broker-2 19092→19092']);
  assert.deepEqual(brokerPorts('external-green'), ['broker-1 19091→19091', 'broker-2 19092→19092']);
});

test('makes nothing for listeners with another way in, and none at all for another ingress controller', async () => {
  const nodePort = clusterOf({ listeners: [listenerOf({ accessMethod: 'NodePort' })] });
  const contour = clusterOf({ spec: { ingressController: 'contour' } as Wanted['spec'] & object });
  assert.deepEqual([await answerTo(nodePort), await answerTo(contour)], [[], []]);
});

interface Leaving {
  readonly it: string;
  readonly before: Wanted;
  readonly now: Wanted;
  readonly stays: readonly string[];
}

const advertised = (config?: string) => [{ broker: 0, address: 'lb:19090', ...(config !== undefined && { config }) }];
const two = [listenerOf({ name: 'ext' }), listenerOf({ name: 'ext2', containerPort: 9095, externalStartingPort: 21000 })];
const onBlue = { brokers: [broker(0)], listeners: [listenerOf(blueGreen)] };
const onGreen = { brokers: [broker(0, { brokerIngressMapping: ['green'] })], listeners: [listenerOf(blueGreen)] };

const leaving: readonly Leaving[] = [
  { it: 'takes away what belongs to a listener that left the spec', before: {}, now: { listeners: [] }, stays: [] },
  {
    it: 'keeps it while a broker advertises it',
    before: {},
    now: { listeners: [], tells: advertised() },
    stays: four('external'),
  },
  {
    it: 'keeps it while a broker advertises it when the access method has changed',
    before: {},
    now: { listeners: [listenerOf({ accessMethod: 'NodePort' })], tells: advertised() },
    stays: four('external'),
  },
  {
    it: 'takes it away when the access method has changed and every broker has followed',
    before: {},
    now: { listeners: [listenerOf({ accessMethod: 'NodePort' })], tells: [{ broker: 0, address: 'node:31000', via: 'NodePort' }] },
    stays: [],
  },
  {
    it: 'leaves a neighbour with a similar name alone',
    before: { listeners: two },
    now: { listeners: two.slice(1), tells: [{ broker: 0, address: 'lb:21000', listener: 'ext2' }] },
    stays: four('ext2'),
  },
  {
    it: 'does not take what a neighbour with a similar name advertises for its own',
    before: { listeners: two },
    now: { listeners: [], tells: [{ broker: 0, address: 'lb:19090', listener: 'ext' }] },
    stays: four('ext'),
  },
  {
    it: 'keeps an ingress configuration that no broker uses',
    before: onBlue,
    now: onGreen,
    stays: [...four('external-blue'), ...four('external-green')],
  },
  {
    it: 'keeps one that left its listener',
    before: onBlue,
    now: { brokers: [broker(0)], listeners: [listenerOf()] },
    stays: [...four('external'), ...four('external-blue')],
  },
  {
    it: 'takes it away when the user wants such to be removed',
    before: onBlue,
    now: { ...onGreen, spec: { removeUnusedIngressResources: true } },
    stays: four('external-green'),
  },
  {
    it: 'keeps it even then while a broker advertises it',
    before: onBlue,
    now: { ...onGreen, spec: { removeUnusedIngressResources: true }, tells: advertised('blue') },
    stays: [...four('external-blue'), ...four('external-green')],
  },
  {
    it: 'takes the budget away when it is switched off',
    before: { spec: { envoyConfig: { disruptionBudget: { create: true } } } },
    now: {},
    stays: four('external'),
  },
];

for (const { it, before, now, stays } of leaving)
  test(it, async () => {
    const there = await answerTo(clusterOf(before));
    const answer = await answerTo(clusterOf(now), there);
    assert.deepEqual(sorted(names(answer)), sorted(stays));
    // And once more: what was kept is observed, kept again, and the same.
    assert.deepEqual(await answerTo(clusterOf(now), answer), answer);
  });

test('what is kept is kept word for word', async () => {
  const there = await answerTo(clusterOf());
  const answer = await answerTo(clusterOf({ listeners: [], tells: advertised() }), there);
  for (const object of there)
    assert.deepEqual(
      answer.find(({ kind, metadata }) => kind === object.kind && metadata?.name === object.metadata?.name),
      object,
    );
});

test('keeps everything while no spec was accepted', async () => {
  const there = await answerTo(clusterOf());
  const { status: _lost, ...object } = clusterOf({ listeners: [] });
  assert.deepEqual(sorted(names(await answerTo(object as KafkaCluster, there))), sorted(four('external')));
});

test('follows the accepted spec, not the present one', async () => {
  const accepted = clusterOf();
  const mistaken = {
    ...accepted,
    spec: { ...accepted.spec, listenersConfig: { externalListeners: [listenerOf({ externalStartingPort: 70_000 })] } },
  };
  assert.equal(reaches(await answerTo(mistaken), 'lb:19090'), 'broker-0');
});

test('an unchanged call gives the very same objects, so that it costs little', async () => {
  const first = await answerTo(clusterOf({ tells: advertised() }));
  const second = await answerTo(clusterOf({ tells: advertised() }));
  assert.ok(first.length > 0 && first.every((object, index) => object === second[index]));
});

test('writes neither status nor labels of the KafkaCluster', async () => {
  const { envoy } = await import('../../../hooks/envoy/hook.ts');
  const response = await envoy.sync({ controller: {}, object: clusterOf(), attachments: {}, related: {}, finalizing: false }, { now: 0 });
  assert.deepEqual(Object.keys(response), ['attachments']);
  assert.deepEqual([envoy.customize, envoy.finalize], [undefined, undefined]);
});

test('files are named as Envoy looks for them, with that of secrets only where TLS ends', async () => {
  assert.deepEqual(Object.keys(filesOf(await answerTo(clusterOf()))), ['cds.yaml', 'envoy.yaml', 'lds.yaml']);
  const listeners = [listenerOf({ externalStartingPort: -1, tlsSecretName: 'kafka-tls' })];
  assert.deepEqual(Object.keys(filesOf(await answerTo(clusterOf({ listeners })))), ['cds.yaml', 'envoy.yaml', 'lds.yaml', 'sds.yaml']);
});
