/** A watch goes on whatever happens to it: ends, cuts, 410, a server that is away; and nothing comes twice or not at all. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { connectApi, type KubernetesApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import type { ResourceType } from '../../../hooks/ports/api-server.ts';
import { json, refusal, type ScriptedApi, startScriptedApi, stream } from '../../fakes/scripted-api.ts';

const PATH = '/api/v1/configmaps';
const maps: ResourceType = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true, status: false };

let fake: ScriptedApi;
let api: KubernetesApi;
beforeEach(async () => {
  fake = await startScriptedApi();
  api = await connectApi({ kubeconfig: fake.kubeconfig, backOff: { first: 1, most: 4 } });
});
afterEach(async () => {
  api.close();
  await fake.close();
});

const map = (name: string, resourceVersion: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, resourceVersion } });
const event = (type: string, name: string, version: string) => ({ type, object: map(name, version) });
const bookmark = (version: string) => event('BOOKMARK', '', version);
const expired = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };
const listOf = (version: string, ...names: readonly string[]) =>
  json({ metadata: { resourceVersion: version }, items: names.map((name) => ({ metadata: { name, resourceVersion: version } })) });

/** Notes what a watcher hears, in words, and waits for a number of them. */
const listen = () => {
  const heard: string[] = [];
  let wake = (): void => {};
  const note = (text: string): void => {
    heard.push(text);
    wake();
  };
  return {
    heard,
    watcher: {
      listed: (objects: readonly { readonly metadata?: { readonly name?: string } }[]) =>
        note(`listed ${objects.map(({ metadata }) => metadata?.name).join(' ')}`.trim()),
      changed: ({ type, object }: { readonly type: string; readonly object: { readonly metadata?: { readonly name?: string } } }) =>
        note(`${type} ${object.metadata?.name}`),
    },
    until: async (count: number): Promise<void> => {
      while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
};

const watchedFrom = (): readonly (string | undefined)[] =>
  fake.asked.filter(({ query }) => query['watch'] === 'true').map(({ query }) => query['resourceVersion']);

test('lists first, then tells each change, and no bookmark', async () => {
  const feed = stream(event('ADDED', 'b', '11'), bookmark('12'), event('DELETED', 'a', '13'));
  fake.on(`GET ${PATH}`, listOf('10', 'a'));
  fake.on(`WATCH ${PATH}`, feed.answer);
  const { heard, watcher, until } = listen();
  await api.watch(maps, watcher);
  assert.equal(heard[0], 'listed a');
  await until(3);
  assert.deepEqual(heard, ['listed a', 'ADDED b', 'DELETED a']);
  assert.deepEqual(watchedFrom(), ['10']);
  assert.equal(fake.asked.at(-1)?.query['allowWatchBookmarks'], 'true');
});

test('puts a line together that comes in pieces', async () => {
  const feed = stream();
  fake.on(`GET ${PATH}`, listOf('10'));
  fake.on(`WATCH ${PATH}`, feed.answer);
  const { heard, watcher, until } = listen();
  await api.watch(maps, watcher);
  const text = `${JSON.stringify(event('ADDED', 'é', '11'))}\n`;
  feed.send(text.slice(0, 20));
  await new Promise((resolve) => setImmediate(resolve));
  feed.send(text.slice(20));
  await until(2);
  assert.deepEqual(heard, ['listed', 'ADDED é']);
});

for (const how of ['end', 'cut'] as const) {
  test(`goes on where it was after the server’s ${how} of it, without a new list`, async () => {
    const [first, second] = [stream(event('ADDED', 'b', '11'), bookmark('20')), stream(event('MODIFIED', 'b', '21'))];
    fake.on(`GET ${PATH}`, listOf('10'));
    fake.on(`WATCH ${PATH}`, first.answer, second.answer);
    const { heard, watcher, until } = listen();
    await api.watch(maps, watcher);
    await until(2);
    first[how]();
    await until(3);
    assert.deepEqual(heard, ['listed', 'ADDED b', 'MODIFIED b']);
    assert.deepEqual(watchedFrom(), ['10', '20']);
  });
}

for (const { it, gone } of [
  { it: 'inside the stream', gone: stream(expired) },
  { it: 'as the answer', gone: { answer: refusal(410, 'Expired'), end: () => {} } },
]) {
  test(`lists anew after 410 ${it}`, async () => {
    const [first, last] = [stream(event('ADDED', 'b', '11')), stream()];
    fake.on(`GET ${PATH}`, listOf('10'), listOf('50', 'b', 'c'));
    fake.on(`WATCH ${PATH}`, first.answer, gone.answer, last.answer);
    const { heard, watcher, until } = listen();
    await api.watch(maps, watcher);
    await until(2);
    first.end();
    await fake.askedTimes(`GET ${PATH}`, 3);
    gone.end();
    await until(3);
    assert.deepEqual(heard, ['listed', 'ADDED b', 'listed b c']);
    await fake.askedTimes(`GET ${PATH}`, 5);
    assert.deepEqual(watchedFrom(), ['10', '11', '50']);
  });
}

test('tries again and again while the server is away', async () => {
  const [first, last] = [stream(), stream(event('ADDED', 'b', '11'))];
  fake.on(`GET ${PATH}`, listOf('10'));
  const away = refusal(503, 'ServiceUnavailable');
  fake.on(`WATCH ${PATH}`, first.answer, away, away, away, last.answer);
  const { heard, watcher, until } = listen();
  await api.watch(maps, watcher);
  first.cut();
  await until(2);
  assert.deepEqual(heard, ['listed', 'ADDED b']);
  assert.deepEqual(watchedFrom(), ['10', '10', '10', '10', '10']);
});

for (const verb of ['GET', 'WATCH'] as const) {
  test(`fails at once when ${verb === 'GET' ? 'listing' : 'watching'} is not allowed`, async () => {
    fake.on(`GET ${PATH}`, listOf('10'));
    fake.on(`${verb} ${PATH}`, refusal(403, 'Forbidden'));
    await assert.rejects(api.watch(maps, listen().watcher), { name: 'ApiError', status: 403 });
  });
}

test('is silent after its end', async () => {
  const feed = stream();
  fake.on(`GET ${PATH}`, listOf('10'));
  fake.on(`WATCH ${PATH}`, feed.answer);
  const { heard, watcher } = listen();
  const end = await api.watch(maps, watcher);
  end();
  feed.send(event('ADDED', 'b', '11'));
  feed.end();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(heard, ['listed']);
  assert.equal(fake.asked.length, 2);
});
