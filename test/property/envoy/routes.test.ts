/**
 * Laws of the load balancer, for any cluster on its way from one way in to another: whoever was told an address finds that broker
 * there, no port means two things, and neither order nor a neighbour changes what is written of a broker.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  answerTo,
  broker,
  clusterOf,
  deploymentOf,
  filesOf,
  listenersOf,
  portsOf,
  reaches,
  serviceOf,
  type Wanted,
} from '../../unit/envoy/world.ts';
import { addressIn, type Journey, journey, manyListeners, told, wantedIn } from './arbitraries.ts';

const runs = { numRuns: 150 };
const portIn = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
const brokerAt = (where: string | undefined): string | undefined => where?.replace('tls ', '');

test('every address that a running broker advertises leads to that broker', () =>
  fc.assert(
    fc.asyncProperty(journey, async (one) => {
      const answer = await answerTo(clusterOf(wantedIn(one)));
      for (const { broker: id, address } of told(one)) {
        assert.equal(brokerAt(reaches(answer, address)), `broker-${id}`, address);
        // Who was told a port of its own need not use TLS, and then names nobody.
        if (address.startsWith('lb.')) assert.equal(reaches(answer, `:${portIn(address)}`), `broker-${id}`, address);
      }
    }),
    runs,
  ));

test('every wanted address leads to its broker, unless another broker advertises that port', () =>
  fc.assert(
    fc.asyncProperty(journey, async (one) => {
      const answer = await answerTo(clusterOf(wantedIn(one)));
      for (const id of [...one.ids, ...one.draining]) {
        const address = addressIn(one.now, id);
        const isTaken = one.now.start !== -1 && told(one).some((other) => other.broker !== id && portIn(other.address) === portIn(address));
        if (!isTaken) assert.equal(brokerAt(reaches(answer, address)), `broker-${id}`, address);
      }
    }),
    runs,
  ));

test('a certificate changes nothing of where an address leads', () =>
  fc.assert(
    fc.asyncProperty(journey, async (one) => {
      const tls: Journey = { ...one, now: { ...one.now, tlsSecretName: 'kafka-tls' } };
      const answer = await answerTo(clusterOf(wantedIn(tls)));
      for (const { broker: id, address } of told(one)) assert.equal(brokerAt(reaches(answer, address)), `broker-${id}`, address);
    }),
    runs,
  ));

test('no port twice, in no Service and no Envoy, and none of Envoy’s own', () =>
  fc.assert(
    fc.asyncProperty(journey, async (one) => {
      const answer = await answerTo(clusterOf(wantedIn(one)));
      const service = serviceOf(answer).spec?.ports ?? [];
      const listening = [8081, 8082, ...listenersOf(filesOf(answer)).map(({ address }) => address.socket_address.port_value)];
      const lists: readonly (readonly unknown[])[] = [service.map(({ port }) => port), service.map(({ name }) => name), listening];
      for (const list of lists) {
        assert.equal(new Set(list).size, list.length, list.join(' '));
      }
      for (const { targetPort } of service) assert.ok(listening.includes(Number(targetPort)), `nobody listens on ${targetPort}`);
    }),
    runs,
  ));

/** The same with every list whose order means nothing, and every map, the other way round. */
const reversed = (wanted: Wanted): Wanted => ({
  ...wanted,
  brokers: [...(wanted.brokers ?? [])].reverse(),
  listeners: [...(wanted.listeners ?? [])].reverse().map(backwards),
  tells: [...(wanted.tells ?? [])].reverse(),
  spec: backwards(wanted.spec ?? {}),
});

const backwards = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, backwards(item)])) as Value;
};

const anyCluster: fc.Arbitrary<Wanted> = fc.oneof(journey.map(wantedIn), manyListeners);

test('the answer depends on no order that means nothing', () =>
  fc.assert(
    fc.asyncProperty(anyCluster, async (wanted) => {
      const [one, other] = [await answerTo(clusterOf(wanted)), await answerTo(clusterOf(reversed(wanted)))];
      assert.equal(JSON.stringify(other), JSON.stringify(one));
    }),
    runs,
  ));

test('a new broker changes nothing of the others', () =>
  fc.assert(
    fc.asyncProperty(journey, fc.integer({ min: 20, max: 30 }), async (one, id) => {
      const wanted = wantedIn(one);
      const before = await answerTo(clusterOf(wanted));
      const after = await answerTo(clusterOf({ ...wanted, brokers: [...(wanted.brokers ?? []), broker(id)] }));
      for (const [file, text] of Object.entries(filesOf(before))) {
        const lines = new Set(filesOf(after)[file]?.split('\n'));
        assert.deepEqual(
          text.split('\n').filter((line) => !lines.has(line)),
          [],
          file,
        );
      }
      const ports = portsOf(serviceOf(after));
      for (const port of portsOf(serviceOf(before))) assert.ok(ports.includes(port), port);
      assert.deepEqual(deploymentOf(after), deploymentOf(before));
    }),
    runs,
  ));
