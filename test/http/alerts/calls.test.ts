/** What a sender of alerts gets, for good deliveries and for each kind of bad one. */
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test } from 'node:test';
import type { Decision } from '../../../hooks/alert/decision.ts';
import { ApiError } from '../../../hooks/ports/api-server.ts';
import { errorOf } from '../world.ts';
import { alertList, bearer, decisionOf, deliver, postHead, rawClient, startAlertsWorld, webhook } from './world.ts';

const decisionsOf = async (response: Response): Promise<readonly Decision[]> =>
  ((await response.json()) as { readonly decisions: readonly Decision[] }).decisions;

test('takes both shapes on every path that senders use, and answers a decision for each alert, in order', async () => {
  await using world = await startAlertsWorld();
  for (const path of ['/', '/alerts', '/api/v1/alerts', '/api/v2/alerts']) {
    for (const body of [alertList(2), webhook(alertList(2))]) {
      const response = await deliver(`${world.base}${path}`, body);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal(response.headers.get('x-powered-by'), null);
      const fingerprints = world.received.at(-1)?.map(({ fingerprint }) => fingerprint);
      assert.equal(fingerprints?.length, 2);
      assert.deepEqual(
        (await decisionsOf(response)).map(({ fingerprint }) => fingerprint),
        fingerprints,
      );
    }
  }
  const [list, fromWebhook] = world.received;
  assert.deepEqual(list, fromWebhook, 'one alert, whichever way it came');
});

test('answers an empty list', async () => {
  await using world = await startAlertsWorld();
  const response = await deliver(`${world.base}/alerts`, []);
  assert.equal(response.status, 200);
  assert.deepEqual(await decisionsOf(response), []);
});

const statuses: readonly { readonly it: string; readonly outcomes: readonly Partial<Decision>[]; readonly status: number }[] = [
  { it: 'an alert that acted', outcomes: [{}], status: 200 },
  { it: 'an alert that a guard refused', outcomes: [{ outcome: 'Refused', reason: 'CoolingDown' }], status: 200 },
  { it: 'an alert that asks for nothing', outcomes: [{ outcome: 'Ignored', reason: 'NoCommand' }], status: 200 },
  { it: 'an unknown cluster', outcomes: [{ outcome: 'Invalid', reason: 'ClusterNotFound' }], status: 404 },
  {
    it: 'nothing but unknown things',
    outcomes: [
      { outcome: 'Invalid', reason: 'ClaimNotFound' },
      { outcome: 'Invalid', reason: 'BrokerNotFound' },
    ],
    status: 404,
  },
  { it: 'an unknown command', outcomes: [{ outcome: 'Invalid', reason: 'UnknownCommand' }], status: 422 },
  { it: 'a missing or unparsable annotation', outcomes: [{ outcome: 'Invalid', reason: 'InvalidAlert' }], status: 422 },
  {
    it: 'an unknown cluster beside an unknown command',
    outcomes: [
      { outcome: 'Invalid', reason: 'ClusterNotFound' },
      { outcome: 'Invalid', reason: 'UnknownCommand' },
    ],
    status: 422,
  },
  { it: 'one bad alert among good ones', outcomes: [{ outcome: 'Invalid', reason: 'UnknownCommand' }, {}], status: 200 },
];
test('says with its status whether anything could be used, and with the answer why not', async (t) => {
  await using world = await startAlertsWorld();
  for (const { it, outcomes, status } of statuses) {
    await t.test(`${it} → ${status}`, async () => {
      world.behaviour.receive = async (alerts) => alerts.map((alert, index) => decisionOf(alert, { ...outcomes[index], message: 'why' }));
      const response = await deliver(`${world.base}/alerts`, alertList(outcomes.length));
      assert.equal(response.status, status);
      const reasons = (await decisionsOf(response)).map(({ reason, message }) => ({ reason, message }));
      assert.deepEqual(
        reasons,
        outcomes.map(({ reason = 'Acted' }) => ({ reason, message: 'why' })),
      );
    });
  }
});

const bad: readonly {
  readonly it: string;
  readonly body?: unknown;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
}[] = [
  { it: 'broken JSON', body: '[{"labels": "s3cret', status: 400, code: 'BODY_NOT_JSON' },
  { it: 'an empty body', body: '', status: 400, code: 'BODY_NOT_JSON' },
  { it: 'brackets without an end', body: '['.repeat(500_000), status: 400, code: 'BODY_NOT_JSON' },
  { it: 'another JSON', body: { hello: 's3cret' }, status: 400, code: 'PAYLOAD_INVALID' },
  { it: 'another version of the webhook', body: webhook(alertList(), { version: '5' }), status: 400, code: 'PAYLOAD_INVALID' },
  { it: 'a label that is no text', body: [{ labels: { s3cret: 1 } }], status: 400, code: 'PAYLOAD_INVALID' },
  { it: 'too many alerts', body: alertList(1001), status: 413, code: 'TOO_MANY_ALERTS' },
  {
    it: 'a form',
    body: 'a=b',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'CONTENT_TYPE_UNSUPPORTED',
  },
  { it: 'a compressed body', body: [], headers: { 'Content-Encoding': 'gzip' }, status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
  { it: 'a body over the limit', body: `[${' '.repeat(1024 * 1024)}]`, status: 413, code: 'BODY_TOO_LARGE' },
  { it: 'an unknown path', path: '/api/v3/alerts', body: [], status: 404, code: 'ALERTS_UNKNOWN_PATH' },
];
test('refuses what is no delivery, with a code that says why, and decides about nothing', async (t) => {
  await using world = await startAlertsWorld();
  for (const { it, body, path = '/alerts', headers = {}, status, code } of bad) {
    await t.test(`${it} → ${status} ${code}`, async () => {
      const response = await deliver(`${world.base}${path}`, body, { ...bearer(), ...headers });
      assert.equal(response.status, status);
      const error = await errorOf(response);
      assert.equal(error.code, code);
      assert.doesNotMatch(error.message, /[{}]|s3cret/, 'placeholders filled, body not quoted');
      const line = world.lines.at(-1);
      assert.deepEqual([line?.['level'], line?.['code'], line?.['status']], ['warn', code, status]);
      assert.doesNotMatch(JSON.stringify(line), /s3cret|sesame/);
    });
  }
  await t.test('a GET → 405 with the allowed method', async () => {
    const response = await fetch(`${world.base}/api/v2/alerts`, { headers: bearer() });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST');
    assert.equal((await errorOf(response)).code, 'METHOD_NOT_ALLOWED');
  });
  assert.deepEqual(world.received, []);
});

test('refuses 64 MB by the length that is announced, before a byte of it is there', async () => {
  await using world = await startAlertsWorld();
  const client = rawClient(world.service.port);
  client.socket.write(postHead({ ...bearer(), 'Content-Length': 64 << 20 }));
  assert.match(await client.closed, /^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE/, 'and nobody waits for the rest');
  assert.deepEqual(world.received, []);
});

test('refuses 64 MB that come, and takes the next delivery', async () => {
  await using world = await startAlertsWorld();
  const response = await deliver(`${world.base}/alerts`, 'x'.repeat(64 << 20));
  assert.equal((await errorOf(response)).code, 'BODY_TOO_LARGE');
  assert.equal((await deliver(`${world.base}/alerts`, alertList())).status, 200);
});

test('notices the size of a body that does not announce it', async () => {
  await using world = await startAlertsWorld({ bodyLimit: 10_000 });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...bearer() };
    const call = httpRequest(`${world.base}/alerts`, { method: 'POST', headers });
    call.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
    call.write('x'.repeat(6000));
    call.end('x'.repeat(6000));
  });
  assert.equal(status, 413);
  assert.deepEqual(world.received, []);
});

test('ends a client that stalls in its body with 408, and serves the others meanwhile', async () => {
  await using world = await startAlertsWorld({ bodyDeadlineMs: 300 });
  const client = rawClient(world.service.port);
  client.socket.write(`${postHead({ ...bearer(), 'Content-Length': 1000 })}[{"labels":`);
  const [first, second] = await Promise.all([deliver(`${world.base}/alerts`, alertList()), deliver(`${world.base}/alerts`, alertList())]);
  assert.deepEqual([first.status, second.status], [200, 200]);
  assert.equal(client.text(), '', 'they did not wait for the slow one');
  assert.match(await client.closed, /^HTTP\/1\.1 408 [\s\S]*BODY_TIMEOUT.*BODY_DEADLINE_MS/);
  assert.equal(world.received.length, 2);
});

test('ends a client that drips without ever stopping, too', async () => {
  await using world = await startAlertsWorld({ bodyDeadlineMs: 300 });
  const client = rawClient(world.service.port);
  client.socket.write(postHead({ ...bearer(), 'Content-Length': 100_000 }));
  const drip = setInterval(() => client.socket.write(' '), 10);
  assert.match(await client.closed, /^HTTP\/1\.1 408 /);
  clearInterval(drip);
});

test('asks for the delivery again when Kubernetes does not answer, and tells the reason alone', async () => {
  await using world = await startAlertsWorld();
  world.behaviour.receive = async () => {
    throw new ApiError(503, 'ServiceUnavailable', 'cannot reach https://10.0.0.1: hunter2');
  };
  const response = await deliver(`${world.base}/alerts`, alertList());
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '5');
  const { code, message } = await errorOf(response);
  assert.equal(code, 'ALERTS_API_UNAVAILABLE');
  assert.match(message, /ServiceUnavailable/);
  assert.doesNotMatch(message, /hunter2|10\.0\.0\.1/);
  assert.ok(
    world.lines.some((line) => line['level'] === 'error' && /hunter2/.test(JSON.stringify(line['error']))),
    'the log has it all',
  );
});

test('answers 500 without stack or message when deciding throws, and logs both', async () => {
  await using world = await startAlertsWorld();
  world.behaviour.receive = async () => {
    throw new TypeError('hunter2');
  };
  const response = await deliver(`${world.base}/alerts`, alertList());
  assert.equal(response.status, 500);
  assert.match((await errorOf(response)).message, /^deciding about the alerts failed with TypeError/);
  assert.match(JSON.stringify(world.lines.find(({ level }) => level === 'error')), /hunter2.*\.ts/);
});

test('logs a line for each alert: what it is, what became of it, and who sent it', async () => {
  await using world = await startAlertsWorld();
  world.behaviour.receive = async (alerts) =>
    alerts.map((alert, index) => decisionOf(alert, index === 0 ? {} : { outcome: 'Ignored', reason: 'NoCommand', message: 'nothing' }));
  await deliver(`${world.base}/alerts`, webhook(alertList(2, { annotations: { command: 'upScale', note: 'hunter2' } })));
  const [acted, ignored] = world.lines.filter(({ msg }) => msg === 'alert');
  const { fingerprint } = world.received[0]?.[0] ?? assert.fail('nothing was received');
  assert.deepEqual(
    { ...acted, time: '' },
    {
      level: 'info',
      time: '',
      alert: 'KafkaBrokerOverloaded',
      fingerprint,
      command: 'upScale',
      cluster: 'streams/kafka',
      outcome: 'Acted',
      reason: 'Acted',
      message: 'done',
      sender: 'alertmanager',
      msg: 'alert',
    },
  );
  assert.deepEqual([ignored?.['level'], ignored?.['reason']], ['debug', 'NoCommand']);
  assert.doesNotMatch(JSON.stringify(world.lines), /hunter2|sesame/);
});

test('logs what a sender wrote, but not a megabyte of it', async () => {
  await using world = await startAlertsWorld();
  const long = 'x'.repeat(500_000);
  world.behaviour.receive = async (alerts) => alerts.map((alert) => decisionOf(alert, { command: long, message: long }));
  await deliver(`${world.base}/alerts`, alertList());
  const line = JSON.stringify(world.lines.find(({ msg }) => msg === 'alert'));
  assert.ok(line.length > 1000 && line.length < 5000, `${line.length} characters`);
});

test('warns when the sender left alerts out', async () => {
  await using world = await startAlertsWorld();
  await deliver(`${world.base}/alerts`, webhook(alertList(), { truncatedAlerts: 3 }));
  assert.ok(world.lines.some((line) => line['level'] === 'warn' && line['truncated'] === 3));
});
