/** TLS and client certificates: who gets in, who does not, and certificates that change while the service runs. */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type KeyPair, newAuthority } from '../../fakes/certificates.ts';
import { alertList, bearer, startAlertsWorld, TOKEN } from './world.ts';

const ours = newAuthority('ours');
const theirs = newAuthority('theirs');
const skip = ours === undefined ? 'there is no openssl' : false;
const [server, client, stranger] = [ours?.sign('kafka-hooks-alerts'), ours?.sign('alertmanager'), theirs?.sign('alertmanager')];

interface Files {
  readonly settings: { readonly certFile: string; readonly keyFile: string; readonly clientCaFile: string };
  /** Replaces them as a Secret volume does: no file is ever half written. */
  write(files: { readonly pair?: KeyPair | undefined; readonly ca?: string | undefined }): Promise<void>;
}

const filesOf = async (t: TestContext): Promise<Files> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafka-hooks-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const at = (name: string): string => path.join(folder, name);
  const put = async (name: string, text: string | undefined): Promise<void> => {
    if (text === undefined) return;
    await writeFile(at(`${name}.next`), text);
    await rename(at(`${name}.next`), at(name));
  };
  const write: Files['write'] = async ({ pair, ca }) => {
    await put('tls.crt', pair?.cert);
    await put('tls.key', pair?.key);
    await put('ca.crt', ca);
  };
  await write({ pair: server, ca: ours?.cert });
  return { settings: { certFile: at('tls.crt'), keyFile: at('tls.key'), clientCaFile: at('ca.crt') }, write };
};

interface Shown {
  readonly pair?: KeyPair | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly ca?: string | undefined;
}

interface Answered {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly text: string;
}

const post = (base: string, { pair, headers = {}, agent, ca = ours?.cert }: Shown): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const options = { method: 'POST', ca, ...pair, agent: agent ?? false, headers: { 'Content-Type': 'application/json', ...headers } };
    const call = request(`${base}/alerts`, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection, text }));
    });
    call.on('error', reject);
    call.end(JSON.stringify(alertList()));
  });

const cases: readonly { readonly it: string; readonly token?: string; readonly shows: Shown; readonly status: number }[] = [
  { it: 'a certificate of the CA', shows: { pair: client }, status: 200 },
  { it: 'no certificate', shows: {}, status: 401 },
  { it: 'a certificate of another CA', shows: { pair: stranger }, status: 401 },
  { it: 'a token where none is set', shows: { headers: bearer() }, status: 401 },
  { it: 'a certificate where a token would do as well', token: TOKEN, shows: { pair: client }, status: 200 },
  { it: 'a token where a certificate would do as well', token: TOKEN, shows: { headers: bearer() }, status: 200 },
  { it: 'a token and a certificate of another CA', token: TOKEN, shows: { pair: stranger, headers: bearer() }, status: 200 },
  { it: 'a wrong token and a certificate of the CA', token: TOKEN, shows: { pair: client, headers: bearer('wrong') }, status: 200 },
  { it: 'a wrong token', token: TOKEN, shows: { headers: bearer('wrong') }, status: 401 },
];
for (const { it, token, shows, status } of cases) {
  test(`answers ${status} to ${it}`, { skip }, async (t) => {
    const { settings } = await filesOf(t);
    await using world = await startAlertsWorld({ ...settings, token });
    const answer = await post(world.base, shows);
    assert.equal(answer.status, status);
    if (status === 401)
      assert.match(answer.text, token === undefined ? /no valid client certificate; set tls_config/ : /bearer token or client certificate/);
    assert.equal(world.received.length, status === 200 ? 1 : 0);
  });
}

test('serves a token over TLS without asking for certificates', { skip }, async (t) => {
  const { settings } = await filesOf(t);
  await using world = await startAlertsWorld({ ...settings, clientCaFile: undefined });
  assert.equal((await post(world.base, { headers: bearer() })).status, 200);
  assert.equal((await post(world.base, { pair: client })).status, 401);
});

test('resumes no session, so that every certificate is verified, and lets nobody in by one', { skip }, async (t) => {
  const { settings } = await filesOf(t);
  await using world = await startAlertsWorld({ ...settings, token: undefined });
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const sessions: Buffer[] = [];
    const reused: boolean[] = [];
    const ask = (session?: Buffer): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket: TLSSocket = connectTls({
          port: world.service.port,
          host: '127.0.0.1',
          ca: ours?.cert,
          maxVersion,
          ...(session && { session }),
        });
        let text = '';
        socket.on('session', (ticket) => sessions.push(ticket));
        socket.on('secureConnect', () => reused.push(socket.isSessionReused()));
        socket.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        socket.on('close', () => resolve(text)).on('error', reject);
        const body = JSON.stringify(alertList());
        socket.write(
          `POST /alerts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      });
    assert.match(await ask(), /^HTTP\/1\.1 401 /);
    assert.match(await ask(sessions.at(-1)), /^HTTP\/1\.1 401 /, maxVersion);
    assert.deepEqual(reused, [false, false]);
  }
  assert.deepEqual(world.received, []);
});

test('takes new certificates into use without a restart, and lets go of connections with the old ones', { skip }, async (t) => {
  const { settings, write } = await filesOf(t);
  await using world = await startAlertsWorld({ ...settings, token: undefined });
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const kept = await post(world.base, { pair: client, agent });
  assert.deepEqual([kept.status, kept.connection], [200, 'keep-alive']);
  await write({ pair: theirs?.sign('kafka-hooks-alerts'), ca: theirs?.cert });
  const last = await post(world.base, { pair: client, agent });
  assert.equal(last.connection, 'close');
  const trusting = { ca: theirs?.cert };
  assert.equal((await post(world.base, { ...trusting, pair: client })).status, 401, 'the old CA is no longer trusted');
  assert.equal((await post(world.base, { ...trusting, pair: stranger })).status, 200);
  await assert.rejects(post(world.base, { pair: client }), /certificate/, 'the old certificate is not shown any more');
});

test('keeps its certificates when the new ones cannot be used, says so once, and takes what is mended', { skip }, async (t) => {
  const { settings, write } = await filesOf(t);
  await using world = await startAlertsWorld({ ...settings, token: undefined });
  await write({ pair: { cert: server?.cert ?? '', key: client?.key ?? '' } });
  for (let turn = 0; turn < 3; turn += 1) assert.equal((await post(world.base, { pair: client })).status, 200);
  assert.equal(world.lines.filter(({ level }) => level === 'error').length, 1);
  await write({ pair: theirs?.sign('kafka-hooks-alerts') });
  assert.equal((await post(world.base, { pair: client, ca: theirs?.cert })).status, 200);
});

test('does not start with a key that is not its certificate’s', { skip }, async (t) => {
  const { settings, write } = await filesOf(t);
  await write({ pair: { cert: server?.cert ?? '', key: client?.key ?? '' } });
  await assert.rejects(startAlertsWorld(settings), { code: 'TLS_FILES_INVALID', exit: 2, message: /key values mismatch/ });
});

test('survives who speaks plain HTTP to it', { skip }, async (t) => {
  const { settings } = await filesOf(t);
  await using world = await startAlertsWorld(settings);
  await assert.rejects(fetch(`http://127.0.0.1:${world.service.port}/alerts`, { method: 'POST' }));
  assert.equal((await post(world.base, { pair: client })).status, 200);
});
