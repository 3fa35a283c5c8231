/**
 * A real Envoy on loopback with the files of a rendered ConfigMap, mounted as a kubelet would: each version in a folder of its own,
 * and `..data` renamed from one to the next. Only what cannot be the same here is replaced: folders, host names, the port of statistics.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENVOY } from './binary.ts';
import { brokerAddress } from './brokers.ts';

export type Files = Readonly<Record<string, string>>;

export interface Ports {
  /** Of the administration interface, as rendered. */
  readonly admin: number;
  /** In place of ENVOY_STATS_PORT. */
  readonly stats: number;
}

export interface RunningEnvoy {
  /** A new version of the ConfigMap; done when Envoy took or refused it. */
  update(files: Files): Promise<void>;
  /** A new version of the Secret. */
  renew(certificate: Files): void;
  /** A counter or gauge of Envoy's. */
  stat(name: string): Promise<number>;
  /** What Envoy wrote so far. */
  log(): string;
  /** Resident memory, bytes. */
  memory(): number;
  stop(): Promise<void>;
}

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'kafka-hooks-envoy-'));

const local = (text: string, base: string, { stats }: Ports): string =>
  text
    .replaceAll(/(?<=path: |filename: )\/etc\/envoy/g, `${base}/config`)
    .replaceAll(/(?<=path: |filename: )\/certs/g, `${base}/certs`)
    .replaceAll('address: 0.0.0.0', 'address: 127.0.0.1')
    .replaceAll('port_value: 8082', `port_value: ${stats}`)
    .replaceAll(/address: kafka-(\d+)\.[a-z.-]+/g, (_, id: string) => `address: ${brokerAddress(Number(id))}`)
    .replaceAll(/address: kafka-headless\.[a-z.-]+/g, `address: ${brokerAddress(0)}`);

/** One version after the other in a folder, as the kubelet mounts a ConfigMap or a Secret. */
const mount = (at: string) => {
  mkdirSync(at, { recursive: true });
  let version = 0;
  return (files: Files): void => {
    version += 1;
    mkdirSync(path.join(at, `..${version}`));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(at, `..${version}`, name), text);
    symlinkSync(`..${version}`, path.join(at, '..data_tmp'));
    renameSync(path.join(at, '..data_tmp'), path.join(at, '..data'));
    if (version === 1) for (const name of Object.keys(files)) symlinkSync(path.join('..data', name), path.join(at, name));
  };
};

/** What `envoy --mode validate` says of a bootstrap; throws when it refuses it. */
export const validate = (files: Files, ports: Ports): string => {
  const base = folder();
  try {
    mount(path.join(base, 'config'))(localFiles(files, base, ports));
    return execFileSync(ENVOY, ['--mode', 'validate', '-c', `${base}/config/envoy.yaml`, '-l', 'error'], { encoding: 'utf8' });
  } finally {
    rmSync(base, { recursive: true });
  }
};

const localFiles = (files: Files, base: string, ports: Ports): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, local(text, base, ports)]));

/** Starts Envoy and waits until it says that it is ready. */
export const startEnvoy = async (files: Files, ports: Ports, certificate: Files = {}): Promise<RunningEnvoy> => {
  const base = folder();
  const config = mount(path.join(base, 'config'));
  const certificates = mount(path.join(base, 'certs'));
  config(localFiles(files, base, ports));
  certificates(certificate);
  const args = ['-c', `${base}/config/envoy.yaml`, '--concurrency', '1', '--disable-hot-restart', '-l', 'warning'];
  const child = spawn(ENVOY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const stat = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${ports.admin}/stats?filter=^${name}$`)).text();
    return Number(/: (\d+)/.exec(text)?.[1] ?? 0);
  };
  const seen = async (): Promise<number> => (await Promise.all(UPDATES.map(stat))).reduce((sum, count) => sum + count, 0);
  const proxy: RunningEnvoy = {
    update: async (next) => {
      const before = await seen();
      config(localFiles(next, base, ports));
      // Both files are in the folder, so both are read again.
      await eventually(async () => (await seen()) >= before + 2);
    },
    renew: certificates,
    stat,
    log: () => log,
    memory: () => 1024 * Number(/VmRSS:\s+(\d+)/.exec(execFileSync('cat', [`/proc/${child.pid}/status`], { encoding: 'utf8' }))?.[1] ?? 0),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(base, { recursive: true });
    },
  };
  try {
    await eventually(async () => (await fetch(`http://127.0.0.1:${ports.stats}/ready`)).status === 200);
    return proxy;
  } catch (error) {
    await proxy.stop();
    throw new Error(`Envoy is not ready: ${log}`, { cause: error });
  }
};

const UPDATES = ['cluster_manager.cds', 'listener_manager.lds'].flatMap((of) => [
  `${of}.update_success`,
  `${of}.update_rejected`,
  `${of}.update_failure`,
]);

/** Asks until it holds, for ten seconds; what throws does not hold. */
export const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + 10_000;
  for (;;) {
    const held = await holds().catch(() => false);
    if (held) return;
    if (Date.now() > end) throw new Error('ten seconds were not enough');
    await sleep(50);
  }
};

/** Envoy took every file that it was given, and said of none that it will not for ever. */
export const assertNothingRefused = async (envoy: RunningEnvoy): Promise<void> => {
  assert.equal(await envoy.stat('cluster_manager.cds.update_rejected'), 0);
  assert.equal(await envoy.stat('listener_manager.lds.update_rejected'), 0);
  assert.deepEqual(
    envoy
      .log()
      .split('\n')
      .filter((line) => /reject|deprecat|fail/i.test(line)),
    [],
  );
};
