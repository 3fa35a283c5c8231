/** What the adapter asks of an API server, call by call, and what becomes of each answer. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connectApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import { ApiError, type ResourceType } from '../../../hooks/ports/api-server.ts';
import { json, refusal, startScriptedApi } from '../../fakes/scripted-api.ts';

const fake = await startScriptedApi();
const api = await connectApi({ kubeconfig: fake.kubeconfig });
after(async () => {
  api.close();
  await fake.close();
});

const pods: ResourceType = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, status: true };
const nodes: ResourceType = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false, status: true };
const budgets: ResourceType = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
  status: true,
};
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'n', resourceVersion: '7' } };
const key = { namespace: 'n', name: 'a' };

const calls: readonly { readonly it: string; readonly run: () => Promise<unknown>; readonly asks: string; readonly sends?: unknown }[] = [
  { it: 'gets an object of a namespace', run: () => api.get(pods, key), asks: 'GET /api/v1/namespaces/n/pods/a' },
  { it: 'gets an object of the cluster', run: () => api.get(nodes, { name: 'b' }), asks: 'GET /api/v1/nodes/b' },
  { it: 'gets an object of a group', run: () => api.get(budgets, key), asks: 'GET /apis/policy/v1/namespaces/n/poddisruptionbudgets/a' },
  { it: 'creates', run: () => api.create(pods, pod), asks: 'POST /api/v1/namespaces/n/pods', sends: pod },
  { it: 'updates', run: () => api.update(pods, pod), asks: 'PUT /api/v1/namespaces/n/pods/a', sends: pod },
  { it: 'updates a status', run: () => api.updateStatus(pods, pod), asks: 'PUT /api/v1/namespaces/n/pods/a/status', sends: pod },
  {
    it: 'deletes with preconditions',
    run: () => api.delete(pods, key, { uid: 'u', propagation: 'Background', gracePeriodSeconds: 0 }),
    asks: 'DELETE /api/v1/namespaces/n/pods/a',
    sends: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'u' }, propagationPolicy: 'Background', gracePeriodSeconds: 0 },
  },
];
for (const { it, run, asks, sends } of calls) {
  test(it, async () => {
    fake.on(asks, json(pod));
    const before = fake.asked.length;
    const answer = await run();
    const [asked, ...more] = fake.asked.slice(before);
    assert.deepEqual(more, []);
    assert.equal(`${asked?.method} ${asked?.path}`, asks);
    assert.deepEqual(asked?.body, sends);
    assert.equal(asked?.headers.authorization, 'Bearer sesame');
    if (!asks.startsWith('DELETE')) assert.deepEqual(answer, pod);
  });
}

const item = (name: string) => ({ metadata: { name } });
const page = (names: readonly string[], next = '') => json({ metadata: { resourceVersion: '5', continue: next }, items: names.map(item) });
const podNamed = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', ...item(name) });

test('lists page by page, and says of each object what it is', async () => {
  fake.on('GET /api/v1/namespaces/n/pods', page(['a'], 'more'), page(['b']));
  const before = fake.asked.length;
  assert.deepEqual(await api.list(pods, 'n'), [podNamed('a'), podNamed('b')]);
  assert.deepEqual(
    fake.asked.slice(before).map(({ query }) => query),
    [{ limit: '500' }, { limit: '500', continue: 'more' }],
  );
});

test('lists in one piece when a page came too late', async () => {
  fake.on('GET /api/v1/pods', page(['a'], 'more'), refusal(410, 'Expired'), page(['a', 'b']));
  assert.deepEqual(await api.list(pods), [podNamed('a'), podNamed('b')]);
  assert.deepEqual(fake.asked.at(-1)?.query, {});
});

test('asks for metadata alone when told so', async () => {
  const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', ...item('s') };
  fake.on('GET /api/v1/namespaces/n/secrets', json({ metadata: { resourceVersion: '5' }, items: [partial] }));
  const secrets: ResourceType = { apiVersion: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true, status: false };
  assert.deepEqual(await api.listMetadata(secrets, 'n'), [{ apiVersion: 'v1', kind: 'Secret', ...item('s') }]);
  assert.match(String(fake.asked.at(-1)?.headers.accept), /as=PartialObjectMetadataList/);
});

test('sees one namespace alone when confined to it, and the whole cluster’s nodes', async () => {
  const confined = await connectApi({ kubeconfig: fake.kubeconfig, only: 'one' });
  fake.on('GET /api/v1/namespaces/one/pods', page(['a']));
  fake.on('GET /api/v1/nodes', page(['b']));
  assert.deepEqual(await confined.list(pods), [podNamed('a')]);
  assert.equal((await confined.list(nodes)).length, 1);
  confined.close();
});

const refusals: readonly { readonly code: number; readonly reason: string; readonly becomes: string }[] = [
  { code: 404, reason: 'NotFound', becomes: 'NotFound' },
  { code: 409, reason: 'AlreadyExists', becomes: 'AlreadyExists' },
  { code: 409, reason: 'Conflict', becomes: 'Conflict' },
  { code: 422, reason: 'Invalid', becomes: 'Invalid' },
  { code: 500, reason: 'SomethingNew', becomes: 'InternalError' },
  { code: 429, reason: 'TooManyRequests', becomes: 'TooManyRequests' },
  { code: 504, reason: 'Timeout', becomes: 'Timeout' },
];
for (const { code, reason, becomes } of refusals) {
  test(`makes ${code} ${reason} an ApiError of reason ${becomes}`, async () => {
    fake.on('GET /api/v1/namespaces/n/pods/a', refusal(code, reason, 'why'));
    await assert.rejects(api.get(pods, key), (error) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.reason, error.message], [code, becomes, 'why']);
      return true;
    });
  });
}

test('takes the answer of a proxy that speaks no Kubernetes by its code', async () => {
  fake.on('GET /api/v1/namespaces/n/pods/a', (_asked, response) => response.writeHead(503).end('<html>'));
  await assert.rejects(api.get(pods, key), { name: 'ApiError', status: 503, reason: 'ServiceUnavailable', message: 'HTTP 503' });
  fake.on('GET /api/v1/namespaces/n/pods/a', (_asked, response) => response.writeHead(200).end('<html>'));
  await assert.rejects(api.get(pods, key), { name: 'ApiError', message: /no API server/ });
});

test('waits as long as a busy server says, and asks again', async () => {
  fake.on('GET /api/v1/namespaces/n/pods/a', json({}, 429, { 'Retry-After': '0.01' }), json(pod));
  assert.deepEqual(await api.get(pods, key), pod);
});

test('says which server cannot be reached, and why', async () => {
  const gone = await startScriptedApi();
  await gone.close();
  const lost = await startScriptedApi();
  const nobody = await connectApi({ kubeconfig: lost.kubeconfig });
  await lost.close();
  await assert.rejects(nobody.types(), {
    name: 'ApiError',
    status: 503,
    reason: 'ServiceUnavailable',
    message: new RegExp(`^cannot reach ${lost.url}: .*ECONNREFUSED`),
  });
  nobody.close();
});

test('takes an empty list of metadata, which has null for items, as an empty list', async () => {
  fake.on('GET /api/v1/namespaces/n/pods', json({ metadata: { resourceVersion: '5' }, items: null }));
  assert.deepEqual(await api.listMetadata(pods, 'n'), []);
});
