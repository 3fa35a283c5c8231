/** Services and disruption budgets: under which names nodes are found, and how many of them a drain may take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import type { Pod, PodDisruptionBudget, Service } from '../../../hooks/kube/types.ts';
import { node, ofKind, settled, type Wanted } from './world.ts';

const internal = { type: 'plaintext', name: 'internal', containerPort: 29092, usedForInnerBrokerCommunication: true } as const;
const controller = { type: 'plaintext', name: 'controller', containerPort: 29093, usedForControllerCommunication: true } as const;
// --- services

const serviceNames = async (spec: Partial<KafkaClusterSpec>): Promise<readonly string[]> =>
  ofKind<Service>(await settled({ spec }), 'Service').map(({ metadata }) => metadata?.name ?? '');
const servicesOf = async (wanted: Wanted): Promise<ReadonlyMap<string, Service>> =>
  new Map(ofKind<Service>(await settled(wanted), 'Service').map((service) => [service.metadata?.name ?? '', service]));

test('has one headless service for brokers and one for controllers', async () =>
  assert.deepEqual(await serviceNames({}), ['kafka-headless', 'kafka-controller-headless']));
test('has no service for controllers in ZooKeeper mode', async () =>
  assert.deepEqual(await serviceNames({ kRaft: false, zkAddresses: ['z:1'] }), ['kafka-headless']));
test('has a service for all brokers and one for each node without the headless one', async () =>
  assert.deepEqual(await serviceNames({ headlessServiceEnabled: false, brokers: [node(0), node(7, ['controller'])] }), [
    'kafka-all-broker',
    'kafka-0',
    'kafka-7',
  ]));

test('publishes nodes before they are ready, but not to clients that ask for any broker', async () => {
  const found = await servicesOf({ spec: { headlessServiceEnabled: false } });
  assert.equal(found.get('kafka-0')?.spec?.publishNotReadyAddresses, true);
  assert.equal(found.get('kafka-all-broker')?.spec?.publishNotReadyAddresses, undefined);
  assert.deepEqual(found.get('kafka-all-broker')?.spec?.selector, { app: 'kafka', kafka_cr: 'kafka', isBrokerNode: 'true' });
  assert.deepEqual((await servicesOf({})).get('kafka-headless')?.spec?.publishNotReadyAddresses, true);
});

test('lists internal listeners, external ones, additional ports and metrics, each with a name', async () => {
  const found = await servicesOf({
    spec: {
      listenersConfig: {
        internalListeners: [internal, controller],
        externalListeners: [
          { type: 'plaintext', name: 'tcp-a-rather-long-name', containerPort: 9094, externalStartingPort: 19090 },
          { type: 'plaintext', name: 'tcp-a-rather-long-game', containerPort: 9095, externalStartingPort: 29090 },
        ],
        serviceAnnotations: { note: 'x' },
      },
      additionalPorts: [{ containerPort: 9999 }],
    },
  });
  const service = found.get('kafka-headless');
  assert.deepEqual(
    service?.spec?.ports?.map(({ name, port }) => `${name} ${port}`),
    [
      'tcp-internal 29092',
      'tcp-controller 29093',
      'tcp-a-rather-long-name 9094',
      'tcp-a-rather-long-game 9095',
      'tcp-9999 9999',
      'metrics 9020',
    ],
  );
  assert.deepEqual(service?.metadata?.annotations, { note: 'x' });
});

test('tells two long listeners apart in the ports of the container', async () => {
  const external = (name: string, containerPort: number, externalStartingPort: number) =>
    ({ type: 'plaintext', name, containerPort, externalStartingPort }) as const;
  const spec = {
    listenersConfig: {
      internalListeners: [internal, controller],
      externalListeners: [external('outside-clients-a', 9094, 19090), external('outside-clients-b', 9095, 29090)],
    },
  };
  const [one] = ofKind<Pod>(await settled({ spec }), 'Pod');
  const names = one?.spec?.containers[0]?.ports?.map(({ name }) => name) ?? [];
  assert.equal(new Set(names).size, names.length);
});

// --- budgets

interface BudgetCase {
  readonly it: string;
  readonly spec: Partial<KafkaClusterSpec>;
  /** minAvailable by name. */
  readonly budgets: Readonly<Record<string, number>>;
}
const ids = (count: number, roles: readonly string[], first = 0) => Array.from({ length: count }, (_, i) => node(first + i, roles));
const BOTH = ['broker', 'controller'];
const budgets: readonly BudgetCase[] = [
  {
    it: 'has one budget for combined nodes, for two would forbid every eviction',
    spec: { brokers: ids(3, BOTH) },
    budgets: { 'kafka-pdb': 2 },
  },
  {
    it: 'has a budget of their own for pure controllers',
    spec: { brokers: [...ids(4, ['broker']), ...ids(3, ['controller'], 10)] },
    budgets: { 'kafka-pdb': 3, 'kafka-controller-pdb': 2 },
  },
  {
    it: 'takes as many brokers as the user allows',
    spec: { brokers: [...ids(6, ['broker']), node(10, ['controller'])], disruptionBudget: { budget: '2' } },
    budgets: { 'kafka-pdb': 4, 'kafka-controller-pdb': 1 },
  },
  {
    it: 'never takes the majority of combined nodes',
    spec: { brokers: ids(5, BOTH), disruptionBudget: { budget: '4' } },
    budgets: { 'kafka-pdb': 3 },
  },
  {
    it: 'rounds a share down',
    spec: { brokers: [...ids(9, ['broker']), node(10, ['controller'])], disruptionBudget: { budget: '33%' } },
    budgets: { 'kafka-pdb': 7, 'kafka-controller-pdb': 1 },
  },
  {
    it: 'rounds a share never down to nothing, which would forbid every drain',
    spec: { brokers: ids(3, BOTH), disruptionBudget: { budget: '10%' } },
    budgets: { 'kafka-pdb': 2 },
  },
  { it: 'always leaves one broker', spec: { disruptionBudget: { budget: '9' } }, budgets: { 'kafka-pdb': 1 } },
  { it: 'makes none when the user says so', spec: { disruptionBudget: { create: false } }, budgets: {} },
];
for (const c of budgets)
  test(c.it, async () => {
    const found = ofKind<PodDisruptionBudget>(await settled({ spec: c.spec }), 'PodDisruptionBudget');
    assert.deepEqual(Object.fromEntries(found.map(({ metadata, spec }) => [metadata?.name, spec?.minAvailable])), c.budgets);
  });

test('matches every Pod with exactly one budget', async () => {
  for (const brokers of [
    ids(3, BOTH),
    [...ids(2, ['broker']), ...ids(1, ['controller'], 10)],
    [...ids(2, BOTH), node(9, ['controller']), node(10, ['broker'])],
  ]) {
    const answer = await settled({ spec: { brokers } });
    const selectors = ofKind<PodDisruptionBudget>(answer, 'PodDisruptionBudget').map(({ spec }) =>
      Object.entries(spec?.selector?.matchLabels ?? {}),
    );
    for (const { metadata } of ofKind<Pod>(answer, 'Pod')) {
      const matching = selectors.filter((labels) => labels.every(([key, value]) => metadata?.labels?.[key] === value));
      assert.equal(matching.length, 1, metadata?.name);
    }
  }
});
