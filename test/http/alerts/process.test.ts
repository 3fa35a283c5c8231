/** The command as a process, from an alert on its port to the changed KafkaCluster in an API server, and its exit codes. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Decision } from '../../../hooks/alert/decision.ts';
import type { KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import { createVirtualClock } from '../../../hooks/engine/clock/virtual-clock.ts';
import { startHttpApi } from '../../../hooks/engine/http-api/http-api.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { CLAIM, createScene } from '../../unit/alert/scene.ts';
import { until } from '../world.ts';
import { bearer, deliver } from './world.ts';

const main = fileURLToPath(new URL('../../../hooks/main.ts', import.meta.url));

interface Started {
  readonly base: string;
  readonly admin: string;
  readonly store: Store;
  readonly child: ChildProcess;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  cluster(): KafkaCluster;
}

/** A scene of the unit tests behind an API server, and the command that talks to it. */
const start = async (t: TestContext): Promise<Started> => {
  const scene = createScene();
  const { store } = scene;
  const api = await startHttpApi({ store, clock: createVirtualClock(Date.now()) });
  const folder = await mkdtemp(path.join(tmpdir(), 'kafka-hooks-alerts-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig(), { mode: 0o600 });
  const env = { PATH: process.env['PATH'], KUBECONFIG: kubeconfig, ALERTS_TOKEN: 'sesame' };
  const loopback = { PORT: '0', ADMIN_PORT: '0', HOST: '127.0.0.1', DRAIN_MS: '0' };
  const child = spawn(process.execPath, [main, 'alerts'], { env: { ...env, ...loopback }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Readonly<Record<string, unknown>>[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  t.after(async () => {
    child.kill('SIGKILL');
    await api.close();
    await rm(folder, { recursive: true });
  });
  const ready = () => lines.find(({ msg }) => msg === 'ready');
  await until(() => ready() !== undefined || child.exitCode !== null);
  const { port, adminPort } = ready() ?? assert.fail('it has ended');
  return {
    base: `http://127.0.0.1:${port}`,
    admin: `http://127.0.0.1:${adminPort}`,
    store,
    child,
    lines,
    cluster: () => scene.cluster(),
  };
};

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const upScale = (labels: object = {}) => ({
  labels: { alertname: 'Overloaded', kafka_cr: 'kafka', namespace: 'demo', ...labels },
  annotations: { command: 'upScale', brokerConfigGroup: 'brokers' },
  startsAt: minutesAgo(5),
});

test('adds one broker for an alert, however often it comes, leaves an Event, and ends with 0', { timeout: 60_000 }, async (t) => {
  const { base, admin, store, child, lines, cluster } = await start(t);
  assert.equal((await fetch(`${admin}/readyz`)).status, 200);
  const alert = upScale();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, turn) => {
      const body = turn % 2 === 0 ? [alert] : { version: '4', alerts: [{ ...alert, status: 'firing' }] };
      const response = await deliver(`${base}/`, body, bearer());
      return { status: response.status, ...((await response.json()) as { readonly decisions: readonly Decision[] }) };
    }),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(answers.filter(({ decisions }) => decisions[0]?.outcome === 'Acted').length, 1);
  assert.deepEqual(
    cluster().spec.brokers.map(({ id }) => id),
    [0, 1, 2, 3, 4],
  );
  const events = () => store.list(store.typeOf('v1', 'Event')) as readonly (KubeObject & { readonly reason?: string })[];
  await until(() => events().length > 0);
  assert.deepEqual(
    events().map(({ reason }) => reason),
    ['AlertActed'],
  );
  const metrics = await (await fetch(`${admin}/metrics`)).text();
  assert.match(metrics, /kafka_hooks_alerts_total\{command="upScale",outcome="Acted",reason="Acted"\} 1/);
  assert.match(metrics, /process_resident_memory_bytes/);
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  assert.equal(lines.filter(({ msg, outcome }) => msg === 'alert' && outcome === 'Acted').length, 1);
});

const bad: readonly { readonly it: string; readonly alert: object; readonly status: number; readonly reason: string }[] = [
  { it: 'an unknown cluster', alert: upScale({ kafka_cr: 'nobody' }), status: 404, reason: 'ClusterNotFound' },
  {
    it: 'an unknown claim',
    alert: { ...upScale({ persistentvolumeclaim: 'none' }), annotations: { command: 'resizePvc', incrementBy: '1Gi' } },
    status: 404,
    reason: 'ClaimNotFound',
  },
  { it: 'an unknown command', alert: { ...upScale(), annotations: { command: 'rm' } }, status: 422, reason: 'UnknownCommand' },
  {
    it: 'a missing annotation',
    alert: { ...upScale({ persistentvolumeclaim: CLAIM }), annotations: { command: 'resizePvc' } },
    status: 422,
    reason: 'InvalidAlert',
  },
  {
    it: 'an annotation that is no quantity',
    alert: { ...upScale({ persistentvolumeclaim: CLAIM }), annotations: { command: 'resizePvc', incrementBy: 'much' } },
    status: 422,
    reason: 'InvalidAlert',
  },
];
test('answers bad alerts with the reason, logs it, and changes nothing', { timeout: 60_000 }, async (t) => {
  const { base, lines, cluster } = await start(t);
  const before = cluster();
  for (const { it, alert, status, reason } of bad) {
    await t.test(`${it} → ${status} ${reason}`, async () => {
      const response = await deliver(`${base}/alerts`, [alert], bearer());
      const [decision] = ((await response.json()) as { readonly decisions: readonly Decision[] }).decisions;
      assert.deepEqual([response.status, decision?.reason], [status, reason]);
      // What a process writes arrives when it likes.
      const told = () =>
        lines.some((line) => line['msg'] === 'alert' && line['reason'] === reason && line['message'] === decision?.message);
      await until(told);
    });
  }
  assert.deepEqual(cluster().spec, before.spec);
  assert.equal(cluster().metadata.generation, before.metadata.generation);
});

const ends = [
  { it: 'nobody could be refused', env: {}, says: /no credentials are set/ },
  {
    it: 'its Pod has no service account',
    env: { ALERTS_TOKEN: 'x', KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '1', SERVICE_ACCOUNT_DIR: '/nowhere' },
    says: /the service account of this Pod cannot be used: ENOENT/,
  },
  { it: 'its environment is wrong', env: { ALERTS_TOKEN: 'x', PORT: 'abc' }, says: /PORT is "abc".*see kafka-hooks alerts --help/ },
];
for (const { it, env, says } of ends) {
  test(`ends with 2 when ${it}`, async () => {
    const child = spawn(process.execPath, [main, 'alerts'], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 2);
    assert.match(err, says);
  });
}
