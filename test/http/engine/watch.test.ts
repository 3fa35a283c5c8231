/**
 * Watches over HTTP: where they begin, what their selectors let through, and that none is missed between list and watch.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonPath } from '../../../hooks/engine/http-api/table/json-path.ts';
import { CONFIG_MAPS, startApi, type TestApi, TOPICS, topic } from './api.ts';

interface Line {
  readonly type: string;
  /** The first value at a JSON path of the event's object. */
  at(path: string): unknown;
}

interface Lines {
  next(): Promise<Line>;
  end(): Promise<void>;
}

const watch = async (api: TestApi, path: string, accept = 'application/json'): Promise<Lines> => {
  const response = await fetch(`${api.url}${path}`, { headers: { Accept: accept } });
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return {
    next: async () => {
      while (!rest.includes('\n')) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the watch has ended');
        rest += value;
      }
      const at = rest.indexOf('\n');
      const { type, object } = JSON.parse(rest.slice(0, at)) as { readonly type: string; readonly object: unknown };
      rest = rest.slice(at + 1);
      return { type, at: (path) => jsonPath(path)(object)[0] };
    },
    end: () => reader.cancel(),
  };
};

const summary = ({ type, at }: Line): string => `${type} ${String(at('.metadata.name'))}`;
const put = (api: TestApi, name: string, labels: object = {}) => api.call('POST', CONFIG_MAPS, { body: { metadata: { name, labels } } });

test('a watch without a version begins with what there is', async (t) => {
  const api = await startApi(t);
  await put(api, 'a');
  const lines = await watch(api, `${CONFIG_MAPS}?watch=1`);
  await put(api, 'b');
  await api.call('DELETE', `${CONFIG_MAPS}/a`);
  assert.deepEqual([await lines.next(), await lines.next(), await lines.next()].map(summary), ['ADDED a', 'ADDED b', 'DELETED a']);
  await lines.end();
});

test('a watch from a list misses nothing that happened since', async (t) => {
  const api = await startApi(t);
  await put(api, 'a');
  const { resourceVersion } = { resourceVersion: (await api.call('GET', CONFIG_MAPS)).at('.metadata.resourceVersion') };
  await put(api, 'b');
  await api.call('DELETE', `${CONFIG_MAPS}/a`);
  const lines = await watch(api, `${CONFIG_MAPS}?watch=true&resourceVersion=${resourceVersion}`);
  await put(api, 'c');
  assert.deepEqual([await lines.next(), await lines.next(), await lines.next()].map(summary), ['ADDED b', 'DELETED a', 'ADDED c']);
  await lines.end();
});

test('an object that no longer matches the selector is deleted for the watch', async (t) => {
  const api = await startApi(t);
  const lines = await watch(api, `/api/v1/configmaps?watch=1&labelSelector=app%3Dx`);
  await put(api, 'other');
  await put(api, 'a', { app: 'x' });
  for (const app of ['y', 'x']) {
    await api.call('PATCH', `${CONFIG_MAPS}/a`, { body: { metadata: { labels: { app } } }, type: 'application/merge-patch+json' });
  }
  assert.deepEqual([await lines.next(), await lines.next(), await lines.next()].map(summary), ['ADDED a', 'DELETED a', 'ADDED a']);
  await lines.end();
});

test('a watch of a name sees that object alone', async (t) => {
  const api = await startApi(t);
  await put(api, 'a');
  const lines = await watch(api, `${CONFIG_MAPS}?watch=1&fieldSelector=metadata.name%3Db`);
  await put(api, 'b');
  assert.equal(summary(await lines.next()), 'ADDED b');
  await lines.end();
});

test('a watch that wants to list tells where the list ends', async (t) => {
  const api = await startApi(t);
  await put(api, 'a');
  const lines = await watch(
    api,
    `${CONFIG_MAPS}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
  );
  assert.equal(summary(await lines.next()), 'ADDED a');
  const bookmark = await lines.next();
  assert.deepEqual([bookmark.type, bookmark.at('.metadata.annotations')], ['BOOKMARK', { 'k8s.io/initial-events-end': 'true' }]);
  await lines.end();
});

test('a watch can be a table', async (t) => {
  const api = await startApi(t);
  const lines = await watch(api, `${TOPICS}?watch=1`, 'application/json;as=Table;v=v1;g=meta.k8s.io');
  await api.call('POST', TOPICS, { body: topic('t') });
  const { type, at } = await lines.next();
  assert.deepEqual([type, at('.kind'), at('.rows[0].cells[0]')], ['ADDED', 'Table', 't']);
  await lines.end();
});

test('a watch from before the memory is told to list again', async (t) => {
  const api = await startApi(t);
  await put(api, 'a');
  const lines = await watch(api, `${CONFIG_MAPS}?watch=1&resourceVersion=1`);
  const { type, at } = await lines.next();
  assert.deepEqual([type, at('.code'), at('.reason')], ['ERROR', 410, 'Expired']);
  await lines.end();
});

test('a watch with a wrong selector is refused before it begins', async (t) => {
  const api = await startApi(t);
  assert.equal((await api.call('GET', `${CONFIG_MAPS}?watch=1&fieldSelector=data.x%3D1`)).status, 400);
});

test('closing ends the watches', async (t) => {
  const api = await startApi(t);
  const lines = await watch(api, `${CONFIG_MAPS}?watch=1`);
  await api.close();
  await assert.rejects(lines.next());
});
