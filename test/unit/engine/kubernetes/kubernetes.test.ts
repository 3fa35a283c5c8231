/** The rest of the world: what an empty cluster has, what the small controllers write, and that a seed decides everything. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment, Node, Service } from '../../../../hooks/kube/types.ts';
import { claimOf, createCluster, key, mounting, NAMESPACE, podOf } from './cluster.ts';

test('an empty cluster has Nodes over its zones, two StorageClasses and the namespaces', () => {
  const { store } = createCluster({ nodes: 4, zones: ['a', 'b'] });
  const names = (apiVersion: string, kind: string) =>
    store
      .list(store.typeOf(apiVersion, kind))
      .map(({ metadata }) => metadata?.name)
      .sort();
  const nodes: readonly Node[] = store.list(store.typeOf('v1', 'Node'));
  assert.deepEqual(nodes.map(({ metadata }) => `${metadata?.name} ${metadata?.labels?.['topology.kubernetes.io/zone']}`).sort(), [
    'node-1 a',
    'node-2 b',
    'node-3 a',
    'node-4 b',
  ]);
  assert.deepEqual(names('storage.k8s.io/v1', 'StorageClass'), ['fixed', 'standard']);
  assert.deepEqual(names('v1', 'Namespace'), ['default', 'kube-node-lease', 'kube-public', 'kube-system']);
});

test('a Deployment is available after a while, and again after a change', async () => {
  const cluster = createCluster();
  const labels = { app: 'cc' };
  cluster.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cc', namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'cc', image: 'cc:1' }] } },
    },
  } as object);
  const read = () => cluster.read<Deployment>('apps/v1', 'Deployment', 'cc', NAMESPACE);
  await cluster.pass(1);
  assert.equal(read()?.status?.availableReplicas, undefined);
  await cluster.pass(10);
  assert.equal(read()?.status?.availableReplicas, 1);
  assert.equal(read()?.status?.observedGeneration, 1);
  cluster.update({ ...read(), spec: { ...read()?.spec, replicas: 2 } } as object);
  await cluster.pass(10);
  assert.deepEqual([read()?.status?.observedGeneration, read()?.status?.readyReplicas], [2, 2]);
});

test('only a Service of type LoadBalancer gets an address, and each another one', async () => {
  const cluster = createCluster();
  for (const [name, type] of [
    ['a', 'LoadBalancer'],
    ['b', 'LoadBalancer'],
    ['c', 'ClusterIP'],
  ] as const)
    cluster.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: NAMESPACE },
      spec: { type, ports: [{ port: 80 }] },
    } as object);
  await cluster.pass(10);
  const addresses = ['a', 'b', 'c'].map(
    (name) => cluster.read<Service>('v1', 'Service', name, NAMESPACE)?.status?.loadBalancer?.ingress?.[0]?.ip,
  );
  assert.equal(addresses[2], undefined);
  assert.equal(new Set(addresses).size, 3);
});

const story = async (seed: number): Promise<readonly string[]> => {
  const cluster = createCluster({ seed, puppets: ['kafka'], timings: { spread: 0.2 } });
  const seen: string[] = [];
  cluster.store.subscribe(({ type, resource, object }) =>
    seen.push(`${cluster.clock.now()} ${type} ${resource.kind} ${object.metadata?.name} ${object.metadata?.resourceVersion}`),
  );
  for (const id of [0, 1, 2]) {
    cluster.create(claimOf(`data-${id}`));
    cluster.create(podOf(`kafka-${id}`, mounting(`data-${id}`)));
  }
  await cluster.pass(30);
  cluster.kubernetes.powerOff('node-1');
  cluster.kubernetes.loseVolume(key('data-1'));
  await cluster.pass(600);
  cluster.kubernetes.powerOn('node-1');
  await cluster.pass(600);
  return seen;
};

test('a seed decides what happens, and decides it again', async () => {
  assert.deepEqual(await story(7), await story(7));
  assert.notDeepEqual(await story(7), await story(8));
});

test('a world where nothing happens costs nothing', async () => {
  const cluster = createCluster({ puppets: ['kafka'] });
  cluster.create(claimOf('data'));
  cluster.create(podOf('kafka-0', mounting('data')));
  await cluster.pass(60);
  assert.equal(cluster.clock.nextAt(), undefined);
});
