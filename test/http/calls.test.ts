/** What a caller of the hooks gets, for good requests and for each kind of bad one. */
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { errorOf, gate, pod, post, requestOfSize, startWorld, statusOf, syncRequest, until } from './world.ts';

test('answers a sync with status and children, and a finalize with finalized', async () => {
  await using world = await startWorld();
  const sync = await post(`${world.base}/fake/sync`, syncRequest());
  assert.equal(sync.status, 200);
  assert.equal(sync.headers.get('content-type'), 'application/json');
  assert.equal(sync.headers.get('x-powered-by'), null);
  assert.equal(sync.headers.get('etag'), null);
  assert.deepEqual(await sync.json(), { status: { state: 'Ready' }, children: [pod('p0')] });
  const finalize = await post(`${world.base}/fake/finalize`, { ...syncRequest(), finalizing: true });
  assert.equal(((await finalize.json()) as { finalized: boolean }).finalized, true);
});

test('answers customize and decorator calls, and logs them at debug', async () => {
  await using world = await startWorld();
  const { parent } = syncRequest() as { parent: object };
  const customize = await post(`${world.base}/fake/customize`, { controller: {}, parent });
  assert.deepEqual(await customize.json(), { relatedResources: [{ apiVersion: 'v1', resource: 'nodes' }] });
  const body = { controller: {}, object: parent, attachments: {}, related: {}, finalizing: false };
  const decorator = await post(`${world.base}/decorator/sync`, body);
  assert.deepEqual(await decorator.json(), { labels: { seen: 'yes' }, attachments: [] });
  await until(() => world.lines.filter((line) => line['msg'] === 'call' && line['level'] === 'debug').length === 2);
});

test('ignores a query string, which the controller resource may use to force a resync', async () => {
  await using world = await startWorld();
  assert.equal((await post(`${world.base}/fake/sync?v=2`, syncRequest())).status, 200);
});

test('refuses what is no request of Metacontroller, with a code that says why', async (t) => {
  await using world = await startWorld({ bodyLimit: 100_000 });
  const good = JSON.stringify(syncRequest());
  const v1 = { ...syncRequest(), children: { 'Pod.v1': { p0: pod('p0') } } };
  const cases = [
    { it: 'broken JSON', body: '{"parent": "s3cret', status: 400, code: 'BODY_NOT_JSON' },
    { it: 'an empty body', body: '', status: 400, code: 'BODY_NOT_JSON' },
    { it: 'a text', body: good, headers: { 'Content-Type': 'text/plain' }, status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
    { it: 'a compressed body', body: good, headers: { 'Content-Encoding': 'gzip' }, status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
    { it: 'a body over the limit', body: requestOfSize(100_001), status: 413, code: 'BODY_TOO_LARGE' },
    { it: 'another JSON', body: '{"hello":1}', status: 400, code: 'ENVELOPE_INVALID' },
    { it: 'keys of protocol v1', body: v1, status: 400, code: 'HOOK_VERSION_V1' },
    { it: 'an unknown path', path: '/fake/other', body: good, status: 404, code: 'UNKNOWN_PATH' },
    { it: 'a hook that the controller lacks', path: '/decorator/finalize', body: good, status: 404, code: 'UNKNOWN_PATH' },
  ];
  for (const c of cases) {
    await t.test(`${c.it} → ${c.status} ${c.code}`, async () => {
      const response = await post(`${world.base}${c.path ?? '/fake/sync'}`, c.body, c.headers);
      assert.equal(response.status, c.status);
      const error = await errorOf(response);
      assert.equal(error.code, c.code);
      assert.doesNotMatch(error.message, /[{}]|s3cret/, 'placeholders filled, body not quoted');
    });
  }
  await t.test('tells of v1 what to write into the controller resource', async () => {
    const { message } = await errorOf(await post(`${world.base}/fake/sync`, v1));
    assert.match(message, /hooks\.sync\.version: v2/);
  });
  await t.test('a GET → 405 with the allowed method', async () => {
    const response = await fetch(`${world.base}/fake/sync`);
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST');
    assert.equal((await errorOf(response)).code, 'METHOD_NOT_ALLOWED');
  });
});

test('takes a body of 20 MB, refuses one a byte above 64 MB, and keeps the connection', async () => {
  await using world = await startWorld();
  assert.equal(await statusOf(post(`${world.base}/fake/sync`, requestOfSize(20 << 20))), 200);
  const tooLarge = await post(`${world.base}/fake/sync`, 'x'.repeat((64 << 20) + 1));
  assert.equal((await errorOf(tooLarge)).code, 'BODY_TOO_LARGE');
  assert.equal((await post(`${world.base}/fake/sync`, syncRequest())).status, 200);
});

test('notices the size of a body that does not announce it', async () => {
  await using world = await startWorld({ bodyLimit: 10_000 });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = httpRequest(`${world.base}/fake/sync`, { method: 'POST', headers: { 'Content-Type': 'application/json' } });
    call.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
    call.write('x'.repeat(6000));
    call.end('x'.repeat(6000));
  });
  assert.equal(status, 413);
});

test('handles two large bodies at a time: a third is told to come back, small ones pass', async () => {
  await using world = await startWorld();
  const hold = gate();
  let running = 0;
  const { sync } = world.behaviour;
  Object.assign(world.behaviour, {
    sync: async (request: Parameters<typeof sync>[0]) => {
      const size = JSON.stringify(request.children).length;
      if (size < 1000) return sync(request);
      running += 1;
      await hold.passed;
      return sync(request);
    },
  });
  const large = requestOfSize(3 << 20);
  const held = [post(`${world.base}/fake/sync`, large), post(`${world.base}/fake/sync`, large)];
  await until(() => running === 2);
  const third = await post(`${world.base}/fake/sync`, large);
  assert.equal(third.status, 429);
  assert.equal(third.headers.get('retry-after'), '1');
  assert.equal((await errorOf(third)).code, 'TOO_MANY_LARGE_BODIES');
  assert.equal((await post(`${world.base}/fake/sync`, syncRequest())).status, 200);
  hold.open();
  assert.deepEqual(await Promise.all(held.map(statusOf)), [200, 200]);
  assert.equal(await statusOf(post(`${world.base}/fake/sync`, large)), 200);
});

test('ends a client that stalls in its body with 408, and serves the others meanwhile', async () => {
  await using world = await startWorld({ deadlineMs: 300 });
  const body = requestOfSize(3 << 20);
  const socket = connect(world.service.port, '127.0.0.1');
  const answer = new Promise<string>((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
  socket.write(`POST /fake/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`);
  socket.write(body.slice(0, 1000));
  assert.equal((await post(`${world.base}/fake/sync`, syncRequest())).status, 200);
  const text = await answer;
  assert.match(text, /^HTTP\/1\.1 408 /);
  assert.match(text, /BODY_TIMEOUT/);
  const next = [post(`${world.base}/fake/sync`, body), post(`${world.base}/fake/sync`, body)];
  assert.deepEqual(await Promise.all(next.map(statusOf)), [200, 200], 'the place of the stalled body is free again');
});

test('answers 500 with the code before Metacontroller hangs up, when a hook takes too long', async () => {
  await using world = await startWorld({ deadlineMs: 100 });
  const never = gate();
  Object.assign(world.behaviour, {
    sync: async () => {
      await never.passed;
      throw new Error('nobody waits for this any more');
    },
  });
  const response = await post(`${world.base}/fake/sync`, syncRequest());
  assert.equal(response.status, 500);
  assert.equal((await errorOf(response)).code, 'DEADLINE_EXCEEDED');
  // A rejection after the deadline must not become an unhandled one, which would end the process.
  never.open();
  assert.equal((await post(`${world.base}/decorator/customize`, {})).status, 404);
});

test('answers 500 without stack or message when a hook throws, and logs both', async () => {
  await using world = await startWorld();
  Object.assign(world.behaviour, {
    sync: async () => {
      throw new TypeError('password is hunter2');
    },
  });
  const response = await post(`${world.base}/fake/sync`, syncRequest());
  assert.equal(response.status, 500);
  const error = await errorOf(response);
  assert.equal(error.code, 'HANDLER_FAILED');
  assert.match(error.message, /the sync hook of fake failed with TypeError/);
  assert.doesNotMatch(error.message, /hunter2|\.ts|\bat /);
  const line = world.lines.find((each) => each['msg'] === 'a hook failed');
  assert.match(JSON.stringify(line?.['error']), /hunter2.*\.ts/);
});

test('sends nothing of an answer that the guard refuses: error, counter and log line instead', async () => {
  await using world = await startWorld();
  Object.assign(world.behaviour, { sync: async () => ({ status: {}, children: [] }) });
  const response = await post(`${world.base}/fake/sync`, syncRequest());
  assert.equal(response.status, 500);
  const error = await errorOf(response);
  assert.equal(error.code, 'GUARD_TRIPPED');
  assert.match(error.message, /Pod p0 \(uid u-p0\) is missing/);
  assert.match(error.message, /no children/);
  const metrics = await (await fetch(`${world.admin}/metrics`)).text();
  assert.match(metrics, /kafka_hooks_guard_trips_total\{controller="fake",rule="pod-kept"\} 1/);
  assert.ok(world.lines.some((line) => line['level'] === 'error' && line['msg'] === 'the response guard held an answer back'));
});

test('finds a null deep inside a child, and lets the word null in a text pass', async () => {
  await using world = await startWorld();
  const word = await post(`${world.base}/fake/sync`, syncRequest([pod('p0', 'a: null')]));
  assert.equal(word.status, 200);
  const child = { ...pod('p0'), spec: { containers: [{ env: [{ name: 'A', value: null }] }] } };
  const response = await post(`${world.base}/fake/sync`, syncRequest([child]));
  assert.match((await errorOf(response)).message, /Pod p0: spec\.containers\[0\]\.env\[0\]\.value is null/);
});
