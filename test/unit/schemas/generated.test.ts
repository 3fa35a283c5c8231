/**
 * What is generated and what is on disk are the same, and the check can tell when they are not.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type GeneratedFile, generate, outdated, ROOT, readKinds } from '../../../schemas/outputs.ts';
import { readKind } from '../../../schemas/read-kind.ts';

const files = await generate(readKinds());

/** Runs with a folder that is gone afterwards. */
const inFolder = (use: (folder: string) => void): void => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafka-hooks-schemas-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('generated files', () => {
  test('are those on disk (if not: npm run generate)', () => assert.deepEqual(outdated(files, ROOT), []));

  test('are the same when generated again', async () => assert.deepEqual(await generate(readKinds()), files));

  test('say that they are generated', () =>
    assert.deepEqual(
      files.filter((file) => !/[Gg]enerated from (schemas|hooks|manifests)\//.test(file.text.slice(0, 200))).map((f) => f.path),
      [],
    ));

  test('are named when they differ or are missing', () =>
    inFolder((folder) => {
      const wanted: readonly GeneratedFile[] = ['same', 'different', 'missing'].map((name) => ({ path: `a/${name}.md`, text: name }));
      mkdirSync(path.join(folder, 'a'));
      writeFileSync(path.join(folder, 'a/same.md'), 'same');
      writeFileSync(path.join(folder, 'a/different.md'), 'edited by hand');
      assert.deepEqual(outdated(wanted, folder), ['a/different.md', 'a/missing.md']);
    }));

  test('have only readonly fields in the types', () => {
    const types = files.filter((file) => /^hooks\/api\/(kafka|cruise)-/.test(file.path));
    assert.equal(types.length, 4);
    for (const { path: at, text } of types) {
      const fields = text.split('\n').filter((line) => /^ {2}[\w[]/.test(line));
      assert.ok(fields.length > 10, at);
      assert.deepEqual(
        fields.filter((line) => !line.startsWith('  readonly ')),
        [],
        at,
      );
      assert.doesNotMatch(text, /\bany\b;|\| undefined/, at);
    }
  });

  test('are listed in the kustomization of the CRDs', () => {
    const kustomization = readFileSync(path.join(ROOT, 'manifests/crds/kustomization.yaml'), 'utf8');
    const crds = files.filter((file) => file.path.startsWith('manifests/crds/')).map((file) => path.basename(file.path));
    assert.deepEqual(
      crds.filter((name) => !kustomization.includes(`- ${name}`)),
      [],
    );
  });
});

describe('a schema that the generators do not understand is refused', () => {
  const cases: readonly { readonly it: string; readonly field: string; readonly says: RegExp }[] = [
    {
      it: 'a misspelled keyword',
      field: '{type: string, maxLenght: 3}',
      says: /x\.schema\.yaml\.spec: keyword maxLenght is not understood/,
    },
    { it: 'a reference to nothing', field: "{$ref: '#/$defs/Nothing'}", says: /#\/\$defs\/Nothing does not exist/ },
    { it: 'a field without type', field: '{description: something}', says: /x\.schema\.yaml\.spec: type is missing/ },
  ];
  for (const { it, field, says } of cases) {
    test(it, () =>
      inFolder((folder) => {
        const file = path.join(folder, 'x.schema.yaml');
        writeFileSync(file, `title: X\nx-source: test\ntype: object\nproperties:\n  spec: ${field}\n`);
        assert.throws(() => readKind(file), says);
      }),
    );
  }
});
