/**
 * One port for all brokers, with the real program: TLS server names lead to their brokers, with TLS that ends at the broker or at
 * Envoy, and neither a new broker nor a new name nor a new certificate closes a connection. ENVOY_BINARY names the program.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EnvoyConfig, ExternalListener } from '../../../hooks/api/kafka-cluster.ts';
import { answerTo, broker, clusterOf, filesOf, listenerOf, SNI, TEMPLATE, type Tells } from '../../unit/envoy/world.ts';
import { envoyVersion, skip } from './binary.ts';
import { type FakeBroker, startBroker } from './brokers.ts';
import { newCertificate, secretFiles } from './certificates.ts';
import { connect } from './client.ts';
import { freeRange } from './free-ports.ts';
import { assertNothingRefused, eventually, type Files, type RunningEnvoy, startEnvoy, validate } from './running-envoy.ts';

const certificate = newCertificate();
const why = skip === false && certificate === undefined ? 'no openssl to make a certificate with' : skip;
const isClosed = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => false,
    () => true,
  );

interface Place {
  readonly base: number;
  readonly ports: { readonly admin: number; readonly stats: number };
}

const placeAt = (base: number): Place => ({ base, ports: { admin: base, stats: base + 2 } });

interface Change {
  readonly listener?: Partial<ExternalListener>;
  readonly envoy?: EnvoyConfig;
  readonly tells?: readonly Tells[];
}

const rendered = async ({ base }: Place, ids: readonly number[], { listener = {}, envoy = {}, tells = [] }: Change = {}): Promise<Files> =>
  filesOf(
    await answerTo(
      clusterOf({
        brokers: ids.map((id) => broker(id)),
        spec: { envoyConfig: { ...TEMPLATE, adminPort: base, healthCheckPort: base + 1, ...envoy } },
        listeners: [listenerOf({ ...SNI, containerPort: base + 4, ingressControllerTargetPort: base + 3, ...listener })],
        tells,
      }),
    ),
  );

describe(`brokers by name, TLS to the broker (${envoyVersion ?? 'no envoy'})`, { skip: why, timeout: 60_000 }, () => {
  let place: Place;
  let proxy: RunningEnvoy;
  const brokers: FakeBroker[] = [];
  const to = (name: string, port = place.base + 3) => connect(port, name);

  before(async () => {
    place = placeAt(await freeRange(30));
    for (const id of [0, 1, 2]) brokers.push(await startBroker(id, place.base + 4, certificate));
    proxy = await startEnvoy(await rendered(place, [0, 1]), place.ports);
  });
  after(async () => {
    await proxy?.stop();
    for (const one of brokers) await one.stop();
  });

  test('the bootstrap is valid', async () => assert.match(validate(await rendered(place, [0]), place.ports), /OK/));

  test('each name leads to its broker, however it is written, and the name of all to one of them', async () => {
    assert.equal((await to('broker-0.example.com')).broker, 'broker-0');
    assert.equal((await to('BROKER-1.example.COM')).broker, 'broker-1');
    await eventually(async () => (await to('kafka.example.com')).broker === 'broker-0');
  });

  test('a name that is nobody’s is closed', async () => assert.equal(await isClosed(to('broker-7.example.com')), true));

  test('brokers come and go, and the connections of others stay', async () => {
    const [zero, all] = [await to('broker-0.example.com'), await to('kafka.example.com')];
    await proxy.update(await rendered(place, [0, 1, 2]));
    await eventually(async () => (await to('broker-2.example.com')).broker === 'broker-2');
    await proxy.update(await rendered(place, [0, 2]));
    await eventually(() => isClosed(to('broker-1.example.com')));
    assert.equal(await proxy.stat('listener_manager.listener_in_place_updated'), 2);
    assert.deepEqual([await zero.works(), await all.works()], [true, true]);
    await proxy.update(await rendered(place, [0, 1]));
  });

  test('names change: the old ones lead to their brokers until nobody advertises them, over the same connections', async () => {
    const old = await to('broker-0.example.com');
    const envoy = { brokerHostnameTemplate: 'b%id.example.org' };
    const tells = [0, 1].map((id) => ({ broker: id, address: `broker-${id}.example.com:443` }));
    await proxy.update(await rendered(place, [0, 1], { envoy, tells }));
    await eventually(async () => (await to('b1.example.org')).broker === 'broker-1');
    assert.equal((await to('broker-1.example.com')).broker, 'broker-1');
    assert.equal(await old.works(), true);
    await proxy.update(await rendered(place, [0, 1]));
  });

  test('from names to ports: what is advertised by name leads to its broker beside the new ports', async () => {
    const ports = { externalStartingPort: place.base + 10 };
    const tells = [0, 1].map((id) => ({ broker: id, address: `broker-${id}.example.com:443` }));
    await proxy.update(await rendered(place, [0, 1], { listener: ports, tells }));
    await eventually(async () => (await to('any.example.org', place.base + 11)).broker === 'broker-1');
    for (const id of [0, 1]) assert.equal((await to(`broker-${id}.example.com`)).broker, `broker-${id}`);
    assert.equal((await to('any.example.org')).broker, 'broker-0', 'any other name is what any-cast means');
  });

  test('Envoy refused nothing of all that', () => assertNothingRefused(proxy));
});

describe(`brokers by name, TLS ends at Envoy (${envoyVersion ?? 'no envoy'})`, { skip: why, timeout: 60_000 }, () => {
  let place: Place;
  let proxy: RunningEnvoy;
  const brokers: FakeBroker[] = [];
  const tls = { listener: { tlsSecretName: 'kafka-tls' } };
  const to = (name: string) => connect(place.base + 3, name);

  before(async () => {
    place = placeAt(await freeRange(30));
    for (const id of [0, 1]) brokers.push(await startBroker(id, place.base + 4));
    assert.ok(certificate);
    proxy = await startEnvoy(await rendered(place, [0], tls), place.ports, secretFiles(certificate));
  });
  after(async () => {
    await proxy?.stop();
    for (const one of brokers) await one.stop();
  });

  test('the bootstrap is valid', async () => assert.match(validate(await rendered(place, [0], tls), place.ports), /OK/));

  test('a broker without TLS is reached by TLS, and a new one as well, over connections that stay', async () => {
    const zero = await to('broker-0.example.com');
    assert.equal(zero.broker, 'broker-0');
    await proxy.update(await rendered(place, [0, 1], tls));
    await eventually(async () => (await to('broker-1.example.com')).broker === 'broker-1');
    assert.equal(await zero.works(), true);
  });

  test('a renewed certificate is shown to who comes next, and nobody is cut off', async () => {
    const before = await to('broker-0.example.com');
    const renewed = newCertificate();
    assert.ok(renewed);
    proxy.renew(secretFiles(renewed));
    await eventually(async () => (await to('broker-0.example.com')).certificate !== before.certificate);
    assert.equal(await before.works(), true);
    assert.equal(await proxy.stat('listener_manager.lds.update_rejected'), 0);
  });
});
