/** The service around the deliveries: health, readiness, metrics, and a stop that loses nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gate, statusOf, until } from '../world.ts';
import { alertList, bearer, decisionOf, deliver, startAlertsWorld, webhook } from './world.ts';

test('says on its admin port why it is not ready', async () => {
  await using world = await startAlertsWorld();
  assert.equal(await statusOf(fetch(`${world.admin}/healthz`)), 200);
  assert.equal(await statusOf(fetch(`${world.admin}/readyz`)), 200);
  world.behaviour.problem = 'the ServiceAccount may not patch kafkaclusters.kafka.banzaicloud.io';
  const response = await fetch(`${world.admin}/readyz`);
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), { status: world.behaviour.problem });
  assert.equal(await statusOf(fetch(`${world.admin}/healthz`)), 200, 'a restart would not help');
});

test('counts alerts, deliveries and refusals, by labels that no sender can make up', async () => {
  await using world = await startAlertsWorld();
  await deliver(`${world.base}/alerts`, alertList(2));
  await deliver(`${world.base}/alerts`, webhook());
  await deliver(`${world.base}/alerts`, 'no JSON');
  await deliver(`${world.base}/alerts`, [], {});
  await statusOf(fetch(`${world.base}/nothing`, { headers: bearer() }));
  world.behaviour.receive = async (alerts) =>
    alerts.map(({ name, fingerprint }) => ({
      alert: name,
      fingerprint,
      outcome: 'Invalid',
      reason: 'UnknownCommand',
      message: 'no',
      command: 'rm -rf',
    }));
  await deliver(`${world.base}/alerts`, alertList());
  const response = await fetch(`${world.admin}/metrics`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const text = await response.text();
  const wanted = [
    'kafka_hooks_alerts_total{command="upScale",outcome="Acted",reason="Acted"} 3',
    'kafka_hooks_alerts_total{command="other",outcome="Invalid",reason="UnknownCommand"} 1',
    'kafka_hooks_alert_deliveries_total{code="200",sender="prometheus"} 1',
    'kafka_hooks_alert_deliveries_total{code="200",sender="alertmanager"} 1',
    'kafka_hooks_alert_deliveries_total{code="400",sender="unknown"} 1',
    'kafka_hooks_alert_deliveries_total{code="422",sender="prometheus"} 1',
    'kafka_hooks_alert_delivery_duration_seconds_count 4',
    'kafka_hooks_refusals_total{code="ALERTS_UNAUTHENTICATED"} 1',
    'kafka_hooks_refusals_total{code="ALERTS_UNKNOWN_PATH"} 1',
  ];
  for (const line of wanted) assert.ok(text.includes(line), `${line} in\n${text}`);
});

test('stops without losing the delivery in flight: not ready, no new ones, the answer, the end', async () => {
  const world = await startAlertsWorld();
  const hold = gate();
  world.behaviour.receive = async (alerts) => {
    await hold.passed;
    return alerts.map((alert) => decisionOf(alert));
  };
  const inFlight = deliver(`${world.base}/alerts`, alertList());
  await until(() => world.received.length === 1);
  let stopped = false;
  const stopping = world.service.stop().then(() => {
    stopped = true;
  });
  const ready = await fetch(`${world.admin}/readyz`);
  assert.equal(ready.status, 503);
  assert.deepEqual(await ready.json(), { status: 'draining' });
  await until(() =>
    deliver(`${world.base}/alerts`, []).then(
      () => false,
      () => true,
    ),
  );
  assert.equal(stopped, false, 'it waits for the delivery');
  hold.open();
  assert.equal((await inFlight).status, 200);
  await stopping;
  await assert.rejects(fetch(`${world.admin}/readyz`), 'the admin port is closed too');
});

test('never starts without credentials to ask for, however it is started', async () => {
  await assert.rejects(startAlertsWorld({ token: undefined }), { code: 'NO_CREDENTIALS_SET', exit: 2 });
});

test('frees the admin port and names the variable when its port is taken', async () => {
  await using world = await startAlertsWorld();
  await assert.rejects(startAlertsWorld({ port: world.service.port }), { code: 'PORT_UNAVAILABLE', message: /EADDRINUSE.*PORT/ });
});
