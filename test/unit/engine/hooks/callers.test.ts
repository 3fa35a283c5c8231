/**
 * Both ways to reach a hook against the server itself: whatever is called, in process and over HTTP end in the same
 * status and the same body.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createApp } from '../../../../hooks/app.ts';
import { callInProcess } from '../../../../hooks/engine/hooks/in-process.ts';
import { callOverHttp } from '../../../../hooks/engine/hooks/over-http.ts';
import type { HookAnswer } from '../../../../hooks/engine/metacontroller/hook-caller.ts';
import type { CompositeController } from '../../../../hooks/protocol/controller.ts';

/** Answers what its parent's annotation says. */
const answers: Readonly<Record<string, () => unknown>> = {
  children: () => ({ status: { gone: undefined, at: 1 }, children: [child({ data: { a: 'b', c: undefined } })], resyncAfterSeconds: 5 }),
  'null child': () => ({ status: {}, children: [null] }),
  'null field': () => ({ status: {}, children: [child({ data: { a: null } })] }),
  'undefined in a list': () => ({ status: {}, children: [child({ list: [undefined] })] }),
  'null in status': () => ({ status: { a: null }, children: [child({})] }),
  nothing: () => undefined,
  error: () => {
    throw new RangeError('secret');
  },
};
const child = (more: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' }, ...more });

const controller = {
  type: 'composite',
  name: 'toy',
  granted: () => ({ pods: [], claims: [] }),
  sync: async (request: { readonly parent: { readonly metadata?: { readonly name?: string } } }) =>
    answers[request.parent.metadata?.name ?? '']?.(),
} as unknown as CompositeController;

const silent = () => {};
const app = createApp([controller], {
  bodyLimit: 100_000,
  deadlineMs: 1000,
  log: { debug: silent, info: silent, warn: silent, error: silent },
  meter: { callStarted: silent, callEnded: silent, guardTripped: silent, refused: silent },
});
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const request = (name: string) => ({
  controller: { spec: { hooks: { sync: { version: 'v2' } } } },
  parent: { apiVersion: 'v1', kind: 'Toy', metadata: { name, namespace: 'n', uid: 'u' } },
  children: {},
  related: {},
  finalizing: false,
});

const bodyOf = (answer: HookAnswer): unknown => ('json' in answer ? answer.json : JSON.parse(answer.text));

const calls: readonly { readonly it: string; readonly path?: string; readonly body: object; readonly status: number }[] = [
  { it: 'gives an answer without its undefined fields', body: request('children'), status: 200 },
  { it: 'lets a null in status pass', body: request('null in status'), status: 200 },
  { it: 'refuses a null child', body: request('null child'), status: 500 },
  { it: 'refuses a null inside a child', body: request('null field'), status: 500 },
  { it: 'refuses an undefined in a list, which JSON writes as null', body: request('undefined in a list'), status: 500 },
  { it: 'refuses an answer that is nothing', body: request('nothing'), status: 500 },
  { it: 'tells only the class of an error', body: request('error'), status: 500 },
  { it: 'refuses what is no request', body: {}, status: 400 },
  { it: 'refuses protocol v1', body: { ...request('children'), controller: { spec: { hooks: { sync: {} } } } }, status: 400 },
  { it: 'knows no other path', path: '/other/sync', body: request('children'), status: 404 },
];
for (const { it, path = '/toy/sync', body, status } of calls) {
  test(`${it}, in process as over HTTP`, async () => {
    const call = { url: `${base}${path}`, timeoutMs: 1000, body };
    const overHttp = await callOverHttp()(call);
    const inProcess = await callInProcess({ controllers: [controller], now: () => 0 })(call);
    assert.equal(overHttp.status, status);
    assert.equal(inProcess.status, status);
    assert.deepEqual(bodyOf(inProcess), bodyOf(overHttp));
  });
}

test('tells whoever listens why a hook failed', async () => {
  const heard: unknown[] = [];
  const call = callInProcess({ controllers: [controller], now: () => 0, failed: (path, reason) => heard.push(path, reason) });
  await call({ url: `${base}/toy/sync`, timeoutMs: 1000, body: request('error') });
  assert.equal(heard[0], '/toy/sync');
  assert.ok(heard[1] instanceof RangeError);
});

test('rejects with the address and the reason when nobody listens', async () => {
  const call = callOverHttp({ base: 'http://127.0.0.1:1' });
  await assert.rejects(
    call({ url: 'http://hooks.example/toy/sync', timeoutMs: 1000, body: {} }),
    /^Error: Post "http:\/\/127\.0\.0\.1:1\/toy\/sync": .+/,
  );
});

test('rejects when the hook is too slow', async () => {
  const slow = createServer(() => {}).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/toy/sync`;
  await assert.rejects(callOverHttp()({ url, timeoutMs: 20, body: {} }), /no answer within 20 ms/);
  slow.closeAllConnections();
  slow.close();
});
