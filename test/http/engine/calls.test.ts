/**
 * Calls of the engine's API as any HTTP client makes them: who may, what is answered, what is refused and how.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answer, CONFIG_MAPS, PODS, START, startApi, TOPICS, topic } from './api.ts';

const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';
const json = 'application/json-patch+json';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const options = { apiVersion: 'v1', kind: 'DeleteOptions' };

test('who does not know the secret is refused', async (t) => {
  const api = await startApi(t);
  const { origin, pathname } = new URL(api.url);
  const secret = pathname.slice(1);
  const asked = (path: string, authorization = ''): Promise<Response> =>
    fetch(`${origin}${path}`, { headers: authorization === '' ? {} : { authorization } });
  for (const refused of [await asked('/api'), await asked('/wrong/api'), await asked('/api', 'Bearer wrong')]) {
    assert.equal(refused.status, 401);
    assert.equal(((await refused.json()) as { reason: string }).reason, 'Unauthorized');
  }
  assert.equal((await asked('/api', `Bearer ${secret}`)).status, 200);
  assert.ok(api.kubeconfig().includes(`server: "${api.url}"`));
  assert.ok(secret.length >= 32);
});

test('discovery names groups, versions, types and subresources', async (t) => {
  const api = await startApi(t);
  const get = (path: string) => api.call('GET', path);
  assert.equal((await get('/version')).at('.minor'), '34');
  assert.deepEqual((await get('/api')).all('.versions[*]'), ['v1']);
  const groups = await get('/apis');
  const ours = '.groups[?(@.name=="kafka.banzaicloud.io")]';
  assert.deepEqual(groups.all(`${ours}.versions[*].version`), ['v1beta1', 'v1alpha1']);
  assert.equal(groups.at(`${ours}.preferredVersion.version`), 'v1beta1');
  const core = (await get('/api/v1')).all('.resources[*].name');
  for (const name of ['pods', 'pods/status', 'pods/eviction', 'configmaps', 'nodes']) assert.ok(core.includes(name), name);
  const kinds = await get('/apis/kafka.banzaicloud.io/v1alpha1');
  const topics = ['kind', 'singularName', 'shortNames[*]', 'categories[*]'].map((field) =>
    kinds.at(`.resources[?(@.name=="kafkatopics")].${field}`),
  );
  assert.deepEqual(topics, ['KafkaTopic', 'kafkatopic', 'kft', 'kafka']);
  assert.equal((await get('/apis/nobody.io/v1')).status, 404);
});

test('OpenAPI v3 describes our kinds and what PATCH takes', async (t) => {
  const api = await startApi(t);
  const url = (await api.call('GET', '/openapi/v3')).at("['paths']['apis/kafka.banzaicloud.io/v1alpha1'].serverRelativeURL");
  const document = await api.call('GET', String(url).slice(new URL(api.url).pathname.length));
  assert.equal(
    document.at("['components']['schemas']['kafka.banzaicloud.io.v1alpha1.KafkaTopic'].properties.spec.description"),
    'What is wanted.',
  );
  const path = '/apis/kafka.banzaicloud.io/v1alpha1/namespaces/{namespace}/kafkatopics/{name}';
  assert.ok(document.all(`['paths']['${path}'].patch.parameters[*].name`).includes('fieldValidation'));
});

test('an object lives from POST to DELETE', async (t) => {
  const api = await startApi(t);
  const created = await api.call('POST', CONFIG_MAPS, { body: { metadata: { name: 'a' }, data: { x: '1' } } });
  assert.equal(created.status, 201);
  assert.equal(created.at('.kind'), 'ConfigMap');
  assert.equal(created.at('.metadata.namespace'), 'default');
  const first = Object(created.at(''));
  const put = await api.call('PUT', `${CONFIG_MAPS}/a`, { body: { ...first, data: { x: '2' } } });
  assert.equal(put.at('.data.x'), '2');
  const stale = await api.call('PUT', `${CONFIG_MAPS}/a`, { body: { ...first, data: { x: '3' } } });
  assert.deepEqual([stale.status, stale.at('.reason')], [409, 'Conflict']);
  const gone = await api.call('DELETE', `${CONFIG_MAPS}/a`, { body: { ...options, preconditions: { uid: created.at('.metadata.uid') } } });
  assert.deepEqual([gone.status, gone.at('.status'), gone.at('.details.uid')], [200, 'Success', created.at('.metadata.uid')]);
  const missing = await api.call('GET', `${CONFIG_MAPS}/a`);
  assert.deepEqual([missing.status, missing.at('.reason'), missing.at('.message')], [404, 'NotFound', 'configmaps "a" not found']);
});

test('a list is selected by labels, fields and namespace', async (t) => {
  const api = await startApi(t);
  for (const [name, app] of [
    ['b', 'x'],
    ['a', 'x'],
    ['c', 'y'],
  ]) {
    await api.call('POST', CONFIG_MAPS, { body: { metadata: { name, labels: { app } } } });
  }
  const names = async (path: string): Promise<readonly unknown[]> => (await api.call('GET', path)).all('.items[*].metadata.name');
  assert.deepEqual(await names(`${CONFIG_MAPS}?labelSelector=app%3Dx`), ['a', 'b']);
  assert.deepEqual(await names(`/api/v1/configmaps?fieldSelector=metadata.name%3Dc`), ['c']);
  assert.deepEqual(await names('/api/v1/namespaces/kube-system/configmaps'), []);
  const refused = await api.call('GET', `${CONFIG_MAPS}?fieldSelector=data.x%3D1`);
  assert.deepEqual([refused.status, refused.at('.message')], [400, 'field label not supported: data.x']);
  const cleared = await api.call('DELETE', `${CONFIG_MAPS}?labelSelector=app%3Dx`, { body: options });
  assert.equal(cleared.status, 200);
  assert.deepEqual(await names(CONFIG_MAPS), ['c']);
});

test('status is written apart', async (t) => {
  const api = await startApi(t);
  await api.call('POST', TOPICS, { body: topic('t') });
  const main = await api.call('PATCH', `${TOPICS}/t`, { body: { status: { state: 'created' } }, type: merge });
  assert.equal(main.at('.status'), undefined);
  const status = await api.call('PATCH', `${TOPICS}/t/status`, {
    body: { spec: { partitions: 9 }, status: { state: 'created' } },
    type: merge,
  });
  assert.deepEqual([status.status, status.at('.status.state'), status.at('.spec.partitions')], [200, 'created', 1]);
  assert.equal((await api.call('GET', `${CONFIG_MAPS}/a/status`)).status, 404);
});

test('patches of each kind change what they say', async (t) => {
  const api = await startApi(t);
  await api.call('POST', PODS, {
    body: {
      metadata: { name: 'p' },
      spec: {
        containers: [
          { name: 'a', image: 'i:1' },
          { name: 'b', image: 'j:1' },
        ],
      },
    },
  });
  const images = (answer: Answer): readonly unknown[] => answer.all('.spec.containers[*].image');
  const byName = await api.call('PATCH', `${PODS}/p`, { body: { spec: { containers: [{ name: 'b', image: 'j:2' }] } }, type: strategic });
  assert.deepEqual(images(byName), ['i:1', 'j:2']);
  const byPlace = await api.call('PATCH', `${PODS}/p`, {
    body: [{ op: 'replace', path: '/spec/containers/0/image', value: 'i:2' }],
    type: json,
  });
  assert.deepEqual(images(byPlace), ['i:2', 'j:2']);
  const label = await api.call('PATCH', `${PODS}/p`, { body: { metadata: { labels: { a: 'b' } } }, type: merge });
  assert.deepEqual(label.at('.metadata.labels'), { a: 'b' });
  const refused = await api.call('PATCH', `${PODS}/p`, { body: { spec: { nodeName: 'n', hostNetwork: true } }, type: merge });
  assert.deepEqual([refused.status, refused.at('.details.kind'), refused.at('.details.name')], [422, 'Pod', 'p']);
  const apply = await api.call('PATCH', `${PODS}/p`, { body: 'metadata: {}', type: 'application/apply-patch+yaml' });
  assert.equal(apply.status, 415);
  assert.match(String(apply.at('.message')), /without --server-side/);
});

test('unknown fields are refused, told or dropped as fieldValidation says', async (t) => {
  const api = await startApi(t);
  const body = topic('t', { bogus: 1, clusterRef: { name: 'kafka', wrong: 2 } });
  const strict = await api.call('POST', `${TOPICS}?fieldValidation=Strict`, { body });
  assert.deepEqual([strict.status, strict.at('.reason')], [400, 'BadRequest']);
  assert.match(String(strict.at('.message')), /strict decoding error: unknown field "spec.bogus", unknown field "spec.clusterRef.wrong"$/);
  const warned = await api.call('POST', `${TOPICS}?dryRun=All`, { body });
  assert.equal(
    warned.headers.get('warning'),
    String.raw`299 - "unknown field \"spec.bogus\"", 299 - "unknown field \"spec.clusterRef.wrong\""`,
  );
  const ignored = await api.call('POST', `${TOPICS}?fieldValidation=Ignore`, { body });
  assert.deepEqual([ignored.status, ignored.headers.get('warning'), ignored.at('.spec.bogus')], [201, null, undefined]);
  const patch = await api.call('PATCH', `${TOPICS}/t?fieldValidation=Strict`, { body: { spec: { bogus: 1 } }, type: merge });
  assert.deepEqual(
    [patch.status, patch.at('.details.causes')],
    [422, [{ field: 'patch', message: 'Invalid value: strict decoding error: unknown field "spec.bogus"' }]],
  );
});

test('an invalid object is refused with its fields as causes', async (t) => {
  const api = await startApi(t);
  const answer = await api.call('POST', TOPICS, { body: topic('t', { partitions: 'many' }) });
  assert.deepEqual(
    [answer.status, answer.at('.reason'), answer.at('.details.kind'), answer.at('.details.name')],
    [422, 'Invalid', 'KafkaTopic', 't'],
  );
  assert.equal(answer.at('.details.causes[0].field'), 'spec.partitions');
});

test('a dry run answers as the real call and changes nothing', async (t) => {
  const api = await startApi(t);
  const before = api.store.snapshot();
  const created = await api.call('POST', `${CONFIG_MAPS}?dryRun=All`, { body: { metadata: { name: 'a' } } });
  assert.equal(created.status, 201);
  assert.equal((await api.call('POST', `${TOPICS}?dryRun=All`, { body: topic('t', { partitions: 'many' }) })).status, 422);
  assert.deepEqual(api.store.snapshot(), before);
});

test('tables have the columns of the definition and ages of the virtual clock', async (t) => {
  const api = await startApi(t);
  await api.call('POST', TOPICS, { body: topic('t') });
  await api.call('PATCH', `${TOPICS}/t/status`, {
    body: {
      status: {
        state: 'created',
        conditions: [{ type: 'Ready', status: 'True', reason: 'A', message: 'fine', lastTransitionTime: '2026-01-01T00:00:00Z' }],
      },
    },
    type: merge,
  });
  await api.clock.runUntil(api.clock.now() + 5 * 3600 * 1000);
  const answer = await api.call('GET', TOPICS, { accept: table });
  assert.deepEqual(answer.all('.columnDefinitions[*].name'), [
    'Name',
    'Ready',
    'Topic',
    'Partitions',
    'Replicas',
    'Cluster',
    'Message',
    'Age',
    'State',
  ]);
  assert.deepEqual(answer.at('.rows[0].cells'), ['t', 'True', 't', 1, 1, 'kafka', 'fine', '5h', 'created']);
  assert.equal(answer.at('.rows[0].object.kind'), 'PartialObjectMetadata');
  const whole = await api.call('GET', `${TOPICS}/t?includeObject=Object`, { accept: table });
  assert.equal(whole.at('.rows[0].object.kind'), 'KafkaTopic');
});

const refusedCalls: readonly {
  readonly it: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly status: number;
  readonly says: RegExp;
}[] = [
  { it: 'a body that is no JSON', method: 'POST', path: CONFIG_MAPS, body: '{', status: 400, says: /no JSON/ },
  { it: 'a body that is no YAML', method: 'POST', path: CONFIG_MAPS, body: 'a: [', type: 'application/yaml', status: 400, says: /no YAML/ },
  {
    it: 'a body of another media type',
    method: 'POST',
    path: CONFIG_MAPS,
    body: 'k8s',
    type: 'text/plain',
    status: 415,
    says: /text\/plain cannot be read/,
  },
  { it: 'a body without content', method: 'POST', path: CONFIG_MAPS, status: 400, says: /no object/ },
  {
    it: 'an object of another kind',
    method: 'POST',
    path: CONFIG_MAPS,
    body: { kind: 'Secret', apiVersion: 'v1' },
    status: 400,
    says: /Kind=Secret.*Kind=ConfigMap/,
  },
  {
    it: 'an object of another namespace',
    method: 'POST',
    path: CONFIG_MAPS,
    body: { metadata: { name: 'a', namespace: 'other' } },
    status: 400,
    says: /namespace/,
  },
  {
    it: 'a PUT of another name',
    method: 'PUT',
    path: `${CONFIG_MAPS}/a`,
    body: { metadata: { name: 'b' } },
    status: 400,
    says: /does not match the name on the URL/,
  },
  { it: 'a method that there is not', method: 'PUT', path: CONFIG_MAPS, body: {}, status: 405, says: /does not allow/ },
  {
    it: 'a watch from no resourceVersion',
    method: 'GET',
    path: `${PODS}?watch=1&resourceVersion=new`,
    status: 400,
    says: /invalid resource version: new/,
  },
  { it: 'a type that there is not', method: 'GET', path: '/api/v1/foos', status: 404, says: /could not find/ },
  {
    it: 'a body that is too large',
    method: 'POST',
    path: CONFIG_MAPS,
    body: { data: { x: 'x'.repeat(4 << 20) } },
    status: 413,
    says: /bytes/,
  },
  {
    it: 'a propagation that there is not',
    method: 'DELETE',
    path: '/api/v1/namespaces/default?propagationPolicy=Sideways',
    status: 422,
    says: /propagationPolicy/,
  },
];
for (const { it, method, path, status, says, ...options } of refusedCalls) {
  test(`refuses ${it} with ${status}`, async (t: TestContext) => {
    const api = await startApi(t);
    const answer = await api.call(method, path, options);
    assert.equal(answer.status, status);
    assert.deepEqual([answer.at('.kind'), answer.at('.status'), answer.at('.code')], ['Status', 'Failure', status]);
    assert.match(String(answer.at('.message')), says);
  });
}

test('misshapen metadata is refused, not stumbled over', async (t) => {
  const api = await startApi(t);
  for (const metadata of [{ labels: 7 }, { annotations: { a: 1 } }, { finalizers: 'x' }, { ownerReferences: [null] }]) {
    const answer = await api.call('POST', CONFIG_MAPS, { body: { metadata: { name: 'a', ...metadata } } });
    assert.equal(answer.status, 400);
    assert.match(String(answer.at('.message')), /^ConfigMap cannot be read: metadata\.\w+ is not a (map|list) of /);
  }
});

test('YAML is read as JSON is', async (t) => {
  const api = await startApi(t);
  const answer = await api.call('POST', CONFIG_MAPS, { body: 'metadata: {name: a}\ndata: {x: "1"}', type: 'application/yaml' });
  assert.deepEqual([answer.status, answer.at('.data')], [201, { x: '1' }]);
});

test('there are no logs, and the refusal says why', async (t) => {
  const api = await startApi(t);
  await api.call('POST', PODS, { body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'i' }] } } });
  const answer = await api.call('GET', `${PODS}/p/log`);
  assert.equal(answer.status, 501);
  assert.match(String(answer.at('.message')), /no process is behind it/);
  assert.equal((await api.call('GET', `${PODS}/none/log`)).status, 404);
});

test('who knows the secret may do everything', async (t) => {
  const api = await startApi(t);
  const review = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', spec: {} };
  const answer = await api.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: review });
  assert.equal(answer.at('.status.allowed'), true);
});

test('an object with a field of the wrong type is refused with the path of the field, and the server goes on', async (t) => {
  const api = await startApi(t);
  const cases = [
    ['/api/v1/nodes', { metadata: { name: 'n' }, status: { conditions: [null] } }, 'Node.status.conditions[0] of type object'],
    ['/api/v1/nodes', { metadata: { name: 'n' }, spec: { taints: 7 } }, 'Node.spec.taints of type array'],
    ['/api/v1/namespaces/default/services', { metadata: { name: 's' }, spec: { ports: 7 } }, 'Service.spec.ports of type array'],
    [PODS, { metadata: { name: 'p' }, spec: { containers: [null] } }, 'Pod.spec.containers[0] of type object'],
    [PODS, { metadata: { name: 'p', finalizers: 'x' }, spec: {} }, 'metadata.finalizers is not a list of strings'],
  ] as const;
  for (const [path, body, says] of cases) {
    const refused = await api.call('POST', path, { body });
    assert.equal(refused.status, 400, says);
    assert.equal(refused.at('.reason'), 'BadRequest');
    assert.ok(String(refused.at('.message')).includes(says), String(refused.at('.message')));
  }
  await api.clock.runUntil(START + 60_000);
  assert.equal((await api.call('GET', '/readyz')).status, 200);
});
