/** `kafka-hooks dump` as a user meets it: what is saved, what never is, and the sentence for each thing that is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { dispatch } from '../../../hooks/cli/command.ts';
import { dumpCommand } from '../../../hooks/cli/dump.ts';
import type { LiveStateOptions } from '../../../hooks/cli/live-state.ts';
import { refused } from '../../../hooks/cli/refused.ts';
import { gatherState } from '../../../hooks/engine/state/gather.ts';
import { readState } from '../../../hooks/engine/state/read.ts';
import { failure } from '../../../hooks/errors.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { ApiError } from '../../../hooks/ports/api-server.ts';
import { apiOfLists, type Lists, type } from './cluster-of-lists.ts';
import { recordedIo } from './recorded-io.ts';

const KAFKA = 'kafka.banzaicloud.io/v1beta1';
const types = [
  type(`${KAFKA}/KafkaCluster`, 'kafkaclusters'),
  type('kafka.banzaicloud.io/v1alpha1/KafkaTopic', 'kafkatopics'),
  type('v1/Pod', 'pods'),
  type('v1/PersistentVolumeClaim', 'persistentvolumeclaims'),
  type('v1/PersistentVolume', 'persistentvolumes', false),
  type('v1/ConfigMap', 'configmaps'),
  type('v1/Secret', 'secrets'),
  type('v1/Node', 'nodes', false),
  type('v1/Namespace', 'namespaces', false),
];
const mine = { labels: { kafka_cr: 'kafka' } };
const object = (id: string, name: string, more: Readonly<Record<string, object>> = {}, namespace?: string): KubeObject => {
  const at = id.lastIndexOf('/');
  const metadata = { name, ...(namespace !== undefined && { namespace }), ...more['metadata'] };
  return { apiVersion: id.slice(0, at), kind: id.slice(at + 1), ...more, metadata };
};
const podSpec = {
  volumes: [
    { name: 'tls', secret: { secretName: 'tls' } },
    { name: 'maybe', secret: { secretName: 'maybe', optional: true } },
  ],
  containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'password', key: 'a' } } }], envFrom: [{ secretRef: { name: 'all' } }] }],
  imagePullSecrets: [{ name: 'registry' }],
};
const objects: readonly KubeObject[] = [
  object(`${KAFKA}/KafkaCluster`, 'kafka', {}, 'a'),
  object(`${KAFKA}/KafkaCluster`, 'kafka', {}, 'b'),
  object('v1/Pod', 'kafka-0', { metadata: mine, spec: podSpec }, 'a'),
  object('v1/Pod', 'stranger', {}, 'a'),
  object('v1/Pod', 'kafka-0', { metadata: mine }, 'elsewhere'),
  object('v1/PersistentVolumeClaim', 'disk', { metadata: mine }, 'a'),
  object('v1/PersistentVolume', 'pv-1', { spec: { claimRef: { namespace: 'a', name: 'disk' } } }),
  object('v1/PersistentVolume', 'pv-2', { spec: { claimRef: { namespace: 'x', name: 'disk' } } }),
  object('v1/ConfigMap', 'ours', { metadata: mine, data: { a: 'kept' } }, 'a'),
  object('v1/ConfigMap', 'theirs', { metadata: { annotations: { a: 'hidden' } }, data: { a: 'hidden' } }, 'a'),
  object('v1/Secret', 'tls', { metadata: { annotations: { a: 'hidden' } }, data: { key: 'hidden' } }, 'a'),
  object('v1/Node', 'node', { status: { capacity: { cpu: '1' }, images: ['big'] } }),
  ...['a', 'b', 'kube-system', 'elsewhere'].map((name) => object('v1/Namespace', name)),
];

const run = async (args: readonly string[], lists: Partial<Lists> = {}) => {
  const { io, written } = recordedIo();
  const api = apiOfLists({ types, objects, ...lists });
  const read = async ({ context = 'here', namespace }: LiveStateOptions) => {
    try {
      return { ...(await gatherState(api, { namespace })), context, server: api.server, namespace: 'default' };
    } catch (error) {
      throw refused(error, context);
    }
  };
  const code = await dispatch([dumpCommand(read)], ['dump', ...args], io);
  return { code, ...written };
};

const saved = (text: string): readonly string[] =>
  readState(load(text), 'saved').map(({ kind, metadata }) => `${kind} ${[metadata?.namespace, metadata?.name].filter(Boolean).join('/')}`);

test('saves our resources, what is theirs and what stands around them, and nothing of strangers', async () => {
  const { code, out, err } = await run([]);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.match(out, /^# 12 objects of context here, https:\/\/here:6443\n/);
  assert.deepEqual(
    saved(out),
    [
      'ConfigMap a/ours',
      'ConfigMap a/theirs',
      'KafkaCluster a/kafka',
      'KafkaCluster b/kafka',
      'Namespace a',
      'Namespace b',
      'Namespace kube-system',
      'Node node',
      'PersistentVolume pv-1',
      'PersistentVolumeClaim a/disk',
      'Pod a/kafka-0',
      'Secret a/tls',
    ].sort((a, b) => (a < b ? -1 : 1)),
  );
  assert.match(out, /kept/);
  assert.doesNotMatch(out, /hidden|big/);
});

test('saves one namespace alone, as JSON, the same bytes each time', async () => {
  const { code, out } = await run(['-n', 'b', '-o', 'json']);
  assert.equal(code, 0);
  assert.deepEqual(saved(out), ['KafkaCluster b/kafka', 'Namespace b', 'Namespace kube-system', 'Node node']);
  assert.equal(out, (await run(['-n', 'b', '-o', 'json'])).out);
});

const forbidden = (message: string) => new ApiError(403, 'Forbidden', message);

test('takes the Secrets that Pods use when none may be listed, and says so', async () => {
  const { code, out, err } = await run(['-n', 'a'], { refuse: { secrets: forbidden('no') } });
  assert.equal(code, 0);
  assert.match(err, /^kafka-hooks: Secrets of namespace a may not be listed: those that Pods of Kafka use count as there, no others\n$/);
  assert.deepEqual(
    saved(out).filter((line) => line.startsWith('Secret')),
    ['Secret a/all', 'Secret a/password', 'Secret a/registry', 'Secret a/tls'],
  );
});

const wrong: readonly { readonly it: string; readonly error: ApiError; readonly says: RegExp }[] = [
  {
    it: 'the right that is missing in a namespace',
    error: forbidden('pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "a"'),
    says: /^kafka-hooks: context here may not list pods in namespace a; see kubectl auth can-i list pods, and ask for that right\n$/,
  },
  {
    it: 'the right that is missing in the cluster',
    error: forbidden('x is forbidden: User "x" cannot list resource "storageclasses" in API group "storage.k8s.io" at the cluster scope'),
    says: /may not list storageclasses\.storage\.k8s\.io in the whole cluster/,
  },
  {
    it: 'credentials that are refused',
    error: new ApiError(401, 'Unauthorized', 'Unauthorized'),
    says: /does not take these credentials: Unauthorized; log in again/,
  },
  {
    it: 'a server that is away',
    error: new ApiError(503, 'ServiceUnavailable', 'cannot reach https://a: ECONNREFUSED'),
    says: /context here does not answer: cannot reach https:\/\/a: ECONNREFUSED/,
  },
  { it: 'any other refusal', error: new ApiError(500, 'InternalError', 'etcd\nis ill'), says: /of context here refused: etcd is ill/ },
];
for (const { it, error, says } of wrong) {
  test(`tells ${it} in one line, with exit code 2`, async () => {
    const { code, out, err } = await run([], { refuse: { pods: error } });
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, says);
  });
}

test('looks at namespaces where nothing of ours is yet, when a plan asks for it', async () => {
  const { objects: found } = await gatherState(apiOfLists({ types, objects: objects.slice(4) }), { also: ['elsewhere'] });
  assert.ok(found.some(({ kind, metadata }) => kind === 'Pod' && metadata?.namespace === 'elsewhere'));
});

test('knows a cluster without KafkaClusters from one that does not know them', async () => {
  await assert.rejects(gatherState(apiOfLists({ types: types.slice(1) })), { name: 'NoKafkaClusters' });
  assert.match(failure('CRDS_MISSING', { context: 'here', resources: 'the kind KafkaCluster' }).message, /kubectl --context here apply/);
});

test('names a wrong flag and an argument too many', async () => {
  assert.match((await run(['-f', 'x'])).err, /-f is not a flag of dump/);
  assert.match((await run(['x'])).err, /dump does not take the argument x/);
});
