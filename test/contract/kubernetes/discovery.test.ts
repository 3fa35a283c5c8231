/** What an API server says that it serves, in both ways to say it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { connectApi, type KubernetesApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import { json, refusal, type ScriptedApi, startScriptedApi } from '../../fakes/scripted-api.ts';

let fake: ScriptedApi;
let api: KubernetesApi;
beforeEach(async () => {
  fake = await startScriptedApi();
  api = await connectApi({ kubeconfig: fake.kubeconfig });
});
afterEach(async () => {
  api.close();
  await fake.close();
});

const pods = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, status: true };
const nodes = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false, status: false };
const clusters = {
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  plural: 'kafkaclusters',
  namespaced: true,
  status: true,
};

const resource = (name: string, kind: string, { scope = 'Namespaced', status = true } = {}) => ({
  resource: name,
  responseKind: { group: '', version: '', kind },
  scope,
  subresources: status ? [{ subresource: 'status' }] : [],
});

test('reads aggregated discovery in two calls', async () => {
  const core = [resource('pods', 'Pod'), resource('nodes', 'Node', { scope: 'Cluster', status: false }), resource('reviews', '')];
  fake.on('GET /api', json({ kind: 'APIGroupDiscoveryList', items: [{ metadata: {}, versions: [{ version: 'v1', resources: core }] }] }));
  const versions = [{ version: 'v1beta1', resources: [resource('kafkaclusters', 'KafkaCluster')] }];
  fake.on('GET /apis', json({ kind: 'APIGroupDiscoveryList', items: [{ metadata: { name: 'kafka.banzaicloud.io' }, versions }] }));
  assert.deepEqual(await api.types(), [pods, nodes, clusters]);
  assert.equal(fake.asked.length, 2);
});

const plain = () => {
  const core = [
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'pods/status', kind: 'Pod', namespaced: true },
    { name: 'nodes', kind: 'Node', namespaced: false },
  ];
  fake.on('GET /api', json({ kind: 'APIVersions', versions: ['v1'] }));
  fake.on('GET /api/v1', json({ kind: 'APIResourceList', resources: core }));
  const groups = ['kafka.banzaicloud.io/v1beta1', 'metrics.k8s.io/v1'].map((groupVersion) => ({ versions: [{ groupVersion }] }));
  fake.on('GET /apis', json({ kind: 'APIGroupList', groups }));
  const own = [
    { name: 'kafkaclusters', kind: 'KafkaCluster', namespaced: true },
    { name: 'kafkaclusters/status', kind: 'KafkaCluster', namespaced: true },
  ];
  fake.on('GET /apis/kafka.banzaicloud.io/v1beta1', json({ kind: 'APIResourceList', resources: own }));
};

test('asks group by group where there is no aggregated discovery, and leaves out a group whose server is down', async () => {
  plain();
  fake.on('GET /apis/metrics.k8s.io/v1', refusal(503, 'ServiceUnavailable'));
  assert.deepEqual(await api.types(), [pods, nodes, clusters]);
});

test('fails when a group is refused for another reason', async () => {
  plain();
  fake.on('GET /apis/metrics.k8s.io/v1', refusal(403, 'Forbidden'));
  await assert.rejects(api.types(), { name: 'ApiError', reason: 'Forbidden' });
});
