/** What a demo looks like: redrawn in place on a terminal, plain lines in a log, an object a line for programs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decisionLines, isTrouble } from '../../../../hooks/cli/demo/decisions.ts';
import type { BrokerRow, DemoEvent, Teller } from '../../../../hooks/cli/demo/event.ts';
import { jsonTeller, liveTeller, logTeller } from '../../../../hooks/cli/demo/tellers.ts';
import type { Operation, SyncReport } from '../../../../hooks/engine/metacontroller/report.ts';

const row: BrokerRow = { broker: 1, phase: 'Starting', ready: false, node: 'node-2', disk: '10Gi', why: 'is not ready yet' };
const chapter: DemoEvent = { event: 'chapter', number: 3, title: 'A broker is killed', command: 'kill' };
const broker: DemoEvent = { event: 'broker', at: 2, ...row };
const told: DemoEvent = { event: 'told', at: 2, chapter: 3, done: false, lines: ['it did not come to pass'] };
const next: DemoEvent = { event: 'next', lines: ['read on'] };

const ESCAPE = '\u001b';

/** What is on the screen in the end: newlines, cursor up, erase below. */
const screen = (text: string): readonly string[] => {
  const lines = [''];
  for (const part of text.replaceAll(new RegExp(`${ESCAPE}\\[\\d*m`, 'g'), '').split(new RegExp(`(${ESCAPE}\\[\\d*[AJ]|\n)`))) {
    const up = new RegExp(`${ESCAPE}\\[(\\d+)A`).exec(part)?.[1];
    if (up !== undefined) lines.splice(lines.length - 1 - Number(up), Number.POSITIVE_INFINITY, '');
    else if (part === '\n') lines.push('');
    else if (!part.startsWith(ESCAPE)) lines.push((lines.pop() ?? '') + part);
  }
  return lines;
};

const written = (make: (io: { stdout(text: string): void }) => Teller, use: (teller: Teller) => void): string => {
  let text = '';
  use(
    make({
      stdout: (more) => {
        text += more;
      },
    }),
  );
  return text;
};

const live = (columns: number, use: (teller: Teller) => void): readonly string[] =>
  screen(written((io) => liveTeller({ ...io, columns: () => columns }), use));

test('on a terminal there is one table, with the last state, below what was said', () => {
  const lines = live(100, (teller) => {
    teller.tell(chapter);
    teller.table([row], 1);
    teller.tell(told);
    teller.table([{ ...row, phase: 'Running', ready: true }], 2);
  });
  assert.equal(lines.filter((line) => line.includes('BROKER')).length, 1);
  assert.equal(lines.filter((line) => line.includes('node-2')).length, 1);
  assert.match(lines.at(-2) ?? '', /Running +node-2 +ready/);
  assert.ok(lines.findIndex((line) => line.includes('did not come to pass')) < lines.findIndex((line) => line.includes('BROKER')));
});

test('on a terminal the last table stays, above the end', () => {
  const lines = live(100, (teller) => {
    teller.table([row], 1);
    teller.tell(next);
  });
  assert.ok(lines.findIndex((line) => line.includes('node-2')) < lines.findIndex((line) => line.includes('read on')));
  assert.ok(lines.some((line) => line.includes('node-2')));
});

test('on a narrow terminal no line of the table wraps', () => {
  const lines = live(30, (teller) => teller.table([row], 1));
  assert.deepEqual(
    lines.filter((line) => line.length >= 30),
    [],
  );
});

test('a table of many brokers fits on a screen and says how many it leaves out', () => {
  const lines = live(100, (teller) =>
    teller.table(
      Array.from({ length: 40 }, (_, id) => ({ ...row, broker: id })),
      1,
    ),
  );
  assert.ok(lines.length < 20);
  assert.ok(lines.some((line) => line.includes('and 28 more')));
});

test('a log has a line for each change of a broker and no control codes', () => {
  const text = written(logTeller, (teller) => {
    for (const event of [chapter, broker, told, next]) teller.tell(event);
    teller.table([row], 2);
  });
  assert.doesNotMatch(text, new RegExp(ESCAPE));
  assert.match(
    text,
    /\n3\. A broker is killed\n {2}\$ kill\n {5}\+2\.0 s {2}broker 1 +Starting +node-2 +- +10Gi +is not ready yet\n {2}FAILED: it did/,
  );
});

test('for programs each line is an event', () => {
  const text = written(jsonTeller, (teller) => {
    for (const event of [chapter, broker]) teller.tell(event);
    teller.table([row], 2);
  });
  assert.deepEqual(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [chapter, broker],
  );
});

const operation = (fields: Partial<Operation>): Operation => ({
  verb: 'create',
  kind: 'Pod',
  namespace: 'default',
  name: 'kafka-1',
  reason: '',
  result: 'done',
  ...fields,
});

const report = (operations: readonly Operation[], rest: Partial<SyncReport> = {}): SyncReport => ({
  controller: 'kafkacluster',
  type: 'composite',
  parent: { apiVersion: 'kafka.banzaicloud.io/v1beta1', kind: 'KafkaCluster', namespace: 'default', name: 'kafka', uid: 'u' },
  outcome: 'done',
  operations,
  ...rest,
});

const cluster = {
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka' },
  spec: { brokers: [] },
  status: { brokersState: { 1: { grant: { podName: 'kafka-1', uid: 'u', reason: 'PodFailed', message: 'broker 1 ended' } } } },
};

const decided = [
  { it: 'a sync that only writes status says nothing', report: report([operation({ verb: 'status', kind: 'KafkaCluster' })]), says: [] },
  { it: 'what is kept on purpose is no decision to tell', report: report([operation({ verb: 'keep' })]), says: [] },
  {
    it: 'many objects of a kind are counted, few are named',
    report: report([1, 2, 3, 4].map((id) => operation({ kind: 'ConfigMap', name: `c-${id}` })).concat(operation({}))),
    says: ['create 4 ConfigMaps; create Pod kafka-1'],
  },
  {
    it: 'a Pod is deleted with the grant that status held',
    report: report([operation({ verb: 'delete' })]),
    says: ['delete Pod kafka-1, granted in status: PodFailed, broker 1 ended'],
  },
  {
    it: 'what the API refused is told once, with its message',
    report: report([operation({ result: 'failed', message: 'no such account' })], { outcome: 'failed', error: 'no such account' }),
    says: ['create Pod kafka-1 (failed: no such account)'],
  },
  {
    it: 'a hook that does not answer is told',
    report: report([], { outcome: 'failed', error: 'connection refused' }),
    says: ['a call of the hooks FAILED: connection refused'],
  },
] as const;
for (const { it, report: given, says } of decided) {
  test(it, () => {
    assert.deepEqual(decisionLines(given, cluster), says);
    assert.equal(isTrouble(given), given.outcome === 'failed');
  });
}
