/** Who may not, and who may too much: credentials, floods from outside, and more alerts than can be decided on. */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { errorOf, gate, statusOf, until } from '../world.ts';
import { alertList, bearer, decisionOf, deliver, postHead, rawClient, startAlertsWorld } from './world.ts';

test('asks for credentials on every path before it says whether the path exists', async (t) => {
  await using world = await startAlertsWorld();
  const cases = [
    { it: 'no token', headers: {}, status: 401 },
    { it: 'a wrong token', headers: bearer('wrong'), status: 401 },
    { it: 'a prefix of the token', headers: bearer('sesam'), status: 401 },
    { it: 'an empty token', headers: { Authorization: 'Bearer ' }, status: 401 },
    { it: 'another scheme', headers: { Authorization: 'Basic sesame' }, status: 401 },
    { it: 'the token', headers: bearer(), status: 200 },
    { it: 'no token on an unknown path', path: '/nothing', headers: {}, status: 401 },
    { it: 'no token and no JSON', headers: {}, body: 'x', status: 401 },
  ];
  for (const { it, path: where = '/alerts', headers, body = alertList(), status } of cases) {
    await t.test(`${it} → ${status}`, async () => {
      const response = await deliver(`${world.base}${where}`, body, headers);
      assert.equal(response.status, status);
      if (status !== 401) return;
      assert.equal(response.headers.get('www-authenticate'), 'Bearer');
      const { code, message } = await errorOf(response);
      assert.equal(code, 'ALERTS_UNAUTHENTICATED');
      assert.match(message, /no valid bearer token; set authorization/);
    });
  }
  assert.equal(world.received.length, 1);
});

test('reads nothing of a body without credentials, and ends a client that goes on sending', async () => {
  await using world = await startAlertsWorld();
  const client = rawClient(world.service.port);
  client.socket.write(postHead({ 'Content-Length': 1e9 }));
  const drip = setInterval(() => client.socket.write('x'.repeat(1000)), 10);
  assert.match(await client.closed, /^HTTP\/1\.1 401 /);
  clearInterval(drip);
});

test('follows a rotated token file, and refuses everybody without it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafka-hooks-'));
  const tokenFile = path.join(folder, 'token');
  const rotate = async (text: string): Promise<void> => {
    await writeFile(`${tokenFile}.next`, text);
    await rename(`${tokenFile}.next`, tokenFile);
  };
  await rotate('old\n');
  await using world = await startAlertsWorld({ token: undefined, tokenFile });
  const answered = (token: string): Promise<number> => statusOf(deliver(`${world.base}/alerts`, [], bearer(token)));
  assert.deepEqual([await answered('old'), await answered('new')], [200, 401]);
  await rotate('old\nnew\n');
  assert.deepEqual([await answered('old'), await answered('new')], [200, 200]);
  await rotate('new');
  assert.deepEqual([await answered('old'), await answered('new')], [401, 200]);
  await rotate('\n');
  assert.equal(await answered(''), 500, 'an empty file is no open door');
  await rm(folder, { recursive: true });
  const response = await deliver(`${world.base}/alerts`, [], bearer('new'));
  const { code, message } = await errorOf(response);
  assert.equal(code, 'TOKEN_UNREADABLE');
  assert.match(message, /ALERTS_TOKEN_FILE/);
});

test('holds up a flood of requests without credentials, in the log as well, and nobody else', async () => {
  await using world = await startAlertsWorld();
  const flood = await Promise.all(Array.from({ length: 100 }, () => deliver(`${world.base}/alerts`, [], bearer('guess'))));
  const refused = flood.filter(({ status }) => status === 401);
  const held = flood.filter(({ status }) => status === 429);
  assert.equal(refused.length + held.length, 100);
  assert.ok(refused.length >= 20 && refused.length < 60, `${refused.length} were answered with 401`);
  assert.equal(held[0]?.headers.get('retry-after'), '1');
  assert.equal((await errorOf(held[0] ?? assert.fail('none was held up'))).code, 'TOO_MANY_REFUSED');
  assert.equal((await deliver(`${world.base}/alerts`, alertList())).status, 200);
  const lines = world.lines.filter(({ msg }) => msg === 'request refused').length;
  assert.ok(lines >= 20 && lines < 60, `${lines} lines`);
});

test('takes so many alerts a second, and of what is more nothing at all', async () => {
  await using world = await startAlertsWorld({ alertsPerSecond: 1 });
  assert.equal((await deliver(`${world.base}/alerts`, alertList(2))).status, 200);
  const more = await deliver(`${world.base}/alerts`, alertList(2));
  assert.equal(more.status, 429);
  assert.equal(more.headers.get('retry-after'), '2');
  assert.equal((await errorOf(more)).code, 'TOO_MANY_ALERTS_A_SECOND');
  assert.equal(world.received.length, 1);
});

test('lets no more alerts wait than fit into memory, and takes new ones when those are decided', async () => {
  await using world = await startAlertsWorld();
  const hold = gate();
  world.behaviour.receive = async (alerts) => {
    await hold.passed;
    return alerts.map((alert) => decisionOf(alert));
  };
  const held = [1, 2, 3].map(() => deliver(`${world.base}/alerts`, alertList(1000)));
  await until(() => world.received.length === 3);
  const more = await deliver(`${world.base}/alerts`, alertList());
  assert.equal(more.status, 429);
  assert.ok(Number(more.headers.get('retry-after')) > 0);
  assert.equal((await errorOf(more)).code, 'TOO_MANY_ALERTS_IN_FLIGHT');
  hold.open();
  assert.deepEqual(await Promise.all(held.map(statusOf)), [200, 200, 200]);
  assert.equal((await deliver(`${world.base}/alerts`, alertList())).status, 200);
});

test('makes room again after a delivery that failed', async () => {
  await using world = await startAlertsWorld();
  world.behaviour.receive = async () => {
    throw new Error('no');
  };
  for (let turn = 0; turn < 4; turn += 1) assert.equal(await statusOf(deliver(`${world.base}/alerts`, alertList(1000))), 500);
});
