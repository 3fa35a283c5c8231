/**
 * Every manifest is a readable object, says why it is there, and is reached by a kustomization:
 * a file that nobody lists is never installed, and nobody notices.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { files, isKustomization, type Kustomization, type Manifest, objectFiles, read, readOne, root, textOf } from './manifests.ts';

for (const file of objectFiles) {
  test(`${file} holds objects that have an apiVersion, a kind and a name`, () => {
    const docs = read<Partial<Manifest> | null>(file);
    assert.ok(docs.length > 0);
    for (const doc of docs) {
      assert.match(doc?.apiVersion ?? '', /^([a-z0-9.-]+\/)?v\d+((alpha|beta)\d+)?$/);
      assert.match(doc?.kind ?? '', /^[A-Z]\w+$/);
      assert.match(doc?.metadata?.name ?? '', /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
    }
  });
}

const written = files.filter((file) => !/^(crds|samples)\//.test(file) || isKustomization(file));
for (const file of written) {
  test(`${file} starts with a comment that says why it is there`, () => assert.match(textOf(file), /^# \S/));
}

const kustomizations = files.filter(isKustomization);
const isAddress = (entry: string): boolean => entry.startsWith('https://');

for (const file of kustomizations) {
  const folder = dirname(file);
  const { resources = [], components = [], patches = [] } = readOne<Kustomization>(file);
  const local = [...resources, ...components, ...patches.map((patch) => patch.path)].filter((entry) => !isAddress(entry));

  test(`${file} lists every file of its folder`, () => {
    const siblings = files.filter((other) => dirname(other) === folder && other !== file).map((other) => basename(other));
    assert.deepEqual([...new Set(local.filter((entry) => entry.endsWith('.yaml')))].sort(), siblings);
  });

  test(`${file} lists only what is there`, () => {
    for (const entry of local) {
      const path = join(root, folder, entry);
      assert.ok(existsSync(entry.endsWith('.yaml') ? path : join(path, 'kustomization.yaml')), entry);
    }
  });
}

test('with-metacontroller is manifests/ and Metacontroller', () => {
  const all = readOne<Kustomization>('kustomization.yaml').resources ?? [];
  const withMetacontroller = readOne<Kustomization>('with-metacontroller/kustomization.yaml').resources;
  assert.deepEqual(withMetacontroller, ['../components/metacontroller', ...all.map((folder) => `../${folder}`)]);
});

test("Metacontroller's CRDs come from the tag of its image", () => {
  const [, tag] =
    /image: ghcr\.io\/metacontroller\/metacontroller:(v[\d.]+)$/m.exec(textOf('components/metacontroller/deployment.yaml')) ?? [];
  const addresses = (readOne<Kustomization>('components/metacontroller/kustomization.yaml').resources ?? []).filter(isAddress);
  assert.equal(addresses.length, 1);
  assert.ok(tag !== undefined && addresses[0]?.includes(`/metacontroller/${tag}/`));
});
