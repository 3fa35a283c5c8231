/**
 * Runs a demo from its first line to its last: opens the stage, plays the story, sums up, and with a door open lets time
 * go on until somebody stops it.
 */
import type { CommandIo } from '../command.ts';
import { table } from '../text-layout.ts';
import { chapters } from './chapters.ts';
import type { DemoWorld } from './demo.ts';
import type { Teller } from './event.ts';
import { createPace } from './pace.ts';
import { createPause } from './pause.ts';
import { createReporter, play, summarize } from './play.ts';
import type { Sample } from './sample.ts';
import { openDoor } from './serving.ts';
import { openStage } from './stage.ts';
import { jsonTeller, liveTeller, logTeller } from './tellers.ts';

export interface DemoParts extends Pick<DemoWorld, 'controllers' | 'onStop'> {
  readonly io: CommandIo;
  readonly sample: Sample;
  /** Virtual seconds in a real one. */
  readonly speed: number | 'max';
  readonly isJson: boolean;
  /** The first chapter alone. */
  readonly isShort: boolean;
  readonly isServed: boolean;
  /** Where the kubeconfig goes. */
  readonly kubeconfig: string | undefined;
}

/** The exit code: 1 when a chapter did not come to pass or a record was lost. */
export const runDemo = async ({
  controllers,
  onStop,
  io,
  sample,
  speed,
  isJson,
  isShort,
  isServed,
  kubeconfig,
}: DemoParts): Promise<number> => {
  const started = performance.now();
  const teller = tellerFor(isJson, io);
  const reporter = createReporter(teller);
  // Whole seconds, as the API writes them.
  const startAt = Math.floor(Date.now() / 1000) * 1000;
  const stage = await openStage({ controllers, sample, startAt, onSync: reporter.sync });
  try {
    reporter.watch(stage);
    const pause = createPause();
    const pace = createPace({ clock: stage.engine.clock, speed, now: () => performance.now(), pause });
    let stopped = false;
    // Before there is a file to remove.
    if (isServed)
      onStop(() => {
        stopped = true;
        pause.wake();
      });
    const door = isServed ? await openDoor(stage, kubeconfig) : undefined;
    try {
      teller.tell({ event: 'start', hooks: stage.hooks, sample: sample.file, cluster: `${stage.key.namespace}/${stage.key.name}`, speed });
      if (door !== undefined) teller.tell({ event: 'api', kubeconfig: door.kubeconfig, url: door.url });
      const parts = { stage, pace, teller, reporter, stopped: () => stopped };
      const failed = await play(isShort ? chapters.slice(0, 1) : chapters, parts);
      if (stopped) return 0;
      const costs = { realSeconds: (performance.now() - started) / 1000, memory: process.memoryUsage.rss() };
      const summary = await summarize(parts, failed, costs);
      teller.tell({ event: 'summary', ...summary });
      teller.tell({ event: 'next', lines: door === undefined ? afterwards(sample) : door.toTry(sample.file) });
      if (door !== undefined) {
        stage.engine.store.subscribe(pause.wake);
        await pace.idle(() => {
          reporter.rows();
          return stopped;
        });
      }
      return failed.length > 0 || (summary.records?.lost ?? 0) > 0 ? 1 : 0;
    } finally {
      await door?.close();
    }
  } finally {
    await stage.close();
  }
};

const tellerFor = (isJson: boolean, io: CommandIo): Teller => {
  if (isJson) return jsonTeller(io);
  return io.isTerminal ? liveTeller({ stdout: io.stdout, columns: () => io.columns ?? 80 }) : logTeller(io);
};

const afterwards = ({ file, flags }: Sample): readonly string[] =>
  table([
    [['npm run --silent demo -- --short --serve', ...flags].join(' '), 'a cluster like this one, for your own kubectl'],
    [`npm run --silent kafka-hooks -- plan -f ${file}`, 'what applying a file would do, before anybody applies it'],
    ['npm run --silent kafka-hooks -- --help', 'everything else'],
    ['README.md', 'how to install it beside Metacontroller'],
  ]);
