/**
 * The bundle: the same bytes each time, small, free of the machine it was made on, and able to start alone.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { bundle, writeBundle } from '../../../build.ts';
import { runNode } from './run-node.ts';

const MEGABYTE = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'kafka-hooks-bundle-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const [files, again] = await Promise.all([bundle('hooks/main.ts'), bundle('hooks/main.ts')]);
const programs = new Map(
  files.filter(({ name }) => name.endsWith('.js')).map(({ name, contents }) => [name, Buffer.from(contents).toString()]),
);
const sizeOf = (names: Iterable<string>): number => [...names].reduce((sum, name) => sum + (programs.get(name)?.length ?? 0), 0);

/** The programs of these names and all that Node loads before they run. */
const loadedWith = (...names: readonly string[]): ReadonlySet<string> => {
  const loaded = new Set(names);
  // A set in iteration also gives what is added meanwhile.
  for (const name of loaded) {
    const text = programs.get(name) ?? assert.fail(`there is no ${name}`);
    for (const [, path = ''] of text.matchAll(/^(?:import|\} from) "(\.[^"]*)";$/gm)) loaded.add(join(dirname(name), path));
  }
  return loaded;
};

test('it is the program, its parts, a source map for each, and the kind of module it is', () => {
  assert.deepEqual(
    [...programs.keys()].filter((name) => !name.startsWith('main-parts/')),
    ['main.js'],
  );
  const names = [...programs.keys()].flatMap((name) => [name, `${name}.map`]);
  assert.deepEqual(files.map((file) => file.name).sort(), [...names, 'package.json'].sort());
});

test('two builds give equal bytes', () => {
  for (const [i, file] of files.entries()) assert.ok(Buffer.from(file.contents).equals(again[i]?.contents ?? new Uint8Array()), file.name);
});

test('the folder that it was built in is in no file', () => {
  const place = join(import.meta.dirname, '../../..');
  for (const file of files) assert.ok(!Buffer.from(file.contents).includes(place), file.name);
});

test('all programs together are smaller than 8 MB', () => {
  const size = sizeOf(programs.keys());
  assert.ok(size > 0 && size < 8 * MEGABYTE, `${size} bytes`);
});

test('the service starts without what only other commands need', () => {
  const serve = [...programs.keys()].find((name) => name.startsWith('main-parts/serve-')) ?? assert.fail('serve is no part');
  const size = sizeOf(loadedWith('main.js', serve));
  assert.ok(size > MEGABYTE && size < 2.5 * MEGABYTE, `${size} bytes`);
});

test('the alert receiver starts without the client library, which would take half of its memory', () => {
  const alerts = [...programs.keys()].find((name) => name.startsWith('main-parts/alerts-')) ?? assert.fail('alerts is no part');
  const loaded = loadedWith('main.js', alerts);
  const size = sizeOf(loaded);
  assert.ok(size > MEGABYTE && size < 2.5 * MEGABYTE, `${size} bytes`);
  for (const name of loaded) assert.doesNotMatch(programs.get(name) ?? '', /^\/\/ node_modules\/@kubernetes\/client-node\//m, name);
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
