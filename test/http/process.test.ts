/** The command as a process: exit codes, and a SIGTERM that ends it with 0. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../hooks/main.ts', import.meta.url));

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const ended = async (child: ChildProcess): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> => {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
};

test('serves until SIGTERM and exits with 0', async () => {
  const child = start(['serve'], { PORT: '0', ADMIN_PORT: '0', HOST: '127.0.0.1', DRAIN_MS: '0' });
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, adminPort } = JSON.parse(line);
    if (msg !== 'ready') continue;
    const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
    assert.match(metrics, /process_resident_memory_bytes/);
    break;
  }
  child.stdout.resume();
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
});

const cases = [
  { it: 'prints its help', args: ['--help'], code: 0, out: /\n {2}serve {2}/, err: /^$/ },
  {
    it: 'refuses a wrong environment',
    args: ['serve'],
    env: { PORT: 'abc' },
    code: 2,
    out: /^$/,
    err: /PORT is "abc", allowed is a number/,
  },
];
for (const c of cases) {
  test(`${c.it} and exits with ${c.code}`, async () => {
    const { code, out, err } = await ended(start(c.args, c.env));
    assert.equal(code, c.code);
    assert.match(out, c.out);
    assert.match(err, c.err);
  });
}

test('output that cannot be written is told, and is no success', {
  skip: !existsSync('/dev/full') && 'there is no /dev/full',
}, async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [main, '--help'], { env: { PATH: process.env['PATH'] }, stdio: ['ignore', full, 'pipe'] });
  const { code, err } = await ended(child);
  closeSync(full);
  assert.equal(code, 2);
  assert.match(err, /^kafka-hooks: standard output cannot be written: no space is left; .*\n$/);
});

test('a demo whose terminal is closed takes its kubeconfig along', async () => {
  const child = start(['demo', '--short', '--serve', '--speed', 'max', '-o', 'json']);
  assert.ok(child.stdout);
  let kubeconfig = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.event !== 'api') continue;
    kubeconfig = event.kubeconfig;
    break;
  }
  assert.ok(existsSync(kubeconfig));
  child.stdout.resume();
  child.kill('SIGHUP');
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  assert.ok(!existsSync(kubeconfig));
});
