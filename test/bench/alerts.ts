/**
 * Whether the alert receiver keeps up: 1,000 alerts a second for 30 s, in deliveries of one and of ten, most of them repeats
 * of firing alerts, some new and some bad, from one process to the bundle in another, which runs as its manifest says and
 * talks to an API server in a third over TLS, as in a Pod.
 *   npm run bench:alerts [-- --seconds=30] [-- --rate=1000] [-- --no-gate]
 * Latency counts from the moment when a delivery was due, so a service that falls behind cannot hide it. Two seconds of the
 * same come before the measured ones, when all three processes compile their code; their latency is told apart, everything
 * else of them counts. Exit code 1 when a decision is lost, an action is missing or one too many, p99 is 100 ms or more, or
 * the memory's peak 150 MB or more.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle, writeBundle } from '../../build.ts';
import type { Decision } from '../../hooks/alert/decision.ts';
import { fingerprintOf } from '../../hooks/alert/payload/fingerprint.ts';
import { newAuthority } from '../fakes/certificates.ts';
import { type Actions, type ApiOrder, claimOf, clusterNames, NAMESPACE } from './alerts-api.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, rate: { type: 'string' }, 'no-gate': { type: 'boolean' } },
});
const SECONDS = Number(values.seconds ?? 30);
const RATE = Number(values.rate ?? 1000);
const WARM_UP_SECONDS = 2;
const P99_TARGET_MS = 100;
const RSS_TARGET_MB = 150;
const CLUSTERS = 20;
const GROUP = 10;
const TOKEN = 'bench';

/** What the manifest gives Node; a part of the memory limit there is so many megabytes here. */
const nodeFlags = (): string => {
  const manifest = readFileSync(fileURLToPath(new URL('../../manifests/components/alerts/deployment.yaml', import.meta.url)), 'utf8');
  const [, flags] = /name: NODE_OPTIONS\s+value: (.+)/.exec(manifest) ?? [];
  const [, limit] = /limits:\s+memory: (\d+)Mi/.exec(manifest) ?? [];
  if (flags === undefined || limit === undefined) throw new Error('the manifest says nothing of NODE_OPTIONS or of a memory limit');
  return flags.replace(
    /--max-old-space-size-percentage=(\d+)/,
    (_flag, part) => `--max-old-space-size=${Math.floor((Number(limit) * Number(part)) / 100)}`,
  );
};

interface Sent {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
}

const startsAt = new Date(Date.now() - 300_000).toISOString();
const names = clusterNames(CLUSTERS);
const nth = <Item>(list: readonly Item[], index: number): Item => {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('an empty list');
  return item;
};

/** Two for each cluster: each has to act once, and never again. */
const firing: readonly Sent[] = names.flatMap((kafka_cr) => [
  {
    labels: { alertname: 'KafkaBrokerOverloaded', kafka_cr, namespace: NAMESPACE, severity: 'alert' },
    annotations: { command: 'upScale', brokerConfigGroup: 'brokers', summary: 'the brokers have much to do' },
    startsAt,
  },
  {
    labels: { alertname: 'KafkaDiskFilling', persistentvolumeclaim: claimOf(kafka_cr), namespace: NAMESPACE, severity: 'alert' },
    annotations: { command: 'resizePvc', incrementBy: '10Gi', summary: 'the disk will be full in four days' },
    startsAt,
  },
]);

const bad: readonly Sent[] = [
  { labels: { alertname: 'Nowhere', kafka_cr: 'nobody', namespace: NAMESPACE }, annotations: { command: 'upScale' }, startsAt },
  { labels: { alertname: 'What', kafka_cr: nth(names, 0), namespace: NAMESPACE }, annotations: { command: 'explode' }, startsAt },
  { labels: { alertname: 'Nothing', kafka_cr: nth(names, 1), namespace: NAMESPACE }, annotations: {}, startsAt },
  {
    labels: { alertname: 'Much', persistentvolumeclaim: claimOf(nth(names, 2)), namespace: NAMESPACE },
    annotations: { command: 'resizePvc' },
    startsAt,
  },
];

/** Of a hundred alerts two are new, eight are bad, and the others fire for a while; a prime mixes them into groups and single ones alike. */
const alertAt = (index: number): Sent => {
  const turn = (index * 37) % 100;
  if (turn < 2) {
    const alert = nth(firing, Math.floor(index / 100) * 2);
    return { ...alert, labels: { ...alert.labels, rule: String(index) } };
  }
  return turn < 10 ? nth(bad, index) : nth(firing, index * 7);
};

interface Delivery {
  /** Milliseconds after the start. */
  readonly due: number;
  readonly body: Buffer;
  readonly fingerprints: readonly string[];
}

/** Half of the alerts alone, as Prometheus sends them, half in groups of Alertmanager, spread evenly. */
const schedule = (): readonly Delivery[] => {
  const deliveries: Delivery[] = [];
  const total = RATE * (WARM_UP_SECONDS + SECONDS);
  let index = 0;
  const take = (count: number): readonly Sent[] => Array.from({ length: count }, () => alertAt(index++));
  while (index < total) {
    const due = (index / RATE) * 1000;
    const group = take(GROUP);
    const webhook = { version: '4', status: 'firing', alerts: group.map((alert) => ({ status: 'firing', ...alert })) };
    deliveries.push(delivery(due, webhook, group));
    for (let single = 0; single < GROUP; single += 1) {
      const alerts = take(1);
      deliveries.push(delivery(due + (single * GROUP * 1000) / RATE / GROUP, alerts, alerts));
    }
  }
  return deliveries;
};

const delivery = (due: number, payload: object, alerts: readonly Sent[]): Delivery => ({
  due,
  body: Buffer.from(JSON.stringify(payload)),
  fingerprints: alerts.map(({ labels }) => fingerprintOf(labels)),
});

interface Outcome {
  readonly status: number;
  readonly milliseconds: number;
  readonly lost: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

const send = (port: number, { body, fingerprints }: Delivery, due: number): Promise<Outcome> =>
  new Promise((resolve) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, Authorization: `Bearer ${TOKEN}` };
    const ended = (status: number, text: string): void =>
      resolve({ status, milliseconds: performance.now() - due, lost: lostOf(status, text, fingerprints) });
    const call = http.request({ agent, port, host: '127.0.0.1', method: 'POST', path: '/alerts', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => ended(response.statusCode ?? 0, text));
    });
    call.on('error', () => ended(0, ''));
    call.end(body);
  });

/** Alerts of a delivery without a decision in its answer. */
const lostOf = (status: number, text: string, fingerprints: readonly string[]): number => {
  if (status !== 200 && status !== 404 && status !== 422) return fingerprints.length;
  const { decisions } = JSON.parse(text) as { readonly decisions: readonly Decision[] };
  return fingerprints.filter((fingerprint, index) => decisions[index]?.fingerprint !== fingerprint).length;
};

const memoryOf = (pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Seconds of CPU that a process has used: a busy machine makes everything later, but this no larger. */
const cpuOf = (pid: number | undefined): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};
const TICKS_PER_SECOND = 100;

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

const startApi = async (order: ApiOrder) => {
  const child = fork(fileURLToPath(new URL('alerts-api.ts', import.meta.url)));
  child.send(order);
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    port,
    child,
    actions: async (): Promise<Actions> => {
      const answer = once(child, 'message');
      child.send('actions');
      return ((await answer) as [Actions])[0];
    },
  };
};

const startReceiver = async (folder: string, apiPort: number): Promise<{ readonly child: ChildProcess; readonly port: number }> => {
  const env = {
    NODE_OPTIONS: nodeFlags(),
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: String(apiPort),
    SERVICE_ACCOUNT_DIR: folder,
    ALERTS_TOKEN: TOKEN,
    PORT: '0',
    ADMIN_PORT: '0',
    HOST: '127.0.0.1',
    DRAIN_MS: '0',
  };
  const child = spawn(process.execPath, [path.join(folder, 'main.js'), 'alerts'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port } = JSON.parse(line) as { readonly msg: string; readonly port: number };
    if (msg !== 'ready') continue;
    child.stdout.resume();
    return { child, port };
  }
  throw new Error('the receiver did not start');
};

const run = async (port: number, deliveries: readonly Delivery[]): Promise<readonly Outcome[]> => {
  const begin = performance.now();
  const answers: Promise<Outcome>[] = [];
  let next = 0;
  while (next < deliveries.length) {
    const now = performance.now() - begin;
    for (let one = deliveries[next]; one !== undefined && one.due <= now; one = deliveries[next]) {
      answers.push(send(port, one, begin + one.due));
      next += 1;
    }
    await pause(1);
  }
  return Promise.all(answers);
};

const wrongActions = (actions: Actions): readonly string[] =>
  names.flatMap((name) => {
    const done = actions[name];
    const made = [...(done?.actions ?? [])].sort().join(', ');
    return made === 'resizePvc, upScale' && done?.brokers === 5 ? [] : [`${name}: ${made}, ${done?.brokers} brokers`];
  });

const authority = newAuthority('bench');
if (authority === undefined) throw new Error('this needs openssl');
const folder = mkdtempSync(path.join(tmpdir(), 'kafka-hooks-bench-'));
writeFileSync(path.join(folder, 'token'), TOKEN, { mode: 0o600 });
writeFileSync(path.join(folder, 'ca.crt'), authority.cert);
await writeBundle(await bundle('hooks/main.ts'), folder);

const deliveries = schedule();
const { key, cert } = authority.sign('api');
const api = await startApi({ pair: { key, cert }, token: TOKEN, clusters: CLUSTERS });
const receiver = await startReceiver(folder, api.port);
const idle = memoryOf(receiver.child.pid, 'VmRSS');
const outcomes = await run(receiver.port, deliveries);
const used = [cpuOf(receiver.child.pid), cpuOf(api.child.pid), process.cpuUsage().user / 1e6];
const peak = memoryOf(receiver.child.pid, 'VmHWM');
const wrong = wrongActions(await api.actions());
receiver.child.kill('SIGTERM');
const [code] = await once(receiver.child, 'close');
api.child.disconnect();
agent.destroy();
rmSync(folder, { recursive: true });

const alerts = deliveries.reduce((sum, { fingerprints }) => sum + fingerprints.length, 0);
const lost = outcomes.reduce((sum, outcome) => sum + outcome.lost, 0);
const isWarmUp = (_outcome: Outcome, index: number): boolean => (deliveries[index]?.due ?? 0) < WARM_UP_SECONDS * 1000;
const sortedTimes = (some: readonly Outcome[]): readonly number[] => some.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
const sorted = sortedTimes(outcomes.filter((outcome, index) => !isWarmUp(outcome, index)));
const [p50, p99, most] = [percentile(sorted, 0.5), percentile(sorted, 0.99), sorted.at(-1) ?? 0];
const coldP99 = percentile(sortedTimes(outcomes.filter(isWarmUp)), 0.99);
const wholeP99 = percentile(sortedTimes(outcomes), 0.99);
const byStatus = [...new Set(outcomes.map(({ status }) => status))]
  .sort()
  .map((status) => `${status}: ${outcomes.filter((one) => one.status === status).length}`);
console.log(`${alerts} alerts in ${deliveries.length} deliveries within ${WARM_UP_SECONDS} + ${SECONDS} s; answers ${byStatus.join(', ')}`);
console.log(
  `latency p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (target ${P99_TARGET_MS}), most ${most.toFixed(1)} ms; p99 of the cold start ${coldP99.toFixed(0)} ms, of both ${wholeP99.toFixed(0)} ms`,
);
console.log(
  `CPU of the receiver ${used[0]?.toFixed(1)} s, of the API server ${used[1]?.toFixed(1)} s, of the sender ${used[2]?.toFixed(1)} s`,
);
console.log(`memory ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at its peak (target ${RSS_TARGET_MB})`);
console.log(
  `decisions lost ${lost}; actions ${wrong.length === 0 ? `as expected on ${CLUSTERS} clusters` : `WRONG: ${wrong.join('; ')}`}; exit code ${code}`,
);
const met = lost === 0 && wrong.length === 0 && code === 0 && p99 < P99_TARGET_MS && peak < RSS_TARGET_MB;
if (!met) console.log('a target is missed');
process.exitCode = met || values['no-gate'] === true ? 0 : 1;
