/**
 * The files that Envoy reads, byte for byte: a change of what clients are led by is seen in review. After a change that is
 * meant: `UPDATE_GOLDEN=1 npm exec -- node --test test/golden/envoy-files.test.ts`; it is refused where CI is set.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { answerTo, clusterOf, filesOf, listenerOf, SNI, TEMPLATE, type Wanted } from '../unit/envoy/world.ts';

const folder = path.join(import.meta.dirname, 'envoy-files');
const update = process.env['UPDATE_GOLDEN'] !== undefined && process.env['CI'] === undefined;

/** Three brokers each. */
const clusters: Readonly<Record<string, Wanted>> = {
  'by-port': {},
  'by-name': { listeners: [listenerOf(SNI)], spec: { envoyConfig: TEMPLATE } },
  'by-name-tls-ends': { listeners: [listenerOf({ ...SNI, tlsSecretName: 'kafka-tls' })], spec: { envoyConfig: TEMPLATE } },
};

for (const [name, wanted] of Object.entries(clusters))
  test(`three brokers ${name} have the files of test/golden/envoy-files/${name}`, async () => {
    const files = filesOf(await answerTo(clusterOf(wanted)));
    const at = path.join(folder, name);
    if (update) {
      mkdirSync(at, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(at, file), text);
    }
    assert.deepEqual(Object.keys(files), readdirSync(at).sort());
    for (const [file, text] of Object.entries(files)) {
      assert.equal(text, readFileSync(path.join(at, file), 'utf8'), `${file}: if the difference is meant, see the header of this test`);
    }
  });

test('each folder of golden files has its cluster', () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(clusters).sort());
});
