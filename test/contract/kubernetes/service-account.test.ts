/** A Pod's own way to its API server: over TLS with the CA and the token of its service account, which the kubelet replaces. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createAlertWorld } from '../../../hooks/adapters/kubernetes/alert-world.ts';
import { serviceAccountAccess } from '../../../hooks/adapters/kubernetes/service-account.ts';
import { newAuthority } from '../../fakes/certificates.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'service-account-'));
after(() => rm(folder, { recursive: true }));
const put = async (name: string, text: string): Promise<void> => {
  await writeFile(path.join(folder, `${name}.next`), text);
  await rename(path.join(folder, `${name}.next`), path.join(folder, name));
};

const [authority, other] = [newAuthority('cluster'), newAuthority('other')];
const key = { namespace: 'streams', name: 'kafka' };

test('shows the token that is in the file now, to a server of the CA that is in the file now', {
  skip: authority === undefined ? 'there is no openssl' : false,
}, async (t) => {
  const asked: (string | undefined)[] = [];
  const server = createServer({ ...authority?.sign('api') }, (request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"metadata":{"name":"kafka"}}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await put('token', 'first\n');
  await put('ca.crt', authority?.cert ?? '');
  const { port } = server.address() as AddressInfo;
  const access = serviceAccountAccess({ host: '127.0.0.1', port: String(port), folder }) ?? assert.fail('this is no Pod');
  const world = createAlertWorld(access);
  t.after(() => {
    world.close();
    server.closeAllConnections();
    server.close();
  });
  await world.cluster(key);
  await put('token', 'second\n');
  await world.cluster(key);
  assert.deepEqual(asked, ['Bearer first', 'Bearer second']);
  await put('ca.crt', other?.cert ?? '');
  await assert.rejects(world.cluster(key), { name: 'ApiError', status: 503, message: /certificate/ });
  await rm(path.join(folder, 'token'));
  await assert.rejects(world.cluster(key), {
    name: 'ApiError',
    status: 401,
    message: /^no credentials for https:\/\/127\.0\.0\.1:\d+: ENOENT/,
  });
  assert.equal(asked.length, 2);
});

test('puts an IPv6 address into brackets', async () => {
  await put('token', 'x');
  await put('ca.crt', 'x');
  assert.equal(serviceAccountAccess({ host: 'fd00::1', port: '443', folder })?.server, 'https://[fd00::1]:443');
});

test('is none outside of a Pod', () => {
  assert.equal(serviceAccountAccess({ host: undefined, port: undefined }), undefined);
  assert.equal(serviceAccountAccess({ host: '', port: '' }), undefined);
});

const broken = [
  { it: 'nothing is mounted', prepare: () => rm(path.join(folder, 'token'), { force: true }), says: /ENOENT/ },
  { it: 'the token is empty', prepare: () => put('token', '\n'), says: /token is empty/ },
];
for (const { it, prepare, says } of broken) {
  test(`says at the start when ${it}`, async () => {
    await prepare();
    assert.throws(() => serviceAccountAccess({ host: '10.0.0.1', port: '443', folder }), {
      code: 'SERVICE_ACCOUNT_UNREADABLE',
      exit: 2,
      message: says,
    });
  });
}
