/** What the alert hook asks of an API server, call by call, and that no call takes longer than somebody waits. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createAlertWorld } from '../../../hooks/adapters/kubernetes/alert-world.ts';
import { readKubeconfig } from '../../../hooks/adapters/kubernetes/kubeconfig.ts';
import type { ClusterEvent } from '../../../hooks/ports/alert-world.ts';
import { json, refusal, startScriptedApi } from '../../fakes/scripted-api.ts';

const fake = await startScriptedApi();
const access = readKubeconfig({ kubeconfig: fake.kubeconfig });
const world = createAlertWorld(access);
after(async () => {
  world.close();
  await fake.close();
});

const CLUSTERS = '/apis/kafka.banzaicloud.io/v1beta1';
const key = { namespace: 'streams', name: 'kafka' };
const cluster = {
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { ...key, uid: 'u', resourceVersion: '7' },
};

test('gets a cluster and a claim, and knows when there is none', async () => {
  fake.on(`GET ${CLUSTERS}/namespaces/streams/kafkaclusters/kafka`, json(cluster), refusal(404, 'NotFound'));
  assert.deepEqual(await world.cluster(key), cluster);
  assert.equal(await world.cluster(key), undefined);
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'disk' } };
  fake.on('GET /api/v1/namespaces/streams/persistentvolumeclaims/disk', json(claim), refusal(404, 'NotFound'));
  assert.deepEqual(await world.claim({ namespace: 'streams', name: 'disk' }), claim);
  assert.equal(await world.claim({ namespace: 'streams', name: 'disk' }), undefined);
});

test('lists the clusters of all namespaces, or of one', async () => {
  const list = json({ metadata: { resourceVersion: '9' }, items: [{ metadata: cluster.metadata }] });
  fake.on(`GET ${CLUSTERS}/kafkaclusters`, list);
  assert.deepEqual(await world.clusters(), [cluster]);
  fake.on(`GET ${CLUSTERS}/namespaces/streams/kafkaclusters`, list);
  const confined = createAlertWorld(access, { namespace: 'streams' });
  assert.deepEqual(await confined.clusters(), [cluster]);
  confined.close();
});

test('sees and changes nothing of other namespaces when confined to one, without asking', async () => {
  const confined = createAlertWorld(access, { namespace: 'elsewhere' });
  const before = fake.asked.length;
  assert.equal(await confined.cluster(key), undefined);
  assert.equal(await confined.claim(key), undefined);
  await assert.rejects(confined.patch(key, []), { name: 'ApiError', reason: 'NotFound' });
  assert.equal(fake.asked.length, before);
  confined.close();
});

const noNames = ['..', '.', '', 'A', 'a/b', 'a_b', '-a', 'a'.repeat(254), 'a?b', '%2e%2e'];
test('asks for nothing whose name no object can have: labels hold whatever somebody wrote', async () => {
  const before = fake.asked.length;
  for (const text of noNames) {
    assert.equal(await world.cluster({ ...key, name: text }), undefined);
    assert.equal(await world.claim({ ...key, namespace: text }), undefined);
    await assert.rejects(world.patch({ ...key, name: text }, []), { name: 'ApiError', reason: 'NotFound' });
  }
  assert.equal(fake.asked.length, before);
});

test('patches with a JSON patch under our own field manager', async () => {
  const path = `${CLUSTERS}/namespaces/streams/kafkaclusters/kafka`;
  fake.on(`PATCH ${path}`, json({ ...cluster, metadata: { ...cluster.metadata, resourceVersion: '8' } }));
  const operations = [{ op: 'replace', path: '/metadata/resourceVersion', value: '7' }] as const;
  assert.equal((await world.patch(key, operations)).metadata?.resourceVersion, '8');
  const asked = fake.asked.at(-1);
  assert.deepEqual(asked?.query, { fieldManager: 'kafka-hooks-alerts' });
  assert.equal(asked?.headers['content-type'], 'application/json-patch+json');
  assert.deepEqual(asked?.body, operations);
});

for (const [code, reason] of [
  [409, 'Conflict'],
  [422, 'Invalid'],
  [403, 'Forbidden'],
] as const) {
  test(`tells a patch that met ${code} as ${reason}`, async () => {
    fake.on(`PATCH ${CLUSTERS}/namespaces/streams/kafkaclusters/kafka`, refusal(code, reason));
    await assert.rejects(world.patch(key, []), { name: 'ApiError', status: code, reason });
  });
}

const event: ClusterEvent = { cluster, type: 'Normal', reason: 'AlertActed', message: 'one broker more', action: 'upScale' };

test('leaves an Event about the cluster, each under a name of its own', async () => {
  fake.on('POST /api/v1/namespaces/streams/events', json({}, 201));
  await world.event(event);
  await world.event({
    ...event,
    message: 'é'.repeat(2000),
    cluster: { ...cluster, metadata: { ...cluster.metadata, name: 'k'.repeat(253) } },
  });
  const [first, second] = fake.asked.slice(-2).map(({ body }) => body as Readonly<Record<string, unknown>> & EventBody);
  const { metadata, firstTimestamp, lastTimestamp, reportingInstance, ...rest } = first ?? assert.fail('no Event');
  assert.match(metadata.name, /^kafka\.[0-9a-f]{19,}$/);
  assert.equal(metadata.namespace, 'streams');
  assert.match(firstTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'metav1.Time has whole seconds');
  assert.equal(firstTimestamp, lastTimestamp);
  assert.ok(reportingInstance !== '');
  assert.deepEqual(rest, {
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { apiVersion: cluster.apiVersion, kind: 'KafkaCluster', ...key, uid: 'u', resourceVersion: '7' },
    type: 'Normal',
    reason: 'AlertActed',
    message: 'one broker more',
    action: 'upScale',
    count: 1,
    source: { component: 'kafka-hooks-alerts' },
    reportingComponent: 'kafka-hooks-alerts',
  });
  assert.notEqual(second?.metadata.name, metadata.name);
  assert.ok((second?.metadata.name ?? '').length <= 253);
  const bytes = Buffer.byteLength(second?.message ?? '');
  assert.ok(bytes > 1000 && bytes <= 1024, `${bytes} bytes`);
  assert.match(second?.message ?? '', /^é+…$/, 'no half character');
});

interface EventBody {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly reportingInstance: string;
  readonly message: string;
}

test('asks which rights it lacks, in the namespaces where it needs them', async () => {
  const path = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const denied = new Set(['patch kafkaclusters', 'create events']);
  fake.on(path, (asked, response) => {
    const { verb, resource } = attributesOf(asked.body);
    json({ status: { allowed: !denied.has(`${verb} ${resource}`) } }, 201)(asked, response);
  });
  assert.deepEqual(await world.missingRights(), ['patch kafkaclusters.kafka.banzaicloud.io', 'create events']);
  const asked = fake.asked.slice(-5).map(({ body }) => attributesOf(body));
  assert.deepEqual(asked.map(({ verb, group, resource }) => `${verb} ${group} ${resource}`).sort(), [
    'create  events',
    'get  persistentvolumeclaims',
    'get kafka.banzaicloud.io kafkaclusters',
    'list kafka.banzaicloud.io kafkaclusters',
    'patch kafka.banzaicloud.io kafkaclusters',
  ]);
  assert.ok(asked.every(({ namespace }) => namespace === undefined));
  const confined = createAlertWorld(access, { namespace: 'streams' });
  await confined.missingRights();
  assert.equal(attributesOf(fake.asked.at(-1)?.body).namespace, 'streams');
  confined.close();
});

const attributesOf = (body: unknown): Readonly<Record<string, string | undefined>> =>
  (body as { readonly spec: { readonly resourceAttributes: Readonly<Record<string, string>> } }).spec.resourceAttributes;

const slow: readonly { readonly it: string; readonly answer: Parameters<typeof fake.on>[1] }[] = [
  { it: 'an answer that never begins', answer: () => undefined },
  {
    it: 'an answer that never ends',
    answer: (_asked, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"metadata":');
    },
  },
];
for (const { it, answer } of slow) {
  test(`does not wait for ${it}`, async () => {
    const impatient = createAlertWorld(access, { wholeCallMs: 100 });
    fake.on(`GET ${CLUSTERS}/namespaces/streams/kafkaclusters/kafka`, answer);
    const says = /^cannot reach http:\/\/127\.0\.0\.1:\d+: no whole answer within 0\.1 s$/;
    await assert.rejects(impatient.cluster(key), { name: 'ApiError', status: 503, message: says });
    impatient.close();
  });
}

test('waits for a busy server only as long as there is time', async () => {
  const impatient = createAlertWorld(access, { wholeCallMs: 2000 });
  const path = `GET ${CLUSTERS}/namespaces/streams/kafkaclusters/kafka`;
  fake.on(path, json({}, 429, { 'Retry-After': '0.01' }), json(cluster));
  assert.deepEqual(await impatient.cluster(key), cluster);
  fake.on(path, json({}, 429, { 'Retry-After': '5' }));
  await assert.rejects(impatient.cluster(key), { name: 'ApiError', status: 429, reason: 'TooManyRequests' });
  impatient.close();
});

test('reads again when a kept connection goes at that moment, and writes nothing twice', async () => {
  const path = `${CLUSTERS}/namespaces/streams/kafkaclusters/kafka`;
  const cut: Parameters<typeof fake.on>[1] = (_asked, response) => response.destroy();
  fake.on(`GET ${path}`, json(cluster), cut, json(cluster));
  await world.cluster(key);
  assert.deepEqual(await world.cluster(key), cluster);
  fake.on(`GET ${path}`, json(cluster));
  await world.cluster(key);
  fake.on(`PATCH ${path}`, cut, json(cluster));
  const before = fake.asked.length;
  await assert.rejects(world.patch(key, []), { name: 'ApiError', status: 503 });
  assert.equal(fake.asked.length, before + 1);
});
