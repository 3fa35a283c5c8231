/** `kafka-hooks plan` as a user meets it: the sentence for each way to hold it wrong, and what it answers when held right. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { definitions } from '../../../hooks/api/definitions.ts';
import { dispatch } from '../../../hooks/cli/command.ts';
import { planCommand } from '../../../hooks/cli/plan.ts';
import { createStore } from '../../../hooks/engine/api-server/memory-store.ts';
import { createRandom } from '../../../hooks/engine/clock/random.ts';
import { createVirtualClock } from '../../../hooks/engine/clock/virtual-clock.ts';
import type { Uncertain } from '../../../hooks/engine/state/gather.ts';
import { stub } from '../../../hooks/engine/state/saved-form.ts';
import { writeState } from '../../../hooks/engine/state/write.ts';
import { failure } from '../../../hooks/errors.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { recordedIo } from './recorded-io.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'plan-'));
after(() => rm(folder, { recursive: true }));

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

const NOW = Date.UTC(2026, 0, 1);

/** An API server without anybody behind it: what the command itself does needs no more. */
const openEngine = async (objects: readonly KubeObject[], now: number) => {
  const clock = createVirtualClock(now);
  return {
    store: createStore({ clock, random: createRandom(1), definitions, objects }),
    now: clock.now,
    settle: async () => true,
    failing: () => [],
  };
};

const run = async (
  args: readonly string[],
  { stdin = '', live = [] as readonly KubeObject[], own = 'default', uncertain = [] as readonly Uncertain[] } = {},
) => {
  const { io, written } = recordedIo();
  const command = planCommand({
    stdin: async () => stdin,
    now: () => NOW,
    openEngine,
    readLive: async ({ context }) => {
      if (context !== undefined) throw failure('CONTEXT_UNKNOWN', { context, contexts: 'a, b' });
      const scope = { wholeCluster: true, namespaces: [own] };
      return { objects: live, scope, notes: ['a note of the reading'], uncertain, context: 'a', server: 'https://a', namespace: own };
    },
  });
  return { code: await dispatch([command], ['plan', ...args], io), ...written };
};

const topic = (partitions: number): string =>
  `{apiVersion: kafka.banzaicloud.io/v1alpha1, kind: KafkaTopic, metadata: {name: t}, spec: {name: t, partitions: ${partitions}, clusterRef: {name: kafka}}}\n`;

const good = await file('good.yaml', topic(3));
const broken = await file('broken.yaml', 'kind: KafkaTopic\nspec: [1\nmore: 2\n');
const state = (objects: readonly KubeObject[], { wholeCluster = true, namespaces = ['default'] } = {}) =>
  writeState({ objects, scope: { wholeCluster, namespaces }, notes: ['a note of the dump'] });
const oldState = await file('old.yaml', '{apiVersion: kafka-hooks.io/v1, kind: State, items: []}\n');
const emptyState = await file('empty.json', JSON.stringify(state([])));
const otherState = await file('other.json', JSON.stringify(state([], { wholeCluster: false, namespaces: ['other'] })));
const word = await file('word.yaml', 'hello\n');

const wrong = [
  { it: 'asks for a file', args: [], err: /plan needs -f\/--file; give it a FILE/ },
  { it: 'names an unknown flag', args: ['--lively'], err: /--lively is not a flag of plan; the flags are -f\/--file/ },
  { it: 'names what -o takes', args: ['-f', good, '-o', 'yaml'], err: /-o\/--output has the value yaml; give it one of text, json/ },
  { it: 'says that a file is not there', args: ['-f', '/nowhere.yaml'], err: /\/nowhere\.yaml cannot be read: there is no such file/ },
  { it: 'names the line of a mistake in YAML', args: ['-f', broken], err: /broken\.yaml, line 3: no valid YAML/ },
  {
    it: 'says that a file holds no resource',
    args: ['-f', word],
    err: /word\.yaml: a document that is not an object has no apiVersion; every resource has/,
  },
  {
    it: 'passes over nothing that stands beside a resource',
    args: ['-f', good, '-f', word],
    err: /word\.yaml: a document that is not an object has no apiVersion/,
  },
  { it: 'says that a file holds nothing', args: ['-f', '-'], err: /there is no resource in -; give a file with a KafkaCluster/ },
  { it: 'wants a name for a namespace', args: ['-f', good, '-n', ''], err: /-n\/--namespace has no value; give it NAMESPACE/ },
  {
    it: 'names an unknown kind',
    args: ['-f', '-'],
    stdin: '{apiVersion: v1, kind: Widget, metadata: {name: a}}',
    err: /standard input: there is no kind Widget in apiVersion v1; a plan knows KafkaClusters/,
  },
  {
    it: 'names the group that is missing',
    args: ['-f', '-'],
    stdin: '{apiVersion: v1beta1, kind: KafkaCluster, metadata: {name: a}}',
    err: /there is no kind KafkaCluster in apiVersion v1beta1; write apiVersion: kafka\.banzaicloud\.io\/v1beta1/,
  },
  {
    it: 'names the kind without a version',
    args: ['-f', '-'],
    stdin: '{kind: KafkaCluster, metadata: {name: a}}',
    err: /KafkaCluster a has no apiVersion; every resource has/,
  },
  {
    it: 'names what has no name',
    args: ['-f', '-'],
    stdin: '{apiVersion: v1, kind: Secret}',
    err: /standard input: Secret has no metadata\.name/,
  },
  {
    it: 'refuses a state of another version',
    args: ['-f', good, '--state', oldState],
    err: /old\.yaml is a state of version kafka-hooks\.io\/v1, this release reads kafka-hooks\.io\/v2/,
  },
  {
    it: 'refuses a state of another namespace alone',
    args: ['-f', good, '--state', otherState],
    err: /other\.json holds nothing but namespace other, and KafkaTopic t is in namespace default; make a state of that namespace/,
  },
  { it: 'refuses a state that is none', args: ['-f', good, '--state', good], err: /good\.yaml is no saved state/ },
  { it: 'says what a state is for', args: ['-f', emptyState], err: /State has no metadata\.name|give a saved state with --state/ },
  { it: 'does not take two states', args: ['-f', good, '--state', emptyState, '--live'], err: /plan takes --state or --live, not both/ },
  { it: 'reads standard input once', args: ['-f', '-', '--state', '-'], err: /plan takes --state - or -f -, not both/ },
  {
    it: 'takes a context for a live cluster only',
    args: ['-f', good, '--context', 'a'],
    err: /plan takes --context only with --live; add --live/,
  },
  {
    it: 'passes on what is wrong with the kubeconfig',
    args: ['-f', good, '--live', '--context', 'c'],
    err: /the kubeconfig has no context c; the contexts are a, b/,
  },
] as const;
for (const c of wrong) {
  test(`${c.it} in one line and exits with 2`, async () => {
    const { code, out, err } = await run(c.args, { stdin: 'stdin' in c ? c.stdin : '' });
    assert.match(err, c.err);
    assert.equal(err.split('\n').length, 2, 'one line');
    assert.deepEqual([code, out], [2, '']);
  });
}

test('exits with 3 when something would change, and says what to type', async () => {
  const { code, out } = await run(['-f', good]);
  assert.match(
    out,
    /Applied:\n {2}create KafkaTopic default\/t\n[\s\S]*planned for an empty cluster[\s\S]*kubectl apply -f .*good\.yaml\n$/,
  );
  assert.equal(code, 3);
});

test('names the namespace in the command, if it was named in the question', async () => {
  const { out } = await run(['-f', good, '-n', 'kube-system']);
  assert.match(out, /create KafkaTopic kube-system\/t\n/);
  assert.match(out, /kubectl apply -n kube-system -f .*good\.yaml\n$/);
});

test('quotes what a shell would take apart', async () => {
  const { out } = await run(['-f', await file("it's mine; all.yaml", topic(3)), '-f', good, '-n', 'kube-system']);
  assert.match(out, /kubectl apply -n kube-system -f '[^']*\/it'\\''s mine; all\.yaml' -f [^']*\/good\.yaml\n$/);
});

test('puts what names no namespace where kubectl would: into that of the context', async () => {
  const live = ['mine', 'other'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const planned = await run(['-f', good, '--live'], { live, own: 'mine' });
  assert.match(planned.out, /create KafkaTopic mine\/t\n/);
  const other = await run(['-f', good, '--live', '-n', 'other'], { live, own: 'mine' });
  assert.match(other.out, /create KafkaTopic other\/t\n/);
});

test('exits with 0 when the state has it all already', async () => {
  const first = await run(['-f', good, '-o', 'json']);
  assert.equal(JSON.parse(first.out).kind, 'Plan');
  const engine = await openEngine([], NOW);
  const type = engine.store.typeOf('kafka.banzaicloud.io/v1alpha1', 'KafkaTopic');
  engine.store.create(type, {
    apiVersion: type.apiVersion,
    kind: type.kind,
    metadata: { name: 't', namespace: 'default' },
    ...{ spec: { name: 't', partitions: 3, clusterRef: { name: 'kafka' } } },
  });
  const live = engine.store.snapshot();
  const there = await file('there.json', JSON.stringify(state(live)));
  for (const from of [['--state', there], ['--live']]) {
    const { code, out } = await run(['-f', good, ...from], { live });
    assert.equal(code, 0, out);
    assert.match(out, /Nothing to do/);
  }
});

const strangers = `
{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/tls, data: {a: YQ==}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d}}
`;
const stranger = (kind: string, name: string) => stub({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default', uid: name } });

test('does not compare what a state has only the name of, or says nothing of, and exits with 0', async () => {
  const there = await file('names.json', JSON.stringify(state([stranger('Secret', 's'), stranger('ConfigMap', 'c')])));
  const { code, out } = await run(['-f', '-', '--state', there], { stdin: strangers });
  assert.equal(code, 0, out);
  assert.match(out, /Secret default\/s is not compared: the state holds its name alone/);
  assert.match(out, /ConfigMap default\/c is not compared: the state holds its name alone/);
  assert.match(out, /PersistentVolumeClaim default\/d is not compared: the state does not say whether it is there/);
  assert.match(out, /a note of the dump/);
});

test('creates what a state would have the name of, if it were there', async () => {
  const { code, out } = await run(['-f', '-', '--state', emptyState], { stdin: strangers });
  assert.equal(code, 3, out);
  assert.match(out, /create Secret default\/s\n {2}create ConfigMap default\/c\n/);
});

test('does not compare what could not be read in the cluster', async () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' } };
  const { out } = await run(['-f', '-', '--live'], { stdin: strangers, uncertain: [{ object: secret, why: 'it may not be read' }] });
  assert.match(out, /Secret default\/s is not compared: it may not be read/);
  assert.doesNotMatch(out, /create Secret/);
});

test('plans for a namespace in which nothing of Kafka was, and says what is not known there', async () => {
  const there = await file('fresh.json', JSON.stringify(state([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } }])));
  const { code, out } = await run(['-f', good, '-n', 'fresh', '--state', there]);
  assert.equal(code, 3, out);
  assert.match(out, /nothing of Kafka was in namespace fresh when the state was saved/);
});

test('exits with 1 and the API server’s message when it refuses', async () => {
  const { code, out } = await run(['-f', '-'], { stdin: topic(-7) });
  assert.equal(code, 1);
  assert.match(out, /^Refused:\n {2}KafkaTopic default\/t: .*spec\.partitions/);
});

for (const [field, value, shape] of [
  ['labels', '7', 'a map of strings'],
  ['annotations', '{a: 1}', 'a map of strings'],
  ['finalizers', '3', 'a list of strings'],
  ['ownerReferences', '3', 'a list of objects'],
  ['namespace', '[a]', 'a string'],
]) {
  test(`exits with 1 when metadata.${field} is not ${shape}`, async () => {
    const { code, out } = await run(['-f', '-'], { stdin: topic(3).replace('name: t}', `name: t, ${field}: ${value}}`) });
    assert.match(out, new RegExp(`^Refused:\n {2}KafkaTopic .*: metadata\\.${field} is not ${shape}\n`));
    assert.equal(code, 1);
  });
}

test('teaches its use and its own exit codes with --help', async () => {
  const { code, out } = await run(['--help']);
  assert.equal(code, 0);
  assert.match(out, /Exit codes:\n {2}0 +nothing to do[\s\S]*\n {2}3 +applying/);
});
