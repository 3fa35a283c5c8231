/** `kafka-hooks render` as a user meets it: what it prints, and the sentence for each way to hold it wrong. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadAll } from 'js-yaml';
import { dispatch } from '../../../hooks/cli/command.ts';
import { renderCommand } from '../../../hooks/cli/render.ts';
import { recordedIo } from './recorded-io.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'render-'));
after(() => rm(folder, { recursive: true }));

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

const run = async (args: readonly string[], stdin = '') => {
  const { io, written } = recordedIo();
  const code = await dispatch([renderCommand(async () => stdin)], ['render', ...args], io);
  return { code, ...written };
};

const cluster = ({ name = 'kafka', metadata = '', spec = '' } = {}): string => `apiVersion: kafka.banzaicloud.io/v1beta1
kind: KafkaCluster
metadata: { name: ${name}${metadata} }
spec:
  brokers:
    - id: 0
      brokerConfig:
        processRoles: [broker, controller]
        storageConfigs: [{ mountPath: /kafka-logs, pvcSpec: { resources: { requests: { storage: 1Gi } } } }]
${spec}`;

interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

const printed = (text: string): readonly Printed[] => (loadAll(text) as readonly (Printed | null)[]).filter((object) => object !== null);

const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: password }\n';
const good = await file('good.yaml', cluster());
const broken = await file('broken.yaml', 'kind: KafkaCluster\nspec:\n  brokers: [1\nmore: 2\n');
const impossible = await file('impossible.yaml', cluster({ name: 'bad' }).replace('id: 0', 'id: -1'));
const foolish = await file('foolish.yaml', cluster({ name: 'bad', spec: '  kRaft: false\n' }));

const wrong = [
  { it: 'names an unknown flag', args: ['--live'], code: 2, err: /--live is not a flag of render; the flags are -f\/--file/ },
  { it: 'names what -o takes', args: ['-f', good, '-o', 'xml'], code: 2, err: /-o\/--output has the value xml; give it one of yaml, json/ },
  { it: 'asks for a file', args: [], code: 2, err: /render needs -f\/--file; give it a FILE/ },
  { it: 'refuses a file without its flag', args: [good], code: 2, err: /render does not take the argument .*good\.yaml/ },
  {
    it: 'says that a file is not there',
    args: ['-f', '/nowhere.yaml'],
    code: 2,
    err: /\/nowhere\.yaml cannot be read: there is no such file; check/,
  },
  { it: 'says that a file is a folder', args: ['-f', folder], code: 2, err: /cannot be read: it is a folder/ },
  { it: 'names the line of a mistake in YAML', args: ['-f', broken], code: 2, err: /broken\.yaml, line 4: no valid YAML: .+; correct/ },
  {
    it: 'names the path of a value that the schema refuses',
    args: ['-f', impossible],
    code: 1,
    err: /impossible\.yaml: KafkaCluster bad: spec\.brokers\[0\]\.id=-1: must be at least 0\n/,
  },
  {
    it: 'names what a valid schema cannot save',
    args: ['-f', foolish],
    code: 1,
    err: /foolish\.yaml: KafkaCluster bad: spec\.zkAddresses: ZooKeeper mode/,
  },
  { it: 'prints nothing of a good cluster beside a bad one', args: ['-f', good, '-f', impossible], code: 1, err: /KafkaCluster bad/ },
] as const;
for (const c of wrong) {
  test(`${c.it} and exits with ${c.code}`, async () => {
    const { code, out, err } = await run(c.args);
    assert.match(err, c.err);
    assert.equal(code, c.code);
    assert.equal(out, '');
  });
}

test('reports all that is wrong with a spec, and not only the first five', async () => {
  const brokers = Array.from({ length: 8 }, (_, id) => `    - { id: ${id} }`).join('\n');
  const { err } = await run(
    ['-f', '-'],
    `apiVersion: kafka.banzaicloud.io/v1beta1\nkind: KafkaCluster\nmetadata: { name: a }\nspec:\n  brokers:\n${brokers}\n`,
  );
  assert.match(err, /broker 7 has no storage/);
});

test('exits with 2 and says so when standard input holds no KafkaCluster', async () => {
  const { code, out, err } = await run(['-f', '-'], secret);
  assert.deepEqual([code, out], [2, '']);
  assert.equal(err.split('\n')[0], 'standard input: Secret password is skipped: it is no KafkaCluster');
  assert.match(err, /there is no KafkaCluster in -; give a file with apiVersion/);
});

test('refuses a KafkaCluster without a name', async () => {
  const { code, err } = await run(['-f', '-'], 'apiVersion: kafka.banzaicloud.io/v1beta1\nkind: KafkaCluster\nspec: {brokers: []}\n');
  assert.equal(code, 1);
  assert.match(err, /metadata\.name: is missing/);
});

test('prints the final world of a cluster from standard input, Pods included', async () => {
  const { code, out, err } = await run(['-f', '-'], cluster());
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(
    printed(out)
      .filter(({ kind }) => kind === 'Pod' || kind === 'PersistentVolumeClaim')
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`),
    ['PersistentVolumeClaim default/kafka-0-storage-9e423fa7', 'Pod default/kafka-0'],
  );
  assert.match(out, /CLUSTER_ID/, 'the second stage, in which cluster id and quorum are known');
});

test('says that ids will differ when the UID is not known, and does not when it is', async () => {
  const unknown = await run(['-f', good]);
  const known = await run(['-f', '-'], cluster({ metadata: ', uid: 6c5c2f6e-6a0e-4b6f-8b6b-000000000001' }));
  assert.match(unknown.out, /^# KafkaCluster default\/kafka: \d+ objects\n# KafkaCluster default\/kafka has no metadata\.uid: /);
  assert.doesNotMatch(known.out, /has no metadata\.uid/);
  assert.notEqual(unknown.out.match(/cluster-id: (.+)/)?.[1], known.out.match(/cluster-id: (.+)/)?.[1]);
});

test('keeps what the status of a running cluster remembers', async () => {
  const status =
    'status: { clusterID: MkU3OEVBNTcwNTJENDM2Qg, image: "docker.io/apache/kafka:4.0.0", brokersState: { "0": { restarts: { count: 9, nextStartAfter: "2099-01-01T00:00:00Z" } } } }\n';
  const { out } = await run(['-f', '-'], cluster({ spec: status }));
  assert.match(out, /value: MkU3OEVBNTcwNTJENDM2Qg/);
  assert.match(out, /image: docker\.io\/apache\/kafka:4\.0\.0/);
});

test('takes several documents, lists and files, in their order, and skips other kinds aloud', async () => {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: loadAll(cluster({ name: 'third' })) });
  const two = await file('two.yaml', `---\n${cluster({ name: 'first' })}---\n${secret}---\n${cluster({ name: 'second' })}`);
  const { code, out, err } = await run(['-f', two, '-f', await file('list.json', list)]);
  assert.equal(code, 0);
  assert.deepEqual(
    [...out.matchAll(/^# KafkaCluster (\S+): /gm)].map(([, name]) => name),
    ['default/first', 'default/second', 'default/third'],
  );
  assert.match(err, /two\.yaml: Secret password is skipped/);
});

test('prints one JSON List for -o json, with the note on standard error', async () => {
  const { out, err } = await run(['-f', good, '-o', 'json']);
  const { kind, items } = JSON.parse(out) as { readonly kind: string; readonly items: readonly Printed[] };
  assert.equal(kind, 'List');
  assert.deepEqual(items, printed((await run(['-f', good])).out));
  assert.match(err, /has no metadata\.uid/);
});

test('uses --namespace only where the manifest names none', async () => {
  const given = await run(['-f', '-', '-n', 'streams'], `${cluster()}---\n${cluster({ metadata: ', namespace: prod' })}`);
  assert.deepEqual([...new Set(printed(given.out).map(({ metadata }) => metadata.namespace))], ['streams', 'prod']);
});

test('shows a rack as the value of its label', async () => {
  const { out } = await run(['-f', '-'], cluster({ spec: '  rackAwareness: { labels: [topology.kubernetes.io/zone] }\n' }));
  assert.match(out, /broker\.rack=<value of topology\.kubernetes\.io\/zone>/);
});

test('merges YAML anchors as kubectl does', async () => {
  const text = cluster().replace('- id: 0', '- &b\n      id: 0').concat('    - <<: *b\n      id: 1\n');
  const { code, out } = await run(['-f', '-'], text);
  assert.equal(code, 0);
  assert.ok(printed(out).some(({ kind, metadata }) => kind === 'Pod' && metadata.name === 'kafka-1'));
});

test('prints the same bytes for the same input', async () => {
  assert.equal((await run(['-f', good])).out, (await run(['-f', good])).out);
});

test('teaches its use with --help', async () => {
  const { code, out } = await run(['--help']);
  assert.equal(code, 0);
  assert.match(out, /all zeroes[\s\S]*Examples:\n {2}# [\s\S]*render -f -/);
});
