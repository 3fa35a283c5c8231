/**
 * `npm run simulate -- --seeds 10000`: plays that many scenarios on all cores, shrinks what fails and prints it as a
 * scenario that can be put into test/simulation/regressions. `--seed N` plays one and tells each event.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Break, breaks } from './breaks.ts';
import { generate } from './generate.ts';
import { play } from './play.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

/** Scenarios to play: seeds `from`, `from + 1` and so on. */
export interface Wanted {
  readonly from: number;
  readonly seeds: number;
  /** Threads; as many as there are cores when absent. */
  readonly workers?: number;
  readonly how?: Break | undefined;
  /** Told after each scenario. */
  readonly onReport?: (report: Report, done: number, failed: number) => void;
}

export interface Report {
  readonly seed: number;
  readonly events: number;
  readonly calls: number;
  readonly invariant?: string;
  readonly message?: string;
}

export interface Summary {
  readonly done: number;
  readonly events: number;
  readonly calls: number;
  readonly failed: readonly Report[];
}

interface Share {
  readonly first: number;
  readonly step: number;
  readonly last: number;
  readonly how: Break | undefined;
}

const playShare = async ({ first, step, last, how }: Share): Promise<void> => {
  for (let seed = first; seed <= last; seed += step) {
    const scenario = generate(seed);
    const { violation, calls } = await play(scenario, { how });
    parentPort?.postMessage({ seed, events: scenario.events.length, calls, ...violation } satisfies Report);
  }
};

/** Most of what a scenario makes is gone with it: the fewer the collections, the less is copied. */
const YOUNG_GENERATION_MB = 16;

/** Plays scenarios on threads. */
export const simulate = async ({ from, seeds, workers = availableParallelism(), how, onReport }: Wanted): Promise<Summary> => {
  const reports: Report[] = [];
  const failed: Report[] = [];
  const threads = Math.min(workers, seeds);
  const run = async (_: unknown, index: number): Promise<void> => {
    const share: Share = { first: from + index, step: threads, last: from + seeds - 1, how };
    const worker = new Worker(new URL(import.meta.url), {
      workerData: share,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    worker.on('message', (report: Report) => {
      reports.push(report);
      if (report.invariant !== undefined) failed.push(report);
      onReport?.(report, reports.length, failed.length);
    });
    await new Promise<void>((resolve, reject) => worker.once('exit', () => resolve()).once('error', reject));
  };
  await Promise.all(Array.from({ length: threads }, run));
  const sum = (field: 'events' | 'calls'): number => reports.reduce((total, report) => total + report[field], 0);
  return { done: reports.length, events: sum('events'), calls: sum('calls'), failed: failed.sort((a, b) => a.seed - b.seed) };
};

const flags = {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  break: { type: 'string' },
  workers: { type: 'string', default: String(availableParallelism()) },
} as const;

type Values = Partial<Record<keyof typeof flags, string>>;

const readBreak = (name: string | undefined): Break | undefined => {
  if (name === undefined || Object.hasOwn(breaks, name)) return name as Break | undefined;
  console.error(`--break has the value ${name}; give it one of ${Object.keys(breaks).join(', ')}`);
  process.exit(2);
};

const readCount = (values: Values, flag: 'seeds' | 'from' | 'seed' | 'workers'): number => {
  const count = Number(values[flag]);
  if (Number.isSafeInteger(count) && count > 0) return count;
  console.error(`--${flag} has the value ${values[flag]}; give it a whole number from 1`);
  process.exit(2);
};

const playAll = async (values: Values): Promise<number> => {
  const seeds = readCount(values, 'seeds');
  const how = readBreak(values.break);
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const { done, events, calls, failed } = await simulate({
    from: readCount(values, 'from'),
    seeds,
    workers: readCount(values, 'workers'),
    how,
    onReport: (report, count, bad) => {
      if (report.invariant !== undefined) console.log(`seed ${report.seed}: ${report.invariant}: ${report.message}`);
      if (count % Math.max(1, Math.round(seeds / 20)) === 0) console.log(`${count} of ${seeds} after ${seconds()} s, ${bad} failed`);
    },
  });
  console.log(`${done} scenarios, ${events} events, ${calls} calls of hooks in ${seconds()} s; ${failed.length} failed`);
  for (const [invariant, reports] of Map.groupBy(failed, (report) => report.invariant)) {
    const some = reports.slice(0, 10).map(({ seed }) => seed);
    console.log(`\n${invariant}: ${reports.length} (seeds ${some.join(', ')})`);
    const [first] = reports;
    if (first !== undefined) await explain(generate(first.seed), how);
  }
  return failed.length === 0 ? 0 : 1;
};

/** Shrinks a scenario that fails and prints what is left. */
const explain = async (scenario: Scenario, how: Break | undefined): Promise<void> => {
  const { violation } = await play(scenario, { how });
  if (violation === undefined) return;
  const fails = async (candidate: Scenario): Promise<boolean> =>
    (await play(candidate, { how })).violation?.invariant === violation.invariant;
  const short = await shrink(scenario, fails);
  const last = await play(short, { how });
  console.log(`seed ${scenario.seed}: ${scenario.events.length} events shrunk to ${short.events.length}`);
  console.log(`  ${last.violation?.invariant}: ${last.violation?.message}`);
  console.log(JSON.stringify(short));
};

const playOne = async (values: Values): Promise<number> => {
  const how = readBreak(values.break);
  const scenario = generate(readCount(values, 'seed'));
  console.log(JSON.stringify(scenario.start));
  const { violation } = await play(scenario, { how, onEvent: (event) => console.log(JSON.stringify(event)) });
  if (violation === undefined) return 0;
  await explain(scenario, how);
  return 1;
};

if (!isMainThread) await playShare(workerData as Share);
else if (import.meta.main) {
  const { values } = parseArgs({ options: flags });
  process.exitCode = await (values.seed === undefined ? playAll(values) : playOne(values));
}
