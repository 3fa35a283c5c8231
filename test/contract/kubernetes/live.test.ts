/**
 * The same adapter against a real API server: CONTRACT_KUBECONFIG names it, and without it these tests are skipped.
 * They work in a namespace of their own and delete it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectApi, type KubernetesApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { isApiError, type ResourceType } from '../../../hooks/ports/api-server.ts';

const kubeconfig = process.env['CONTRACT_KUBECONFIG'];
const skip = kubeconfig === undefined ? 'CONTRACT_KUBECONFIG names no cluster' : false;
const namespace = `contract-${process.pid}`;

let api: KubernetesApi;
let types: readonly ResourceType[] = [];
const typeOf = (apiVersion: string, kind: string): ResourceType => {
  const found = types.find((type) => type.apiVersion === apiVersion && type.kind === kind);
  assert.ok(found, `${apiVersion} ${kind} is served`);
  return found;
};
const map = (name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  ...more,
});

before(async () => {
  if (kubeconfig === undefined) return;
  api = await connectApi({ kubeconfig });
  types = await api.types();
  await api.create(typeOf('v1', 'Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});
after(async () => {
  if (kubeconfig === undefined) return;
  await api.delete(typeOf('v1', 'Namespace'), { name: namespace });
  api.close();
});

test('discovers kinds with scope and status', { skip }, () => {
  assert.deepEqual(typeOf('v1', 'Pod'), { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, status: true });
  assert.equal(typeOf('v1', 'ConfigMap').status, false);
  assert.equal(typeOf('v1', 'Node').namespaced, false);
  assert.equal(typeOf('policy/v1', 'PodDisruptionBudget').plural, 'poddisruptionbudgets');
});

test('creates, reads, updates, lists and deletes, and is refused as the port says', { skip }, async () => {
  const type = typeOf('v1', 'ConfigMap');
  const created = await api.create(type, map('a', { data: { key: 'one' } }));
  await assert.rejects(api.create(type, map('a')), { name: 'ApiError', status: 409, reason: 'AlreadyExists' });
  const updated = await api.update(type, { ...created, ...{ data: { key: 'two' } } });
  assert.deepEqual(await api.get(type, { namespace, name: 'a' }), updated);
  await assert.rejects(api.update(type, { ...created, ...{ data: { key: 'three' } } }), { status: 409, reason: 'Conflict' });
  await assert.rejects(api.create(type, map('No Name')), { status: 422, reason: 'Invalid' });
  const listed = (await api.list(type, namespace)).find(({ metadata }) => metadata?.name === 'a');
  assert.deepEqual(listed, updated);
  const [metadata] = (await api.listMetadata(type, namespace)).filter(({ metadata }) => metadata?.name === 'a');
  assert.equal(metadata?.kind, 'ConfigMap');
  assert.ok(metadata !== undefined && !('data' in metadata));
  await assert.rejects(api.delete(type, { namespace, name: 'a' }, { uid: 'another' }), { status: 409, reason: 'Conflict' });
  await api.delete(type, { namespace, name: 'a' }, { uid: created.metadata?.uid ?? '', propagation: 'Background' });
  await assert.rejects(api.get(type, { namespace, name: 'a' }), { status: 404, reason: 'NotFound' });
});

test('writes a status apart', { skip }, async () => {
  const type = typeOf('policy/v1', 'PodDisruptionBudget');
  const spec = { maxUnavailable: 1, selector: { matchLabels: { a: 'b' } } };
  await api.create(
    type,
    Object.assign({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }, { metadata: { name: 'b', namespace }, spec }),
  );
  const status = { currentHealthy: 7, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 7 };
  // The disruption controller writes it at the same time: whoever is late reads again.
  const write = async (tries: number): Promise<KubeObject> => {
    const newest = await api.get(type, { namespace, name: 'b' });
    try {
      return await api.updateStatus(type, Object.assign({ ...newest }, { spec: { ...spec, maxUnavailable: 2 }, status }));
    } catch (error) {
      if (!isApiError(error, 'Conflict') || tries === 0) throw error;
      return write(tries - 1);
    }
  };
  const answer = await write(5);
  assert.deepEqual((answer as { readonly spec?: unknown }).spec, spec);
  assert.equal((answer as { readonly status?: { readonly currentHealthy?: number } }).status?.currentHealthy, 7);
});

test('watches', { skip, timeout: 10_000 }, async () => {
  const only = await connectApi({ kubeconfig: kubeconfig ?? '', only: namespace });
  const type = typeOf('v1', 'ConfigMap');
  await api.create(type, map('before'));
  const heard: string[] = [];
  const mine = ({ metadata }: KubeObject): boolean => metadata?.name !== 'kube-root-ca.crt';
  const over = new Promise<void>((resolve) => {
    void only
      .watch(type, {
        listed: (objects) => heard.push(`listed ${objects.filter(mine).map(({ kind, metadata }) => `${kind} ${metadata?.name}`)}`),
        changed: ({ type: what, object }) => {
          if (mine(object)) heard.push(`${what} ${object.kind} ${object.metadata?.name}`);
          if (what === 'DELETED') resolve();
        },
      })
      .then(async () => {
        const created = await api.create(type, map('during'));
        await api.update(type, { ...created, ...{ data: { a: 'b' } } });
        await api.delete(type, { namespace, name: 'during' });
      });
  });
  await over;
  only.close();
  assert.deepEqual(heard, ['listed ConfigMap before', 'ADDED ConfigMap during', 'MODIFIED ConfigMap during', 'DELETED ConfigMap during']);
});
