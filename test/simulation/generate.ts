/**
 * From a seed to a scenario: at least fifty edits and faults over some virtual hours, in bursts, for it is what happens
 * while something else is not over yet that breaks operators. Everything that breaks for a while is mended by itself in
 * the end, so that afterwards the cluster owes us a good state.
 */
import { createRandom, type Random } from '../../hooks/engine/clock/random.ts';
import type { Event, Happening, Scenario, Start } from './scenario.ts';

const MOST_BROKERS = 6;
/** Events of a scenario, at least. */
const EVENTS = 50;

/** The scenario of a seed. */
export const generate = (seed: number): Scenario => {
  const random = createRandom(seed).fork('scenario');
  const start = startOf(random);
  return { seed, start, events: eventsOf(random, start) };
};

const startOf = (random: Random): Start => ({
  shape: random.chance(0.7) ? 'combined' : 'separated',
  kafka: random.chance(0.7) ? '4.3.1' : '3.9.2',
  brokers: random.pick([3, 3, 3, 4]),
  nodes: random.pick([4, 5, 6]),
  racks: random.chance(0.3),
  retention: random.chance(0.9) ? 'Retain' : 'Delete',
});

const eventsOf = (random: Random, start: Start): readonly Event[] => {
  const events: Event[] = [];
  let at = 90;
  while (events.length < EVENTS) {
    // A quarter of the pauses is long enough for the world to come to rest.
    at += random.chance(0.25) ? random.integer(60, 600) : random.integer(0, 15);
    const happening = happeningOf(random, start);
    events.push({ at, ...happening }, ...mendingOf(happening).map((mend) => ({ at: at + random.integer(20, 900), ...mend })));
  }
  return events.sort((a, b) => a.at - b.at);
};

type Maker = (random: Random, start: Start) => Happening;

const broker = (random: Random, start: Start): number => random.integer(0, start.brokers);
const node = (random: Random, start: Start): number => random.integer(0, start.nodes - 1);

/** Each with its weight. */
const makers: readonly (readonly [weight: number, make: Maker])[] = [
  [8, (random) => ({ do: 'produce', records: random.integer(1, 1000) })],
  [3, (random, start) => ({ do: 'add-broker', id: random.integer(start.brokers, MOST_BROKERS) })],
  [2, (random, start) => ({ do: 'remove-broker', id: random.integer(0, MOST_BROKERS + start.brokers - 3) })],
  [3, (random) => ({ do: 'grow-disk', gigabytes: random.integer(11, 40) })],
  [1, () => ({ do: 'shrink-disk' })],
  [1, (random) => ({ do: 'add-disk', path: `/disk-${random.integer(1, 2)}` })],
  [1, (random) => ({ do: 'remove-disk', path: `/disk-${random.integer(1, 2)}` })],
  [2, (random) => ({ do: 'read-only-option', value: random.integer(1, 16) })],
  [1, (random) => ({ do: 'dynamic-option', value: random.integer(1, 16) })],
  [2, (random) => ({ do: 'resources', cpu: random.pick(['1', '2', '3']) })],
  [1, (random) => ({ do: 'labels', value: random.pick(['a', 'b']) })],
  [1, (random) => ({ do: 'listener', port: random.pick([9100, 9101]) })],
  [3, (random) => ({ do: 'ways-in', how: random.pick(['none', 'load-balancer', 'load-balancer', 'other-ports', 'node-port'] as const) })],
  [1, (random) => ({ do: 'image', tag: random.pick(['4.3.1', '4.3.2']) })],
  [3, (random) => ({ do: 'bad-spec', how: random.pick(['no-such-option', 'no-controller', 'two-ports', 'bad-value'] as const) })],
  [2, () => ({ do: 'mend-spec' })],
  [1, (random) => ({ do: 'delete-cluster', propagation: random.pick(['Background', 'Foreground'] as const) })],
  [4, (random, start) => ({ do: 'delete-pod', broker: broker(random, start) })],
  [5, (random, start) => ({ do: 'crash', broker: broker(random, start), code: random.pick([1, 137, 134]) })],
  [3, (random, start) => ({ do: 'power-off', node: node(random, start) })],
  [3, (random, start) => ({ do: 'drain', node: node(random, start) })],
  [1, (random, start) => ({ do: 'remove-node', node: node(random, start) })],
  [0.5, (random, start) => ({ do: 'lose-volume', broker: broker(random, start) })],
  [0.5, (random, start) => ({ do: 'delete-claim', broker: broker(random, start) })],
  [2, (random, start) => ({ do: 'delete-config', broker: broker(random, start) })],
  [
    1,
    (random) => ({
      do: 'delete-service',
      name: random.pick(['kafka-headless', 'kafka-all-broker', 'envoy-loadbalancer-outside-kafka', 'kafka-1-outside']),
    }),
  ],
  [1, (random, start) => ({ do: 'spoil-label', broker: broker(random, start) })],
  [
    4,
    (random) => ({
      do: 'api-errors',
      share: random.pick([0.1, 0.5, 1]),
      seconds: random.integer(1, 60),
      how: random.pick(['refused', 'conflict', 'lost-answer'] as const),
    }),
  ],
  [
    4,
    (random) => ({
      do: 'stale-cache',
      kind: random.pick(['Pod', 'PersistentVolumeClaim', 'ConfigMap', 'KafkaCluster', 'Service']),
      lag: random.integer(1, 30),
      seconds: random.integer(10, 120),
    }),
  ],
  [2, (random) => ({ do: 'hook-down', seconds: random.integer(1, 120) })],
  [4, (random) => ({ do: 'hook-killed', when: random.pick(['before', 'after'] as const), calls: random.integer(1, 3) })],
  [2, () => ({ do: 'metacontroller-restart' })],
  [1, () => ({ do: 'rebalance' })],
  [1, () => ({ do: 'cruise-control-restart' })],
  [1, () => ({ do: 'cruise-control-error' })],
  [
    2,
    (random) => ({
      do: 'kafka-errors',
      code: random.pick(['UNREACHABLE', 'DEADLINE_EXCEEDED', 'NOT_READY'] as const),
      calls: random.integer(1, 5),
    }),
  ],
  [0.5, (random, start) => ({ do: 'disk-failure', broker: broker(random, start) })],
];

const TOTAL = makers.reduce((sum, [weight]) => sum + weight, 0);

const happeningOf = (random: Random, start: Start): Happening => {
  let left = random.next() * TOTAL;
  for (const [weight, make] of makers) {
    left -= weight;
    if (left < 0) return make(random, start);
  }
  return { do: 'produce', records: 1 };
};

/** What a person or the world does about it some time later. */
const mendingOf = (happening: Happening): readonly Happening[] => {
  switch (happening.do) {
    case 'power-off':
      return [{ do: 'power-on', node: happening.node }];
    case 'drain':
      return [{ do: 'uncordon', node: happening.node }];
    case 'remove-node':
      return [{ do: 'add-node', node: happening.node }];
    case 'bad-spec':
      return [{ do: 'mend-spec' }];
    case 'delete-cluster':
      return [{ do: 'apply-again' }];
    default:
      return [];
  }
};
