/** `kafka-hooks demo` held wrong: each way has its sentence and exit code 2, and nothing was started. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { samples } from '../../../../hooks/api/samples.ts';
import { dispatch } from '../../../../hooks/cli/command.ts';
import { demoCommand } from '../../../../hooks/cli/demo/demo.ts';
import { readSample, sampleNames } from '../../../../hooks/cli/demo/sample.ts';
import { recordedIo } from '../recorded-io.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'demo-'));
after(() => rm(folder, { recursive: true }));
const noCluster = path.join(folder, 'topic.yaml');
await writeFile(noCluster, 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n');
const ownCluster = path.join(folder, 'own.yaml');
await writeFile(
  ownCluster,
  'apiVersion: kafka.banzaicloud.io/v1beta1\nkind: KafkaCluster\nmetadata: { name: own }\nspec: { brokers: [] }\n',
);

const run = async (args: readonly string[]) => {
  const { io, written } = recordedIo();
  const world = { controllers: [], stdin: async () => '', onStop: () => assert.fail('nothing was started') };
  return { code: await dispatch([demoCommand(world)], ['demo', ...args], io), ...written };
};

const wrong: readonly { readonly it: string; readonly args: readonly string[]; readonly says: RegExp }[] = [
  { it: 'an unknown flag', args: ['--fast'], says: /--fast is not a flag of demo; the flags are --sample, --speed/ },
  { it: 'an argument', args: ['minimal'], says: /demo does not take the argument minimal/ },
  { it: 'a speed of nothing', args: ['--speed', '0'], says: /--speed has the value 0; give it a number from 0.1 to 10000, or max/ },
  { it: 'a speed in words', args: ['--speed', 'fast'], says: /--speed has the value fast/ },
  { it: 'a speed of blanks', args: ['--speed', ' '], says: /--speed has the value/ },
  {
    it: 'a sample that is none',
    args: ['--sample', 'tiny'],
    says: /--sample has the value tiny; give it external-access, heterogeneous, .*minimal, simple or a FILE/,
  },
  { it: 'a file that is not there', args: ['--sample', './tiny.yaml'], says: /tiny.yaml cannot be read: there is no such file/ },
  { it: 'a file without a KafkaCluster', args: ['--sample', noCluster], says: /there is no KafkaCluster in .*topic.yaml/ },
  { it: 'a kubeconfig that nobody serves', args: ['--kubeconfig', 'x'], says: /takes --kubeconfig only with --serve/ },
  { it: 'an output that is none', args: ['-o', 'yaml'], says: /-o\/--output has the value yaml; give it one of text, json/ },
];
for (const { it, args, says } of wrong) {
  test(`${it} is refused`, async () => {
    const { code, out, err } = await run(args);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1);
  });
}

test('the help names every sample', async () => {
  const { code, out } = await run(['--help']);
  assert.equal(code, 0);
  assert.deepEqual(
    sampleNames.filter((name) => !out.includes(name)),
    [],
  );
});

test('a sample is read by its name, and named as kubectl would', async () => {
  const { file, resources } = await readSample('minimal', async () => '');
  assert.equal(file, 'manifests/samples/minimal.yaml');
  assert.deepEqual(
    resources.map(({ resource }) => resource),
    samples['minimal'],
  );
});

test('a file is read by its path', async () => {
  const { file, resources } = await readSample(ownCluster, async () => '');
  assert.deepEqual([file, resources.map(({ resource }) => resource.metadata?.name)], [ownCluster, ['own']]);
});
