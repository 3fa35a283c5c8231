/**
 * Clusters on their way from one set of external listeners to another: each broker advertises what the earlier one or the
 * present one told it, or nothing yet. Ports lie close together, so that old and new ones often meet.
 */
import fc from 'fast-check';
import type { Broker, ExternalListener, KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { broker, listenerOf, type Tells, type Wanted } from '../../unit/envoy/world.ts';

/** One way of reaching the brokers of a listener. */
export interface Shape {
  /** First port of brokers, or −1 for one port and server names. */
  readonly start: number;
  readonly anycast: number;
  readonly template: string;
  readonly tlsSecretName?: string;
}

const byPort = fc.record({
  start: fc.integer({ min: 19_090, max: 19_096 }),
  anycast: fc.constantFrom(29_092, 9092),
  template: fc.constant(''),
});
const byName = fc.record({
  start: fc.constant(-1),
  anycast: fc.constantFrom(29_092, 443, 9443),
  template: fc.constantFrom('broker-%id.example.com', 'B%id.example.org'),
});

/** A cluster with one listener in two shapes, and what its brokers tell meanwhile. */
export interface Journey {
  readonly ids: readonly number[];
  readonly draining: readonly number[];
  readonly before: Shape;
  readonly now: Shape;
  /** By the position of a broker: what it advertises. */
  readonly tells: readonly ('before' | 'now' | 'nothing')[];
}

const ids = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });

export const journey: fc.Arbitrary<Journey> = fc.record({
  ids,
  draining: fc.uniqueArray(fc.integer({ min: 10, max: 12 }), { maxLength: 2 }),
  before: fc.oneof(byPort, byName),
  now: fc.oneof(byPort, byName),
  tells: fc.array(fc.constantFrom('before', 'now', 'nothing'), { minLength: 8, maxLength: 8 }),
});

/** The address of a broker in a shape. Without a name of its own it is that of the load balancer. */
export const addressIn = ({ start, anycast, template }: Shape, id: number): string =>
  start === -1 ? `${template.replace('%id', String(id))}:${anycast}` : `lb.example.com:${start + id}`;

/** The listener and the rest of the spec in a shape. */
export const specIn = ({
  start,
  anycast,
  template,
  tlsSecretName,
}: Shape): { listener: ExternalListener; spec: Partial<KafkaClusterSpec> } => ({
  listener: listenerOf({
    externalStartingPort: start,
    anyCastPort: anycast,
    hostnameOverride: 'kafka.example.com',
    ...(tlsSecretName !== undefined && { tlsSecretName }),
  }),
  spec: { envoyConfig: { brokerHostnameTemplate: template } },
});

/** What the brokers of a journey tell. Two never tell the same address: validation refuses a spec that would come to that. */
export const told = ({ ids: there, draining, before, now, tells }: Journey): readonly Tells[] => {
  const all = [...there, ...draining].flatMap((id, index) => {
    const which = tells[index] ?? 'nothing';
    return which === 'nothing' ? [] : [{ broker: id, address: addressIn(which === 'before' ? before : now, id) }];
  });
  return all.filter(({ address }, index) => all.findIndex((one) => one.address === address) === index);
};

/** The cluster of a journey. */
export const wantedIn = (one: Journey): Wanted => {
  const { listener, spec } = specIn(one.now);
  return {
    brokers: one.ids.map((id) => broker(id)),
    draining: one.draining.map((id) => broker(id)),
    listeners: [listener],
    spec,
    tells: told(one),
  };
};

const mapping: fc.Arbitrary<Broker['brokerConfig']> = fc.constantFrom(
  {},
  { brokerIngressMapping: ['green'] },
  { brokerIngressMapping: ['blue', 'green'] },
);

/** Clusters with several listeners and ingress configurations. */
export const manyListeners: fc.Arbitrary<Wanted> = fc
  .record({ ids, mappings: fc.array(mapping, { minLength: 6, maxLength: 6 }), starts: fc.shuffledSubarray([19_000, 19_100, 19_200, -1]) })
  .map(({ ids: there, mappings, starts }) => ({
    brokers: there.map((id, index) => broker(id, mappings[index])),
    spec: { envoyConfig: { brokerHostnameTemplate: 'broker-%id.example.com', annotations: { b: '1', a: '2' } } },
    listeners: starts.map((externalStartingPort, index) =>
      listenerOf({
        name: `external${externalStartingPort === -1 ? '' : externalStartingPort}`,
        externalStartingPort,
        containerPort: 9094 + index,
        ...(index === 0 && {
          config: { defaultIngressConfig: 'blue', ingressConfig: { green: {}, blue: { serviceAnnotations: { z: '1', y: '2' } } } },
        }),
      }),
    ),
    tells: there.map((id) => ({ broker: id, listener: 'external19000', address: `lb.example.com:${18_000 + id}`, config: 'blue' })),
  }));
