/**
 * Plays chapters on a stage: does what each says, watches what comes of it, tells every change of a broker and every
 * decision as it happens, and keeps the account for the summary.
 */
import { isDeepStrictEqual } from 'node:util';
import type { KafkaCluster } from '../../api/kafka-cluster.ts';
import type { SyncReport } from '../../engine/metacontroller/report.ts';
import type { Chapter } from './chapters.ts';
import { decisionLines, grantFor, isTrouble, isWrite } from './decisions.ts';
import type { BrokerRow, Replaced, Summary, Teller } from './event.ts';
import type { Pace } from './pace.ts';
import type { Stage } from './stage.ts';
import { isOf, type Scene } from './view.ts';

/** What the stage reports while somebody may be watching. */
export interface Reporter {
  /** For StageParts.onSync. */
  sync(report: SyncReport): void;
  /** From here on changes of this stage are told. */
  watch(stage: Stage): void;
  /** Tells the rows that changed; whether there were any. */
  rows(): boolean;
  readonly account: Account;
}

/** Kept over the whole demo. */
interface Account {
  /** The last thing that did not work. */
  trouble?: string;
  writes: number;
  readonly replaced: Replaced[];
}

/** A reporter that has told nothing yet. */
export const createReporter = (teller: Teller): Reporter => {
  const account: Account = { writes: 0, replaced: [] };
  const troubles = new Set<string>();
  let stage: Stage | undefined;
  let dirty = true;
  let shown = new Map<number, BrokerRow>();
  const clusterNow = (): KafkaCluster | undefined => stage?.look().cluster;
  // What a sync writes into status replaces what it acted on: the grant of a Pod is gone when its deletion is reported.
  let before: KafkaCluster | undefined;
  return {
    account,
    sync: (report) => {
      const at = stage?.at() ?? 0;
      account.writes += report.operations.filter(isWrite).length;
      const isBad = isTrouble(report);
      for (const text of decisionLines(report, before)) {
        if (isBad) account.trouble = text;
        // The same trouble comes again with every try.
        if (!isBad || !troubles.has(text)) teller.tell({ event: 'decision', at, text });
        if (isBad) troubles.add(text);
      }
      before = clusterNow();
    },
    watch: (watched) => {
      stage = watched;
      const { store } = watched.engine;
      store.subscribe(({ type, object }) => {
        dirty = true;
        if (type !== 'DELETED' || object.kind !== 'Pod' || object.metadata?.labels?.['app'] !== 'kafka') return;
        const { name = '', labels } = object.metadata;
        account.replaced.push({ broker: Number(labels['brokerId']), pod: name, reason: grantFor(name, before) ?? 'deleted by hand' });
      });
    },
    rows: () => {
      if (!dirty || stage === undefined) return false;
      dirty = false;
      const { rows } = stage.look();
      const known = shown;
      shown = new Map(rows.map((row) => [row.broker, row]));
      if (rows.every((row) => isDeepStrictEqual(row, known.get(row.broker)))) return false;
      for (const row of rows) if (isNews(row, known.get(row.broker))) teller.tell({ event: 'broker', at: stage.at(), ...row });
      teller.table(rows, stage.at());
      return true;
    },
  };
};

// Readiness comes a moment before the hooks have seen it: the phase tells it again.
const isNews = (row: BrokerRow, known: BrokerRow | undefined): boolean =>
  row.phase !== '' && !isDeepStrictEqual({ ...row, ready: false }, { ...known, ready: false });

export interface Play {
  readonly stage: Stage;
  readonly pace: Pace;
  readonly teller: Teller;
  readonly reporter: Reporter;
  /** Whether somebody wants it to end. */
  stopped(): boolean;
}

/** A chapter that takes longer has failed; virtual milliseconds. */
const LIMIT_MS = 15 * 60_000;
/** Real milliseconds at the default speed: for a look at the table, and to read what was told. */
const LOOK_MS = 40;
const READ_MS = 900;

/** Plays them all, in order; answers the titles of those that did not come to pass. */
export const play = async (list: readonly Chapter[], parts: Play): Promise<readonly string[]> => {
  const { stage, pace, teller } = parts;
  const failed: string[] = [];
  let number = 0;
  for (const chapter of list) {
    if (parts.stopped()) break;
    const { title } = chapter;
    const before = await stage.lookClosely();
    const command = chapter.command(stage, before);
    if (command === undefined) continue;
    number += 1;
    teller.tell({ event: 'chapter', number, title, command });
    const answer = await chapter.does(stage, before);
    const isAsExpected = (answer.refused !== undefined) === (chapter.isRefused === true);
    const came = isAsExpected && (await comesToPass(chapter, before, parts));
    if (parts.stopped()) break;
    const after = await stage.lookClosely();
    const lines = came
      ? chapter.tells({ before, after, answer })
      : missed(answer.refused, { before, after, trouble: parts.reporter.account.trouble });
    teller.tell({ event: 'told', at: stage.at(), chapter: number, done: came, lines });
    if (!came) failed.push(title);
    // Without a cluster that runs there is no story.
    if (!came && number === 1) break;
    await pace.rest(READ_MS);
  }
  return failed;
};

const comesToPass = async (
  chapter: Chapter,
  before: Parameters<Chapter['until']>[1],
  { stage, pace, reporter, stopped }: Play,
): Promise<boolean> => {
  const end = stage.engine.clock.now() + LIMIT_MS;
  for (;;) {
    let changed = false;
    const until = (): boolean => {
      changed = reporter.rows();
      return changed || stopped() || chapter.until(stage.look(), before);
    };
    await pace.run(until, Math.max(0, end - stage.engine.clock.now()));
    if (chapter.until(stage.look(), before)) return true;
    if (!changed || stopped()) return false;
    await pace.rest(LOOK_MS);
  }
};

interface Missed {
  readonly before: Scene;
  readonly after: Scene;
  readonly trouble: string | undefined;
}

const missed = (refused: string | undefined, { before, after, trouble }: Missed): readonly string[] => {
  if (refused !== undefined) return [`refused: ${refused}`];
  const isOutOfTime = after.at - before.at >= LIMIT_MS;
  const waiting = after.rows.filter(({ ready }) => !ready).map(({ broker, phase, why }) => `broker ${broker} is ${phase}: ${why}`);
  return [
    isOutOfTime ? `it did not come to pass within ${LIMIT_MS / 60_000} minutes` : 'it did not come to pass, and nothing more would happen',
    ...waiting,
    ...(trouble === undefined ? [] : [`the last thing that did not work: ${trouble}`]),
  ];
};

/** The account at the end. */
export const summarize = async (
  { stage, reporter: { account } }: Play,
  failed: readonly string[],
  process: Pick<Summary, 'realSeconds' | 'memory'>,
): Promise<Summary> => {
  const { cluster, pods, rows, kafka, acknowledged, lost } = await stage.lookClosely();
  const wanted = cluster?.spec.brokers ?? [];
  return {
    ready: wanted.filter(({ id }) => rows.some((row) => row.broker === id && row.ready) && pods.some(isOf(id))).length,
    brokers: wanted.length,
    records: kafka === undefined ? undefined : { acknowledged, lost },
    hookCalls: stage.calls(),
    writes: account.writes,
    virtualSeconds: stage.at(),
    replaced: account.replaced,
    failed,
    ...process,
  };
};
