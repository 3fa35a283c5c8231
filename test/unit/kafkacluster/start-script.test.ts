/**
 * The start script under a real bash, with Kafka's two commands as small fakes that write down how they were called.
 * What it must never do is format a disk with data or delete quorum state; what it must do is wait for Kafka's own end.
 * Not here: giving up on a sidecar after 30 s, which is a matter of those 30 s and nothing else (e2e has a mesh).
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { START_SCRIPT } from '../../../hooks/kafkacluster/desired/start-script.ts';

interface Room {
  readonly folder: string;
  /** What the fakes wrote down, a line a call. */
  calls(): readonly string[];
  dataFile(disk: string, name: string): string;
  start(env?: Readonly<Record<string, string>>): ChildProcess;
}

const FAKE = (name: string, body: string): string =>
  `#!/bin/bash\necho "${name} $* opts=\${KAFKA_OPTS-none} jmx=\${JMX_PORT-none} heap=\${KAFKA_HEAP_OPTS-none}" >> "$CALLS"\n${body}\n`;

/** A folder with fakes, two disks and nothing on them. */
const room = (t: TestContext, server = 'exit 0', storage = 'exit 0'): Room => {
  const folder = mkdtempSync(join(tmpdir(), 'start-script-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['bin', 'wait', 'a', 'b']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'bin/kafka-storage.sh'), FAKE('storage', storage), { mode: 0o755 });
  writeFileSync(join(folder, 'bin/kafka-server-start.sh'), FAKE('server', server), { mode: 0o755 });
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  return {
    folder,
    calls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    dataFile: (disk, name) => {
      const file = join(folder, disk, 'kafka', name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, 'precious');
      return file;
    },
    start: (env = {}) => {
      const child = spawn('bash', ['-c', START_SCRIPT], {
        env: {
          PATH: process.env['PATH'] ?? '',
          CALLS: calls,
          KAFKA_HOME: folder,
          WAIT_DIR: join(folder, 'wait'),
          CLUSTER_ID: 'the-cluster-id',
          LOG_DIRS: `${join(folder, 'a')},${join(folder, 'b')}`,
          KAFKA_OPTS: '-javaagent:x',
          JMX_PORT: '9999',
          KAFKA_HEAP_OPTS: '-Xmx2G',
          ...env,
        },
      });
      t.after(() => child.kill('SIGKILL'));
      return child;
    },
  };
};

const end = async (child: ChildProcess): Promise<{ readonly code: number; readonly stderr: string }> => {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
};

const until = async (holds: () => boolean): Promise<void> => {
  for (let round = 0; round < 200 && !holds(); round += 1) await sleep(20);
  assert.equal(holds(), true, 'it did not happen within 4 s');
};

const SERVER = 'server /config/broker-config opts=-javaagent:x jmx=9999 heap=-Xmx2G';
const FORMATTED = 'storage format --ignore-formatted -t=the-cluster-id -c /config/broker-config';
const CALM = 'opts=none jmx=none heap=-Xmx256m';

test('formats empty disks, without agent and JMX port, and then starts Kafka with both', async (t) => {
  const here = room(t);
  const { code } = await end(here.start());
  assert.equal(code, 0);
  assert.deepEqual(here.calls(), [`${FORMATTED} ${CALM}`, SERVER]);
});

test('passes the options of a dynamic quorum on, each as a word', async (t) => {
  const here = room(t);
  await end(here.start({ KAFKA_FORMAT_OPTIONS: '--initial-controllers 0@h:9093:AAAA,1@i:9093:BBBB' }));
  assert.equal(here.calls()[0], `${FORMATTED} --initial-controllers 0@h:9093:AAAA,1@i:9093:BBBB ${CALM}`);
});

test('formats the one disk that is new and leaves what the other holds to --ignore-formatted', async (t) => {
  const here = room(t);
  here.dataFile('a', 'meta.properties');
  await end(here.start());
  assert.deepEqual(here.calls(), [`${FORMATTED} ${CALM}`, SERVER]);
});

test('formats a folder that exists and is empty', async (t) => {
  const here = room(t);
  mkdirSync(join(here.folder, 'a/kafka'));
  mkdirSync(join(here.folder, 'b/kafka'));
  assert.equal((await end(here.start())).code, 0);
  assert.equal(here.calls().length, 2);
});

test('does not touch disks that are formatted, and never deletes quorum state', async (t) => {
  const here = room(t);
  const files = ['a', 'b'].flatMap((disk) => [
    here.dataFile(disk, 'meta.properties'),
    here.dataFile(disk, '__cluster_metadata-0/quorum-state'),
  ]);
  assert.equal((await end(here.start())).code, 0);
  assert.deepEqual(here.calls(), [SERVER]);
  for (const file of files) assert.equal(readFileSync(file, 'utf8'), 'precious');
});

for (const name of ['topic-0/00000.log', '.hidden']) {
  test(`refuses a folder with ${name} and without meta.properties, and starts nothing`, async (t) => {
    const here = room(t);
    here.dataFile('a', 'meta.properties');
    const file = here.dataFile('b', name);
    const { code, stderr } = await end(here.start());
    assert.equal(code, 1);
    assert.match(stderr, /\/b\/kafka holds files but no meta\.properties: refusing to format it/);
    assert.deepEqual(here.calls(), []);
    assert.equal(readFileSync(file, 'utf8'), 'precious');
  });
}

test('ends with the code of a format that failed and does not start Kafka', async (t) => {
  const here = room(t, 'exit 0', 'exit 3');
  assert.equal((await end(here.start())).code, 3);
  assert.equal(here.calls().length, 1);
});

test('formats nothing in ZooKeeper mode, where there is no cluster id', async (t) => {
  const here = room(t);
  here.dataFile('a', 'topic-0/00000.log');
  assert.equal((await end(here.start({ CLUSTER_ID: '' }))).code, 0);
  assert.deepEqual(here.calls(), [SERVER]);
});

for (const [server, code] of [
  [1, 1],
  [137, 137],
  [143, 0],
  [0, 0],
] as const) {
  test(`ends with ${code} when Kafka ends with ${server}`, async (t) => {
    const here = room(t, `exit ${server}`);
    assert.equal((await end(here.start())).code, code);
    assert.deepEqual(readdirSync(join(here.folder, 'wait')), [], 'the marker for sidecars is removed');
  });
}

/** A Kafka that needs a moment for its controlled shutdown. */
const SLOW = (code: number): string =>
  `trap 'echo term >> "$CALLS"; sleep 0.5; echo done >> "$CALLS"; exit ${code}' TERM\necho up >> "$CALLS"\nwhile :; do sleep 0.05; done`;

for (const [server, code] of [
  [143, 0],
  [0, 0],
  [5, 5],
] as const) {
  test(`passes SIGTERM on, waits for the controlled shutdown, and makes ${code} of its ${server}`, async (t) => {
    const here = room(t, SLOW(server));
    const child = here.start();
    await until(() => here.calls().includes('up'));
    assert.equal(existsSync(join(here.folder, 'wait/do-not-exit-yet')), true);
    child.kill('SIGTERM');
    const ended = await end(child);
    assert.deepEqual(here.calls().slice(-3), ['up', 'term', 'done']);
    assert.equal(ended.code, code);
  });
}

test('bears a second SIGTERM while Kafka is on its way down', async (t) => {
  const here = room(t, SLOW(143));
  const child = here.start();
  await until(() => here.calls().includes('up'));
  child.kill('SIGTERM');
  await until(() => here.calls().includes('term'));
  child.kill('SIGTERM');
  assert.equal((await end(child)).code, 0);
  assert.equal(here.calls().includes('done'), true);
});

test('waits for a sidecar that is not there yet, and for its 200', async (t) => {
  let asked = 0;
  const sidecar = createServer((request, response) => {
    asked += 1;
    assert.equal(request.url, '/ready');
    response.writeHead(asked < 2 ? 503 : 200).end('LIVE\n');
  });
  const here = room(t);
  const child = here.start({ ENVOY_SIDECAR_STATUS: '{}' });
  const ended = end(child);
  assert.match(String(await once(child.stdout ?? child, 'data')), /waiting for the sidecar/);
  assert.deepEqual(here.calls(), [], 'nothing starts before the sidecar');
  const listening = await new Promise<boolean>((resolve) => {
    sidecar.once('error', () => resolve(false)).listen(15_000, '127.0.0.1', () => resolve(true));
  });
  if (!listening) {
    child.kill('SIGKILL');
    t.skip('port 15000, which is Istio’s, is taken on this machine');
    return;
  }
  t.after(() => sidecar.close());
  assert.equal((await ended).code, 0);
  assert.equal(asked, 2, 'a 503 is no answer, and one 200 is enough');
  assert.equal(here.calls().at(-1), SERVER);
});
