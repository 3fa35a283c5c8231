/** `kafka-hooks dump` as a user meets it: what is saved, what never is, and the sentence for each thing that is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { dispatch } from '../../../hooks/cli/command.ts';
import { dumpCommand } from '../../../hooks/cli/dump.ts';
import { type LiveStateOptions, notReadable } from '../../../hooks/cli/live-state.ts';
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
      throw notReadable(error, context);
    }
  };
  const code = await dispatch([dumpCommand(read)], ['dump', ...args], io);
  return { code, ...written };
};

const saved = (text: string): readonly string[] =>
  readState(load(text), 'saved').objects.map(
    ({ kind, metadata }) => `${kind} ${[metadata?.namespace, metadata?.name].filter(Boolean).join('/')}`,
  );

test('saves our resources, what is theirs and what stands around them, and nothing of strangers', async () => {
  const { code, out, err } = await run([]);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.match(out, /^# 13 objects of context here, https:\/\/here:6443\n/);
  assert.deepEqual(
    saved(out),
    [
      'ConfigMap a/ours',
      'ConfigMap a/theirs',
      'KafkaCluster a/kafka',
      'KafkaCluster b/kafka',
      'Namespace a',
      'Namespace b',
      'Namespace elsewhere',
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
  assert.deepEqual(saved(out), [
    'KafkaCluster b/kafka',
    ...['a', 'b', 'elsewhere', 'kube-system'].map((name) => `Namespace ${name}`),
    'Node node',
  ]);
  assert.equal(out, (await run(['-n', 'b', '-o', 'json'])).out);
});

test('refuses what no namespace can be called, before anybody is asked', async () => {
  const never = dumpCommand(() => Promise.reject(new Error('asked')));
  await assert.rejects(
    Promise.resolve(never.run(['-n', 'Foo Bar'], { stdout: assert.fail, stderr: assert.fail } as never)),
    /-n\/--namespace is "Foo Bar"/,
  );
});

test('says which namespaces it looked into', async () => {
  const scopeOf = async (...args: readonly string[]) => readState(load((await run(args)).out), 'saved').scope;
  assert.deepEqual(await scopeOf(), { wholeCluster: true, namespaces: ['a', 'b'] });
  assert.deepEqual(await scopeOf('-n', 'b'), { wholeCluster: false, namespaces: ['b'] });
});

test('does not take a namespace that is not there for an empty one', async () => {
  const { code, out, err } = await run(['-n', 'typo']);
  assert.deepEqual([code, out], [2, '']);
  assert.equal(err, 'kafka-hooks: the cluster of context here has no namespace typo; see kubectl get namespaces\n');
});

/** What the state has of kinds that are not ours, from a cluster in which these are in namespace a. */
const savedOf = async (...others: readonly KubeObject[]): Promise<readonly KubeObject[]> => {
  const more = [type('v1/Service', 'services'), type('v1/ServiceAccount', 'serviceaccounts')];
  const { out } = await run([], { types: [...types, ...more], objects: [...objects, ...others] });
  return readState(load(out), 'saved').objects;
};

test('knows which service accounts and Services of others there are, and the ports that they hold', async () => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x', uid: 'x', controller: true };
  const found = await savedOf(
    object('v1/ServiceAccount', 'mine', { metadata: { ownerReferences: [owner] } }, 'a'),
    object(
      'v1/Service',
      'theirs',
      { spec: { clusterIP: '10.0.0.1', selector: { a: 'hidden' }, ports: [{ port: 80, nodePort: 30001 }] } },
      'a',
    ),
  );
  const metadata = (name: string) => ({ name, namespace: 'a', annotations: { 'kafka-hooks.io/name-only': 'true' } });
  assert.deepEqual(
    found.filter(({ kind }) => kind?.startsWith('Service')),
    [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata('theirs'),
        spec: { clusterIP: '10.0.0.1', ports: [{ port: 80, nodePort: 30001 }] },
      },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('mine') },
    ],
  );
});

test('saves of the Pods of others only the room that they take on their Nodes', async () => {
  const roomy = object('v1/Node', 'roomy', { status: { allocatable: { cpu: '8', memory: '4Gi', pods: '110' }, capacity: { cpu: '8' } } });
  const pod = (name: string, phase: string, labels: object = {}) =>
    object(
      'v1/Pod',
      name,
      {
        metadata: { labels },
        spec: { nodeName: 'roomy', containers: [{ env: [{ value: 'hidden' }], resources: { requests: { cpu: '2500m', memory: '1Gi' } } }] },
        status: { phase },
      },
      name === 'far' ? 'elsewhere' : 'a',
    );
  const found = await savedOf(
    roomy,
    pod('near', 'Running'),
    pod('far', 'Pending'),
    pod('over', 'Succeeded'),
    pod('own', 'Running', mine.labels),
  );
  assert.deepEqual(
    found.find(({ metadata }) => metadata?.name === 'roomy'),
    { ...roomy, status: { allocatable: { cpu: '3000m', memory: '2147483648', pods: '108' }, capacity: { cpu: '8' } } },
  );
  assert.doesNotMatch(JSON.stringify(found.filter(({ metadata }) => metadata?.name !== 'own')), /near|far|over|hidden/);
});

test('finds the disks that a deleted KafkaCluster left behind', async () => {
  const found = await savedOf(object('v1/PersistentVolumeClaim', 'left', { metadata: mine }, 'elsewhere'));
  assert.ok(found.some(({ metadata }) => metadata?.name === 'left'));
});

test('reads what is to be compared as a whole, Secrets too, and tells what may not be read', async () => {
  const files = [
    object('v1/Secret', 'tls', {}, 'a'),
    object('v1/ConfigMap', 'theirs', {}, 'a'),
    object('v1/ConfigMap', 'new', {}, 'a'),
    object('v1/Node', 'node', {}, 'a'),
    object('v1/Pod', 'stranger', {}, 'a'),
  ];
  const { objects: found, uncertain } = await gatherState(apiOfLists({ types, objects }), { files });
  const dataOf = (name: string) =>
    (found.filter(({ metadata }) => metadata?.name === name) as readonly { readonly data?: unknown }[]).map(({ data }) => data);
  assert.deepEqual([dataOf('tls'), dataOf('theirs'), dataOf('new')], [[{ key: 'hidden' }], [{ a: 'hidden' }], []]);
  assert.equal(found.filter(({ kind }) => kind === 'Node').length, 1);
  assert.deepEqual(
    uncertain.map(({ object: { kind }, why }) => [kind, why]),
    [['Pod', 'a plan knows only the workloads of Kafka']],
  );
  const shut = await gatherState(apiOfLists({ types, objects, refuse: { secrets: forbidden('no') } }), { files: files.slice(0, 1) });
  assert.deepEqual(
    shut.uncertain.map(({ object: { kind }, why }) => [kind, why]),
    [['Secret', 'it may not be read']],
  );
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
  const { objects: found } = await gatherState(apiOfLists({ types, objects: objects.slice(4) }), {
    files: [object('v1/ConfigMap', 'new', {}, 'elsewhere')],
  });
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
