/**
 * The bundle: the same bytes each time, small, free of the machine it was made on, and able to start alone.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bundle, writeBundle } from '../../../build.ts';
import { runNode } from './run-node.ts';

const MEGABYTE = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'kafka-hooks-bundle-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const [files, again] = await Promise.all([bundle('hooks/main.ts'), bundle('hooks/main.ts')]);
const contentsOf = (name: string): Uint8Array => files.find((file) => file.name === name)?.contents ?? new Uint8Array();

test('it is the program, its source map and the kind of module it is', () => {
  assert.deepEqual(files.map((file) => file.name).sort(), ['main.js', 'main.js.map', 'package.json']);
});

test('two builds give equal bytes', () => {
  for (const [i, file] of files.entries()) assert.ok(Buffer.from(file.contents).equals(again[i]?.contents ?? new Uint8Array()), file.name);
});

test('the folder that it was built in is in no file', () => {
  const place = join(import.meta.dirname, '../../..');
  for (const file of files) assert.ok(!Buffer.from(file.contents).includes(place), file.name);
});

test('the program is smaller than 8 MB', () => {
  const size = contentsOf('main.js').length;
  assert.ok(size > 0 && size < 8 * MEGABYTE, `${size} bytes`);
});

test('it starts in an empty folder, without node_modules', async () => {
  await writeBundle(files, folder);
  const { code, output } = await runNode(['main.js', '--help'], folder);
  assert.equal(code, 0, output);
  assert.match(output, /kafka-hooks/);
  assert.doesNotMatch(output, /Warning/);
});

test('it serves: ready on free ports, and ends by itself when told to', { timeout: 30_000 }, async () => {
  await writeBundle(files, folder);
  const script = `
    import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['main.js', 'serve'], { env: { PORT: '0', ADMIN_PORT: '0', DRAIN_MS: '0' } });
    child.stdout.on('data', (text) => { process.stdout.write(text); if (String(text).includes('"ready"')) child.kill('SIGTERM'); });
    child.stderr.pipe(process.stderr);
    child.on('exit', (code) => process.exit(code ?? 1));`;
  const { code, output } = await runNode(['--input-type=module', '-e', script], folder);
  assert.equal(code, 0, output);
  assert.match(output, /"ready"/);
});
