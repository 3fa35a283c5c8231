/**
 * What is held although nothing asks for it: the last valid spec, disks that left the spec, objects that came by adoption.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClusterSpec } from '../../../hooks/api/kafka-cluster.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { ConfigMap, KubeObject, PersistentVolumeClaim, Pod } from '../../../hooks/kube/types.ts';
import { clusterOf, NOW, node, ofKind, pvc, READY, replay, request, sync, written } from './world.ts';

const twoDisks = { brokers: [node(0, ['broker', 'controller'], { brokerConfig: { storageConfigs: [pvc('/a'), pvc('/b')] } })] };
const oneDisk = { brokers: [node(0, ['broker', 'controller'], { brokerConfig: { storageConfigs: [pvc('/a')] } })] };

/** A cluster at rest, and a call with another spec in the same world. */
const changed = async (
  before: Partial<KafkaClusterSpec>,
  after: Partial<KafkaClusterSpec>,
  keep: (child: KubeObject) => boolean = () => true,
) => {
  const last = (await replay(clusterOf({ spec: before }), 5)).at(-1);
  assert.ok(last !== undefined);
  const around = { ...last.around, children: (last.around.children ?? []).filter(keep) };
  return { last, answer: await sync(clusterOf({ spec: after, status: last.answer.status, generation: 2 }), around) };
};

const reasonOf = (answer: Awaited<ReturnType<typeof sync>>, type: string) => answer.status.conditions?.find((c) => c.type === type);

test('makes a broker that vanished anew while a later spec is refused', async () => {
  const { last, answer } = await changed({}, { readOnlyConfig: 'port=1' }, ({ kind }) => kind !== 'Pod');
  assert.equal(reasonOf(answer, 'Ready')?.reason, 'InvalidSpec');
  assert.deepEqual(ofKind<Pod>(answer, 'Pod'), ofKind<Pod>(last.answer, 'Pod'));
});

test('answers the very same children while a later spec is refused and nothing else happens', async () => {
  const { last, answer } = await changed({}, { readOnlyConfig: 'port=1' });
  assert.deepEqual(answer.children, last.answer.children);
  assert.equal(answer.status.lastValidSpec, last.answer.status.lastValidSpec);
});

test('leaves every child as it is when the first spec of all is refused', async () => {
  const child = written({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'apps' } }, 'u');
  const answer = await sync(clusterOf({ spec: { readOnlyConfig: 'port=1' } }), { children: [child] });
  assert.deepEqual(
    answer.children.map(({ metadata }) => metadata?.name),
    ['x'],
  );
});

test('keeps a disk that left the spec mounted and in log.dirs, and says that its removal waits', async () => {
  const { last, answer } = await changed(twoDisks, oneDisk);
  const configOf = (from: typeof answer) =>
    ofKind<ConfigMap>(from, 'ConfigMap').find(({ metadata }) => metadata?.name === 'kafka-config-0')?.data;
  assert.match(configOf(answer)?.['broker-config'] ?? '', /^log\.dirs=\/a\/kafka,\/b\/kafka$/m);
  assert.deepEqual(configOf(answer), configOf(last.answer));
  assert.deepEqual(ofKind<Pod>(answer, 'Pod'), ofKind<Pod>(last.answer, 'Pod'));
  const names = (from: typeof answer) => ofKind<PersistentVolumeClaim>(from, 'PersistentVolumeClaim').map(({ metadata }) => metadata?.name);
  assert.deepEqual(names(answer), names(last.answer));
  assert.deepEqual([reasonOf(answer, 'RemovalPending')?.status, reasonOf(answer, 'Ready')?.status], ['True', 'True']);
  assert.match(answer.status.brokersState?.['0']?.removal?.message ?? '', /\/b of broker 0 left the spec/);
  assert.equal(reasonOf(answer, 'RestartPending')?.status, 'False');
});

test('names no disk in the configuration that a Pod on its way does not mount', async () => {
  const last = (await replay(clusterOf({ spec: oneDisk }), 5)).at(-1);
  assert.ok(last !== undefined);
  const startTime = new Date(NOW).toISOString();
  const starting = {
    phase: 'Running',
    startTime,
    containerStatuses: [{ name: 'kafka', ready: false, state: { running: { startedAt: startTime } } }],
  };
  const logDirs = async (status: object = {}): Promise<string | undefined> => {
    const children = (last.around.children ?? []).map((child) => (child.kind === 'Pod' ? ({ ...child, status } as KubeObject) : child));
    const answer = await sync(clusterOf({ spec: twoDisks, status: last.answer.status, generation: 2 }), { children });
    const config = ofKind<ConfigMap>(answer, 'ConfigMap').find(({ metadata }) => metadata?.name === 'kafka-config-0');
    return /^log\.dirs=(.*)$/m.exec(config?.data?.['broker-config'] ?? '')?.[1];
  };
  assert.equal(await logDirs(starting), '/a/kafka', 'it may read it yet, and would make the folder in its container');
  assert.equal(await logDirs(READY), '/a/kafka,/b/kafka', 'it has read it: this is for its next start');
});

test('makes no second claim beside one whose annotation a person changed', async () => {
  const last = (await replay(clusterOf(), 5)).at(-1);
  const children = (last?.around.children ?? []).map((child) =>
    child.kind === 'PersistentVolumeClaim'
      ? { ...child, metadata: { ...child.metadata, annotations: { ...child.metadata?.annotations, mountPath: '/elsewhere' } } }
      : child,
  );
  const answer = await sync(clusterOf({ ...(last && { status: last.answer.status }) }), { children });
  const claims = ofKind<PersistentVolumeClaim>(answer, 'PersistentVolumeClaim');
  assert.deepEqual(
    claims.map(({ metadata }) => metadata?.annotations?.['mountPath']),
    ['/kafka-logs'],
  );
});

test('keeps what Koperator made and no answer ever described, and removes what an answer did', async () => {
  const service = (name: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'apps', labels: { kafka_cr: 'kafka' } },
  });
  const ours = written({ ...service('kafka-old'), spec: { selector: {} } } as KubeObject, 'u1');
  const last = (await replay(clusterOf(), 5)).at(-1);
  const answer = await sync(clusterOf({ ...(last && { status: last.answer.status }) }), {
    children: [...(last?.around.children ?? []), ours, service('kafka-0-external')],
  });
  const names = answer.children.map(({ metadata }) => metadata?.name);
  assert.deepEqual([names.includes('kafka-0-external'), names.includes('kafka-old')], [true, false]);
});

test('keeps the owner that keeps a claim when the namespace is not shown', async () => {
  const last = (await replay(clusterOf(), 5)).at(-1);
  assert.ok(last !== undefined);
  const world = request(clusterOf({ status: last.answer.status }), last.around);
  const blind = await kafkaCluster.sync({ ...world, related: { ...world.related, 'Namespace.v1': {} } }, { now: NOW });
  const owners = (from: typeof blind) =>
    ofKind<PersistentVolumeClaim>(from, 'PersistentVolumeClaim').map(({ metadata }) => metadata?.ownerReferences);
  assert.equal(owners(last.answer)[0]?.[0]?.kind, 'Namespace');
  assert.deepEqual(owners(blind), owners(last.answer));
});
