/**
 * What a sync of a converged cluster costs, as a multiple of what it must cost: the floor is to parse the request's bytes
 * and to write the answer's, which no implementation can avoid. Total CPU of the server process, HTTP and guard included.
 *   npm run bench [-- --no-gate] [-- --brokers=300]
 * Both run with the young generation of manifests/deployment: a request of some megabytes should not be copied while it lives.
 * Exit code 1 when a target of reference/stack.md §2.2 is missed. Figures on a busy machine say little: compare ratios.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convergedRequest } from './world.ts';

const RUNS = 5;
const CPU_BUDGET_MS = 700;
const COLD_START_TARGET_MS = 1000;
const IDLE_RSS_TARGET_MB = 150;

const { values } = parseArgs({ options: { 'no-gate': { type: 'boolean' }, brokers: { type: 'string', multiple: true } } });
const sizes = values.brokers?.map(Number) ?? [3, 30, 100, 300];
const targetOf = (brokers: number): number => (brokers < 30 ? 3 : 1.8);

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One request after the other over one connection, as Metacontroller's worker does; answers the last body. */
const createClient = (port: number) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  return (body: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
      const call = http.request({ agent, port, host: '127.0.0.1', method: 'POST', path: '/kafkacluster/sync', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(`${response.statusCode}: ${answer.toString().slice(0, 500)}`));
        });
      });
      call.on('error', reject);
      call.end(body);
    });
};

/** CPU in µs of so many calls. */
type Timed = (iterations: number) => Promise<number>;

/** Least µs a call of each, taken in turns: whatever disturbs only adds, and disturbs both. */
const leastMicros = async (timed: readonly Timed[], guess: number): Promise<readonly number[]> => {
  const iterations = Math.max(5, Math.ceil((CPU_BUDGET_MS * 1000) / guess));
  for (const run of timed) await run(iterations);
  const least = timed.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < RUNS; round += 1) {
    for (const [i, run] of timed.entries()) least[i] = Math.min(least[i] ?? 0, (await run(iterations)) / iterations);
  }
  return least;
};

/** Bytes → string → value, and value → string → bytes. */
const floorOf = (request: Buffer, answer: Buffer): Timed => {
  const value: unknown = JSON.parse(answer.toString());
  let sink = 0;
  return async (iterations) => {
    const before = process.cpuUsage();
    for (let i = 0; i < iterations; i += 1) {
      sink += Object.keys(JSON.parse(request.toString())).length;
      sink += Buffer.from(JSON.stringify(value)).length;
    }
    const { user, system } = process.cpuUsage(before);
    return sink > 0 ? user + system : 0;
  };
};

const cpuOf = async (server: ChildProcess): Promise<number> => {
  const reply = once(server, 'message');
  server.send('usage');
  const [{ micros }] = (await reply) as [{ readonly micros: number }];
  return micros;
};

const serviceOf =
  (server: ChildProcess, call: () => Promise<Buffer>): Timed =>
  async (iterations) => {
    const before = await cpuOf(server);
    for (let i = 0; i < iterations; i += 1) await call();
    return (await cpuOf(server)) - before;
  };

interface Row {
  readonly brokers: number;
  readonly cells: readonly string[];
  readonly ok: boolean;
}

const measure = async (brokers: number): Promise<Row> => {
  const request = Buffer.from(JSON.stringify(await convergedRequest(brokers)));
  const server = fork(here('server.ts'), { execArgv: process.execArgv });
  try {
    const [{ port }] = (await once(server, 'message')) as [{ readonly port: number }];
    const client = createClient(port);
    const answer = await client(request);
    const timed = [floorOf(request, answer), serviceOf(server, () => client(request))];
    const [floor = 0, service = 0] = await leastMicros(timed, request.length / 150);
    const ratio = service / floor;
    const ok = ratio <= targetOf(brokers);
    const kb = (bytes: Buffer): string => (bytes.length / 1024).toFixed(0);
    const cells = [
      String(brokers),
      kb(request),
      kb(answer),
      floor.toFixed(0),
      service.toFixed(0),
      ratio.toFixed(2),
      targetOf(brokers).toFixed(1),
      ok ? 'yes' : 'NO',
    ];
    return { brokers, cells, ok };
  } finally {
    server.disconnect();
    await once(server, 'exit');
  }
};

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
};

/** From spawning the command to the line that says it is ready, and what it then holds. */
const coldStart = async (): Promise<{ readonly milliseconds: number; readonly megabytes: number }> => {
  const started = performance.now();
  const env = { PATH: process.env['PATH'], PORT: '0', ADMIN_PORT: '0', HOST: '127.0.0.1', DRAIN_MS: '0' };
  const child = spawn(process.execPath, [here('../../hooks/main.ts'), 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, adminPort } = JSON.parse(line) as { readonly msg: string; readonly adminPort: number };
    if (msg !== 'ready') continue;
    if (!(await fetch(`http://127.0.0.1:${adminPort}/readyz`)).ok) throw new Error('/readyz is not 200');
    break;
  }
  const milliseconds = performance.now() - started;
  const megabytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  child.stdout.resume();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { milliseconds, megabytes };
};

const rows: Row[] = [];
for (const brokers of sizes) rows.push(await measure(brokers));
console.log(
  table([['brokers', 'request kB', 'response kB', 'floor µs', 'service µs', 'ratio', 'target', 'ok'], ...rows.map(({ cells }) => cells)]),
);
const starts = [await coldStart(), await coldStart(), await coldStart()];
const milliseconds = Math.min(...starts.map((start) => start.milliseconds));
const megabytes = Math.min(...starts.map((start) => start.megabytes));
console.log(
  `\ncold start ${milliseconds.toFixed(0)} ms (target ${COLD_START_TARGET_MS}), idle RSS ${megabytes.toFixed(0)} MB (target ${IDLE_RSS_TARGET_MB})`,
);
const met = rows.every(({ ok }) => ok) && milliseconds < COLD_START_TARGET_MS && megabytes < IDLE_RSS_TARGET_MB;
if (!met) console.log('a target is missed');
process.exitCode = met || values['no-gate'] === true ? 0 : 1;
