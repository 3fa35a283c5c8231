/**
 * A port for each broker, with the real program: ports lead where they should, and brokers that come, go or move to other ports close
 * no connection of anybody else. ENVOY_BINARY names the program.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ExternalListener } from '../../../hooks/api/kafka-cluster.ts';
import { answerTo, broker, clusterOf, filesOf, listenerOf, type Tells } from '../../unit/envoy/world.ts';
import { envoyVersion, skip } from './binary.ts';
import { type FakeBroker, startBroker } from './brokers.ts';
import { connect, exchange } from './client.ts';
import { freeRange } from './free-ports.ts';
import { assertNothingRefused, eventually, type Files, type RunningEnvoy, startEnvoy, validate } from './running-envoy.ts';

describe(`brokers by port (${envoyVersion ?? 'no envoy'})`, { skip, timeout: 60_000 }, () => {
  let base = 0;
  let proxy: RunningEnvoy;
  const brokers: FakeBroker[] = [];
  /** Ports of this test, by what they are for; brokers' own from 10 on, those that they move to from 20 on. */
  const port = { admin: 0, health: 1, stats: 2, any: 3, kafka: 4, kafkaLater: 5 } as const;
  const at = (use: keyof typeof port): number => base + port[use];
  const ports = () => ({ admin: at('admin'), stats: at('stats') });
  const rendered = async (ids: readonly number[], more: Partial<ExternalListener> = {}, tells: readonly Tells[] = []): Promise<Files> =>
    filesOf(
      await answerTo(
        clusterOf({
          brokers: ids.map((id) => broker(id)),
          spec: { envoyConfig: { adminPort: at('admin'), healthCheckPort: at('health'), enableHealthCheckHttp10: true } },
          listeners: [
            listenerOf({
              containerPort: at('kafka'),
              externalStartingPort: base + 10,
              anyCastPort: 443,
              ingressControllerTargetPort: at('any'),
              ...more,
            }),
          ],
          tells,
        }),
      ),
    );

  before(async () => {
    base = await freeRange(30);
    for (const id of [0, 1, 2]) brokers.push(await startBroker(id, at('kafka')));
    proxy = await startEnvoy(await rendered([0, 1]), ports());
  });
  after(async () => {
    await proxy?.stop();
    for (const one of brokers) await one.stop();
  });

  test('the bootstrap is valid', async () => {
    assert.match(validate(await rendered([0]), ports()), /OK/);
  });

  test('each port leads to its broker, and the port of all to one of them', async () => {
    for (const id of [0, 1]) assert.equal((await connect(base + 10 + id)).broker, `broker-${id}`);
    await eventually(async () => (await connect(at('any'))).broker === 'broker-0');
  });

  test('health is told on its own port, to HTTP/1.0 too, and every other path leads there', async () => {
    const url = `http://127.0.0.1:${at('health')}`;
    await eventually(async () => (await fetch(`${url}/healthcheck`)).status === 200);
    assert.match(await exchange(at('health'), 'GET /healthcheck HTTP/1.0\r\n\r\n'), /^HTTP\/1\.. 200 /);
    assert.equal((await fetch(`${url}/elsewhere`, { redirect: 'manual' })).headers.get('location'), `${url}/healthcheck`);
  });

  test('statistics and readiness are let out, and nothing else of the administration interface', async () => {
    const url = `http://127.0.0.1:${at('stats')}`;
    const status = async (path: string, method = 'GET') => (await fetch(url + path, { method })).status;
    assert.match(await (await fetch(`${url}/stats/prometheus`)).text(), /envoy_tcp_downstream_cx_total\{envoy_tcp_prefix="broker_tcp-0"\}/);
    assert.deepEqual(
      [await status('/ready'), await status('/clusters'), await status('/ready', 'POST'), await status('/quitquitquit', 'POST')],
      [200, 404, 404, 404],
    );
  });

  test('brokers come and go, and the connections of others stay', async () => {
    const [zero, one] = [await connect(base + 10), await connect(base + 11)];
    await proxy.update(await rendered([0, 1, 2]));
    await eventually(async () => (await connect(base + 12)).broker === 'broker-2');
    await proxy.update(await rendered([0, 2]));
    const modified = ['listener_manager.listener_modified', 'cluster_manager.cluster_modified'];
    assert.deepEqual(await Promise.all(modified.map(proxy.stat)), [0, 0]);
    assert.deepEqual(
      [await zero.works(), await one.works()],
      [true, true],
      'even those of the broker that went, until Envoy has drained them',
    );
    await eventually(async () =>
      connect(base + 11).then(
        () => false,
        () => true,
      ),
    );
    await proxy.update(await rendered([0, 1]));
  });

  test('ports move: the old ones lead to their brokers until nobody advertises them, over the same connections', async () => {
    const old = await connect(base + 10);
    const tells = [0, 1].map((id) => ({ broker: id, address: `lb.example.com:${base + 10 + id}` }));
    // Brokers 0 and 1 move to each other's neighbourhood: the new port of broker 0 is the old one of broker 1.
    await proxy.update(await rendered([0, 1], { externalStartingPort: base + 11 }, tells));
    await eventually(async () => (await connect(base + 12)).broker === 'broker-1');
    assert.deepEqual([(await connect(base + 10)).broker, (await connect(base + 11)).broker], ['broker-0', 'broker-1']);
    assert.equal(await old.works(), true);
    await proxy.update(await rendered([0, 1], { externalStartingPort: base + 11 }));
    await eventually(async () => (await connect(base + 11)).broker === 'broker-0');
    assert.equal((await connect(base + 12)).broker, 'broker-1');
    await proxy.update(await rendered([0, 1]));
  });

  test('Kafka’s own port changes: the broker is found on whichever it listens', async () => {
    const tells = [{ broker: 0, address: `lb.example.com:${base + 10}`, containerPort: at('kafka') }];
    const open = await connect(base + 10);
    await proxy.update(await rendered([0, 1], { containerPort: at('kafkaLater') }, tells));
    for (let time = 0; time < 5; time += 1) assert.equal((await connect(base + 10)).broker, 'broker-0');
    assert.equal(await open.works(), true);
    const restarted = await startBroker(0, at('kafkaLater'));
    await brokers.shift()?.stop();
    brokers.push(restarted);
    await eventually(async () => (await connect(base + 10)).broker === 'broker-0');
  });

  test('Envoy refused nothing of all that', () => assertNothingRefused(proxy));
});
