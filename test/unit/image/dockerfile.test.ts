/**
 * The Dockerfile, judged without a container engine: what it copies exists and is enough, what it ends in is locked down.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runNode } from './run-node.ts';

const root = join(import.meta.dirname, '../../..');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}
const instructions: readonly Instruction[] = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .join('\n')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));

const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const restOf = (list: readonly Instruction[], name: string): readonly string[] =>
  list.filter((instruction) => instruction.name === name).map(({ rest }) => rest);

/** Sources of the COPY lines that take from the repository. */
const copied = restOf(instructions, 'COPY')
  .filter((rest) => !rest.includes('--from='))
  .flatMap((rest) => rest.split(' ').slice(0, -1));

test('it builds in one stage and runs in another, both from images that a release can pin', () => {
  assert.deepEqual(restOf(instructions, 'FROM'), ['--platform=$BUILDPLATFORM $NODE_IMAGE AS build', '$RUNTIME_IMAGE']);
  const defaults = restOf(instructions, 'ARG').filter((rest) => rest.includes('_IMAGE='));
  assert.deepEqual(
    defaults.map((rest) => rest.split('=')[1]),
    ['node:24-bookworm-slim', 'gcr.io/distroless/nodejs24-debian13:nonroot'],
  );
});

test('everything it copies exists, and the ignore file lets exactly that through', () => {
  for (const source of copied) assert.ok(existsSync(join(root, source)), source);
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  assert.ok(lines.includes('*'));
  assert.deepEqual(allowed.sort(), [...copied].sort());
});

test('it fetches nothing but packages that the lock file names, and runs none of their scripts', () => {
  assert.deepEqual(restOf(instructions, 'ADD'), []);
  const runs = restOf(instructions, 'RUN').join('\n');
  assert.match(runs, /npm ci --ignore-scripts/);
  assert.doesNotMatch(runs, /curl|wget|https?:|npm install|npx/);
});

test('the image holds the bundle alone and runs nothing while it is made', () => {
  assert.deepEqual(restOf(lastStage, 'COPY'), ['--from=build /src/dist/ /app/']);
  assert.deepEqual(restOf(lastStage, 'RUN'), []);
});

test('the user is a number and not root', () => assert.deepEqual(restOf(lastStage, 'USER'), ['65532:65532']));

test('the command can be replaced without naming the program', () => {
  assert.deepEqual(
    restOf(lastStage, 'ENTRYPOINT').map((rest) => JSON.parse(rest)),
    [['/nodejs/bin/node', '/app/main.js']],
  );
  assert.deepEqual(
    restOf(lastStage, 'CMD').map((rest) => JSON.parse(rest)),
    [['serve']],
  );
});

test('the version is that of package.json, in the image and in the Deployment', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  assert.ok(restOf(lastStage, 'ARG').includes(`VERSION=${version}`));
  const deployment = readFileSync(join(root, 'manifests/deployment/deployment.yaml'), 'utf8');
  assert.ok(deployment.includes(`image: ghcr.io/kafka-hooks/kafka-hooks:${version}\n`));
});

const context = mkdtempSync(join(tmpdir(), 'kafka-hooks-context-'));
after(() => rmSync(context, { recursive: true, force: true }));

test('what it copies is enough to bundle the hooks', async () => {
  for (const source of copied) cpSync(join(root, source), join(context, source), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(context, 'node_modules'));
  const { code, output } = await runNode(['build.ts'], context);
  assert.equal(code, 0, output);
  assert.ok(existsSync(join(context, 'dist/main.js')));
});
