/** The service around the calls: token, health, metrics, log and a stop that loses nothing. */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { echo, errorOf, gate, post, startWorld, syncRequest, until } from './world.ts';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

test('asks for the token on every path before it says whether the path exists', async (t) => {
  await using world = await startWorld({ token: 'right' });
  const cases = [
    { it: 'no token', headers: {}, status: 401 },
    { it: 'a wrong token', headers: bearer('wrong'), status: 401 },
    { it: 'a prefix of the token', headers: bearer('righ'), status: 401 },
    { it: 'an empty token', headers: { Authorization: 'Bearer ' }, status: 401 },
    { it: 'another scheme', headers: { Authorization: 'Basic right' }, status: 401 },
    { it: 'the token', headers: bearer('right'), status: 200 },
    { it: 'no token on an unknown path', path: '/nothing', headers: {}, status: 401 },
  ];
  for (const c of cases) {
    await t.test(`${c.it} → ${c.status}`, async () => {
      const response = await post(`${world.base}${c.path ?? '/fake/sync'}`, syncRequest(), c.headers);
      assert.equal(response.status, c.status);
      if (c.status === 401) assert.equal((await errorOf(response)).code, 'TOKEN_REFUSED');
    });
  }
});

test('follows a rotated token file: old, both, new; and refuses everybody without the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-hooks-'));
  const tokenFile = join(folder, 'token');
  const rotate = async (text: string): Promise<void> => {
    await writeFile(`${tokenFile}.next`, text);
    await rename(`${tokenFile}.next`, tokenFile);
  };
  await rotate('old\n');
  await using world = await startWorld({ tokenFile });
  const statusOf = async (token: string): Promise<number> => (await post(`${world.base}/fake/sync`, syncRequest(), bearer(token))).status;
  assert.deepEqual([await statusOf('old'), await statusOf('new')], [200, 401]);
  await rotate('old\nnew\n');
  assert.deepEqual([await statusOf('old'), await statusOf('new')], [200, 200]);
  await rotate('new');
  assert.deepEqual([await statusOf('old'), await statusOf('new')], [401, 200]);
  await rotate('\n');
  assert.equal(await statusOf(''), 500, 'an empty file is no open door');
  await rm(folder, { recursive: true });
  const response = await post(`${world.base}/fake/sync`, syncRequest(), bearer('new'));
  assert.equal((await errorOf(response)).code, 'TOKEN_UNREADABLE');
});

test('tells once, at its start, that the hooks are open', async () => {
  await using world = await startWorld();
  await post(`${world.base}/fake/sync`, syncRequest());
  assert.equal(world.lines.filter((line) => String(line['msg']).startsWith('the hooks are open')).length, 1);
});

test('shows health, readiness and the measurements of its calls', async () => {
  await using world = await startWorld();
  await post(`${world.base}/fake/sync`, syncRequest());
  await post(`${world.base}/fake/sync`, 'no JSON');
  await post(`${world.base}/nothing`, {});
  assert.equal((await fetch(`${world.admin}/healthz`)).status, 200);
  assert.equal((await fetch(`${world.admin}/readyz`)).status, 200);
  const response = await fetch(`${world.admin}/metrics`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const text = await response.text();
  const wanted = [
    'kafka_hooks_call_duration_seconds_count{controller="fake",hook="sync",outcome="OK"} 1',
    'kafka_hooks_call_duration_seconds_count{controller="fake",hook="sync",outcome="BODY_NOT_JSON"} 1',
    'kafka_hooks_request_bytes_count{controller="fake",hook="sync"} 2',
    'kafka_hooks_response_bytes_count{controller="fake",hook="sync"} 2',
    'kafka_hooks_calls_in_flight 0',
    'kafka_hooks_refusals_total{code="UNKNOWN_PATH"} 1',
  ];
  for (const line of wanted) assert.ok(text.includes(line), `${line} in\n${text}`);
});

test('logs a line a call with the parent and the sizes, and nothing of the body', async () => {
  await using world = await startWorld();
  const body = JSON.stringify(syncRequest());
  await post(`${world.base}/fake/sync`, body);
  const line = world.lines.find((each) => each['msg'] === 'call');
  assert.deepEqual(
    { ...line, time: '', ms: 0, responseBytes: 0 },
    {
      level: 'info',
      time: '',
      controller: 'fake',
      hook: 'sync',
      namespace: 'ns',
      name: 'a',
      generation: 7,
      ms: 0,
      requestBytes: body.length,
      responseBytes: 0,
      outcome: 'OK',
      msg: 'call',
    },
  );
});

test('stops without losing the call in flight: not ready, no new calls, the answer, the end', async () => {
  const world = await startWorld();
  const hold = gate();
  let running = false;
  Object.assign(world.behaviour, {
    sync: async (request: Parameters<typeof echo>[0]) => {
      running = true;
      await hold.passed;
      return echo(request);
    },
  });
  const inFlight = post(`${world.base}/fake/sync`, syncRequest());
  await until(() => running);
  let stopped = false;
  const stopping = world.service.stop().then(() => {
    stopped = true;
  });
  assert.equal((await fetch(`${world.admin}/readyz`)).status, 503);
  await until(async () =>
    post(`${world.base}/nothing`, {}).then(
      () => false,
      () => true,
    ),
  );
  assert.equal(stopped, false, 'it waits for the call');
  hold.open();
  assert.equal((await inFlight).status, 200);
  await stopping;
  await assert.rejects(fetch(`${world.admin}/readyz`), 'the admin port is closed too');
});

test('takes calls while it drains and closes their connections, so that callers move on', async () => {
  const world = await startWorld({ drainMs: 400 });
  assert.equal((await post(`${world.base}/fake/sync`, syncRequest())).headers.get('connection'), 'keep-alive');
  const stopping = world.service.stop();
  const late = await post(`${world.base}/fake/sync`, syncRequest());
  assert.equal(late.status, 200);
  assert.equal(late.headers.get('connection'), 'close');
  await stopping;
});

test('frees the admin port and names the variable when its port is taken', async () => {
  await using world = await startWorld();
  await assert.rejects(startWorld({ port: world.service.port }), { code: 'PORT_UNAVAILABLE', message: /EADDRINUSE.*PORT/ });
});
