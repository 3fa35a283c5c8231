/** Files that kubectl would not apply, and files that hold more than is read: each is told, and nothing is planned without it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { dispatch } from '../../../hooks/cli/command.ts';
import { planCommand } from '../../../hooks/cli/plan.ts';
import { writeState } from '../../../hooks/engine/state/write.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { openEngine } from '../../../hooks/plan/open-engine.ts';
import { controllers } from '../../../hooks/registry.ts';
import { recordedIo } from './recorded-io.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'plan-files-'));
after(() => rm(folder, { recursive: true }));
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

const run = async (...args: readonly string[]) => {
  const { io, written } = recordedIo();
  const command = planCommand({
    stdin: async () => '',
    now: () => Date.UTC(2026, 0, 1),
    openEngine: (objects, now) => openEngine({ controllers, objects, now }),
  });
  return { code: await dispatch([command], ['plan', ...args], io), ...written };
};

const topic = ({ namespace = '', more = '' } = {}): string =>
  `{apiVersion: kafka.banzaicloud.io/v1alpha1, kind: KafkaTopic, metadata: {name: t${namespace && `, namespace: ${namespace}`}}, spec: {name: t, clusterRef: {name: kafka}${more}}}\n`;

const good = await file('good.yaml', topic());
const misspelt = await file('misspelt.yaml', topic({ more: ', partitons: 3' }));
const elsewhere = await file('elsewhere.yaml', topic({ namespace: 'other' }));
const nowhere = await file('nowhere.yaml', topic({ namespace: 'Foo_bar' }));
const stateText = (objects: readonly KubeObject[]): string =>
  JSON.stringify(writeState({ objects, scope: { wholeCluster: true, namespaces: ['default'] }, notes: [] }));
const twice = await file('twice.yaml', `${stateText([])}\n---\n${stateText([])}\n`);
const once = await file('once.yaml', `---\n${stateText([])}\n---\n`);
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'default' }, spec: { ports: 7 } };
const misshapen = await file('misshapen.json', stateText([service as unknown as KubeObject]));

test('a field that the schema does not know is refused, as kubectl apply refuses it', async () => {
  const { code, out } = await run('-f', misspelt);
  assert.equal(code, 1);
  assert.match(out, /strict decoding error: unknown field "spec\.partitons"/);
  assert.equal((await run('-f', good)).code, 3);
});

const wrong: readonly { readonly it: string; readonly args: readonly string[]; readonly says: RegExp }[] = [
  {
    it: 'a file of another namespace than -n says',
    args: ['-f', elsewhere, '-n', 'demo'],
    says: /elsewhere\.yaml: KafkaTopic t is of namespace other, and -n\/--namespace says demo; leave -n away/,
  },
  {
    it: 'a namespace that cannot be',
    args: ['-f', nowhere],
    says: /metadata\.namespace of KafkaTopic t is "Foo_bar", which no namespace can be called/,
  },
  {
    it: 'a -n that cannot be',
    args: ['-f', good, '-n', 'Foo Bar'],
    says: /-n\/--namespace is "Foo Bar", which .*; give it at most 63 lower-case/,
  },
  { it: 'two states in a file', args: ['-f', good, '--state', twice], says: /twice\.yaml holds 2 documents; give a file with one/ },
  {
    it: 'a state with a field of the wrong type',
    args: ['-f', good, '--state', misshapen],
    says: /misshapen\.json is no saved state: items\[0\]: Service .* Service\.spec\.ports of type array/,
  },
];
for (const { it, args, says } of wrong) {
  test(`${it} is told in one line, with exit code 2`, async () => {
    const { code, out, err } = await run(...args);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1);
  });
}

test('a namespace that is the same in both places, and a state with empty documents around it, are fine', async () => {
  assert.equal((await run('-f', elsewhere, '-n', 'other')).code, 3);
  assert.equal((await run('-f', good, '--state', once)).code, 3);
});
