/**
 * The real kubectl against the engine's API: what a user of `demo --serve` types. Runs where a kubectl of 1.29 or newer is found.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { startApi, type TestApi, topic } from './api.ts';

const run = promisify(execFile);
const KUBECTL = process.env['KUBECTL'] ?? 'kubectl';

const missing = (): string | false => {
  try {
    const text = execFileSync(KUBECTL, ['version', '--client', '-o', 'json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const minor = Number.parseInt((JSON.parse(text) as { clientVersion: { minor: string } }).clientVersion.minor, 10);
    return minor >= 29 ? false : `kubectl 1.${minor} is older than 1.29`;
  } catch {
    return `there is no ${KUBECTL}`;
  }
};
const skip = missing();

interface Kubectl extends TestApi {
  /** Standard output and error of a command; a failed one answers too. */
  kubectl(...args: readonly string[]): Promise<string>;
  file(name: string, text: string): Promise<string>;
}

const start = async (t: TestContext): Promise<Kubectl> => {
  const api = await startApi(t);
  const folder = await mkdtemp(path.join(tmpdir(), 'kafka-hooks-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = async (name: string, text: string): Promise<string> => {
    const full = path.join(folder, name);
    await writeFile(full, text, { mode: 0o700 });
    return full;
  };
  const kubeconfig = await file('kubeconfig', api.kubeconfig());
  const kubectl = async (...args: readonly string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'], HOME: folder, KUBE_EDITOR: path.join(folder, 'editor') };
    const done = run(KUBECTL, [`--kubeconfig=${kubeconfig}`, ...args], { env });
    const { stdout, stderr } = await done.catch((failed: { readonly stdout: string; readonly stderr: string }) => failed);
    return `${stderr}${stdout}`;
  };
  return { ...api, kubectl, file };
};

const partitions = ({ kubectl }: Kubectl): Promise<string> => kubectl('get', 'kft', 't', '-o', 'jsonpath={.spec.partitions}');

test('kubectl applies, shows, changes, watches and deletes a topic', { skip }, async (t) => {
  const world = await start(t);
  const { kubectl, file } = world;
  const manifest = await file('topic.json', JSON.stringify(topic('t')));
  assert.match(await kubectl('apply', '-f', manifest), /created/);
  assert.match(await kubectl('apply', '-f', manifest), /unchanged/);
  await file('topic.json', JSON.stringify(topic('t', { partitions: 2 })));
  assert.match(await kubectl('apply', '-f', manifest), /configured/);
  assert.equal(await partitions(world), '2');
  assert.match(await kubectl('apply', '--server-side', '-f', manifest), /use kubectl apply without --server-side/);

  await file('editor', '#!/bin/sh\nsed -i.bak "s/partitions: 2/partitions: 3/" "$1"\n');
  assert.match(await kubectl('edit', 'kft', 't'), /edited/);
  assert.match(
    await kubectl('patch', 'kft', 't', '--type=json', '-p', '[{"op":"replace","path":"/spec/partitions","value":4}]'),
    /patched/,
  );
  assert.equal(await partitions(world), '4');
  assert.match(await kubectl('patch', 'kft', 't', '-p', '{"spec":{"partitions":5}}'), /--type=merge/);
  const ready = {
    conditions: [{ type: 'Ready', status: 'True', reason: 'A', message: 'fine', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  };
  await kubectl('patch', 'kft', 't', '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: ready }));
  assert.match(await kubectl('wait', '--for=condition=Ready', 'kft/t', '--timeout=5s'), /condition met/);

  const [head = '', row = ''] = (await kubectl('get', 'kafkatopics', '-o', 'wide')).split('\n');
  assert.match(head, /^NAME +READY +TOPIC +PARTITIONS +REPLICAS +CLUSTER +MESSAGE +AGE +STATE/);
  assert.match(row, /^t +True +t +4 +1 +kafka +fine +0s/);
  assert.match(await kubectl('describe', 'kft', 't'), /Partitions: +4/);
  assert.match(await kubectl('delete', 'kft', 't'), /deleted/);
  assert.match(await kubectl('get', 'kft', 't'), /NotFound/);
});

test('kubectl explains our kinds and names what a spec has too much', { skip }, async (t) => {
  const { kubectl, file } = await start(t);
  assert.match(await kubectl('explain', 'kafkacluster.spec.brokers'), /KIND: +KafkaCluster[\s\S]*id\t<integer> -required-/);
  const wrong = await file('wrong.json', JSON.stringify(topic('t', { bogus: 1 })));
  assert.match(await kubectl('apply', '-f', wrong), /strict decoding error: unknown field "spec.bogus"/);
  assert.match(await kubectl('apply', '-f', wrong, '--validate=warn'), /Warning: unknown field "spec.bogus"[\s\S]*created/);
});

test('kubectl changes built-in kinds, with protobuf where it insists', { skip }, async (t) => {
  const { kubectl, file } = await start(t);
  assert.match(await kubectl('create', 'configmap', 'c', '--from-literal=a=1'), /created/);
  assert.match(await kubectl('create', 'secret', 'generic', 's', '--from-literal=a=1'), /created/);
  assert.match(await kubectl('label', 'configmap', 'c', 'x=y'), /labeled/);
  await file('editor', '#!/bin/sh\nsed -i.bak \'s/a: "1"/a: "2"/\' "$1"\n');
  assert.match(await kubectl('edit', 'configmap', 'c'), /edited/);
  assert.equal(await kubectl('get', 'cm', '-l', 'x=y', '-o', 'jsonpath={.items[*].data.a}'), '2');
  assert.equal(await kubectl('get', 'secret', 's', '-o', 'jsonpath={.data.a}'), 'MQ==');
  assert.match(await kubectl('run', 'p', '--image=i'), /created/);
  assert.match(await kubectl('set', 'image', 'pod/p', 'p=j'), /updated/);
  assert.match(await kubectl('get', 'pods'), /^NAME +READY +STATUS +RESTARTS +AGE\np +0\/1/);
  assert.match(await kubectl('logs', 'p'), /no process is behind it/);
  assert.match(await kubectl('delete', 'pod', 'p', '--dry-run=server'), /dry run/);
  assert.match(await kubectl('delete', 'pod', 'p'), /deleted/);
});

test('kubectl drains a node as far as the budgets let it', { skip }, async (t) => {
  const { kubectl, file } = await start(t);
  const owner = { apiVersion: 'v1', kind: 'Thing', name: 'x', uid: 'x', controller: true };
  const items = [
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'default', labels: { a: 'b' }, ownerReferences: [owner] },
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b', namespace: 'default' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { a: 'b' } } },
    },
  ];
  assert.match(
    await kubectl('create', '-f', await file('world.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))),
    /budget\S* created/,
  );
  const status = (kind: string, value: object): Promise<string> =>
    kubectl('patch', ...kind.split('/'), '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: value }));
  await status('pod/p', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
  await status('pdb/b', { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
  assert.match(await kubectl('drain', 'n', '--timeout=1s'), /disruption budget/);
  assert.match(await kubectl('get', 'nodes'), /SchedulingDisabled/);
  await status('pdb/b', { disruptionsAllowed: 1 });
  assert.match(await kubectl('drain', 'n', '--disable-eviction=false', '--grace-period=0', '--timeout=5s'), /pod\/p evicted[\s\S]*drained/);
});
