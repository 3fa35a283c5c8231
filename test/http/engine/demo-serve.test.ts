/**
 * `kafka-hooks demo` from its first line to its last, with the hook server of production on a port of its own: the whole
 * story, a story that cannot be, and the open door of --serve.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { dispatch } from '../../../hooks/cli/command.ts';
import { chapters } from '../../../hooks/cli/demo/chapters.ts';
import { demoCommand } from '../../../hooks/cli/demo/demo.ts';
import type { DemoEvent, Summary } from '../../../hooks/cli/demo/event.ts';
import { controllers } from '../../../hooks/registry.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'demo-serve-'));
after(() => rm(folder, { recursive: true }));

interface Running {
  /** Exit code, and everything that was told. */
  readonly end: Promise<{ readonly code: number; readonly events: readonly DemoEvent[]; readonly err: string }>;
  /** Resolves with the first event after now for which it holds. */
  next(holds: (event: DemoEvent) => boolean): Promise<DemoEvent>;
  stop(): void;
}

const start = (args: readonly string[]): Running => {
  const events: DemoEvent[] = [];
  const waiting: { readonly holds: (event: DemoEvent) => boolean; readonly resolve: (event: DemoEvent) => void }[] = [];
  let err = '';
  let stop = (): void => undefined;
  const io = {
    stdout: (text: string) => {
      const event = JSON.parse(text) as DemoEvent;
      events.push(event);
      for (const waiter of waiting.filter(({ holds }) => holds(event))) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve(event);
      }
    },
    stderr: (text: string) => {
      err += text;
    },
    isTerminal: false,
  };
  const world = {
    controllers,
    stdin: async () => '',
    onStop: (listener: (signal: string) => void) => {
      stop = () => listener('SIGINT');
    },
  };
  const end = dispatch([demoCommand(world)], ['demo', '-o', 'json', ...args], io).then((code) => ({ code, events, err }));
  const next: Running['next'] = (holds) => new Promise((resolve) => waiting.push({ holds, resolve }));
  return { end, next, stop: () => stop() };
};

const summaryOf = (events: readonly DemoEvent[]): Summary | undefined => events.find((event) => event.event === 'summary');
const toldIn = (events: readonly DemoEvent[], chapter: number): string =>
  events.flatMap((event) => (event.event === 'told' && event.chapter === chapter ? event.lines : [])).join('\n');

const { code, events } = await start(['--speed', 'max']).end;

test('every chapter of the story comes to pass', () => {
  assert.equal(code, 0);
  assert.equal(events.filter((event) => event.event === 'told' && event.done).length, chapters.length);
});

test('the summary counts brokers, records, Pods that were replaced and why', () => {
  const summary = summaryOf(events);
  assert.deepEqual([summary?.ready, summary?.brokers, summary?.failed], [4, 4, []]);
  assert.deepEqual(summary?.records, { acknowledged: 2000, lost: 0 });
  assert.deepEqual(
    summary?.replaced.map(({ broker, reason }) => [broker, reason.split(',')[0]]),
    [
      [1, 'PodFailed'],
      [1, 'PodFailed'],
    ],
  );
  assert.ok((summary?.hookCalls ?? 0) > 50 && (summary?.writes ?? 0) > 20);
});

const sentences: readonly (readonly [chapter: number, says: RegExp])[] = [
  [1, /3 of 3 brokers are ready after \d+ s/],
  [1, /the controllers 0, 1, 2 vote/],
  [2, /1000 records are acknowledged, 3 copies of each/],
  [3, /the same id 1 and the same claims; 2 other Pods were not touched/],
  [3, /exit code 137/],
  [3, /500 of 500 records .* 0 are lost/],
  [4, /failure 2 in a row: the next start waited 10 s/],
  [5, /3 of 3 Pods are the same/],
  [6, /broker 3 is ready after .*; 3 of 3 other Pods were not touched\n.* holds 0 replicas/],
  [7, /refused: .*brokerConfigGroup.*\nnothing was written; 4 of 4/],
  [8, /Stalled, InvalidSpec: .*a claim|Stalled, InvalidSpec: .*claim kafka-0-storage-\w+ has 200Gi/],
  [9, /Ready, AllBrokersReady/],
  [10, /RestartPending: broker 0.*\n.*num.io.threads unset → 12\n4 of 4 Pods are the same/],
];
for (const [chapter, says] of sentences) {
  test(`chapter ${chapter} tells what was seen: ${says.source}`, () => assert.match(toldIn(events, chapter), says));
}

test('the grant to delete a Pod is told with the deletion', () => {
  const deletions = events.filter((event) => event.event === 'decision' && event.text.startsWith('delete Pod'));
  assert.equal(deletions.length, 2);
  for (const event of deletions) assert.match(JSON.stringify(event), /granted in status: PodFailed, broker 1 ended with exit code 137/);
});

test('a cluster with ZooKeeper has the story without what needs a model of Kafka', async () => {
  const { code: zookeeper, events: told } = await start(['--speed', 'max', '--sample', 'simple']).end;
  assert.equal(zookeeper, 0);
  assert.deepEqual([summaryOf(told)?.records, summaryOf(told)?.ready], [undefined, 4]);
});

test('a cluster that cannot start ends with 1 and the reason', async () => {
  const file = path.join(folder, 'account.yaml');
  await writeFile(
    file,
    `apiVersion: kafka.banzaicloud.io/v1beta1
kind: KafkaCluster
metadata: { name: lonely }
spec:
  brokers:
    - id: 0
      brokerConfig:
        processRoles: [broker, controller]
        nodeSelector: { nowhere: 'yes' }
        storageConfigs: [{ mountPath: /kafka-logs, pvcSpec: { resources: { requests: { storage: 1Gi } } } }]
`,
  );
  const { code: failed, events: told } = await start(['--speed', 'max', '--sample', file]).end;
  assert.equal(failed, 1);
  assert.deepEqual(summaryOf(told)?.failed, ['A cluster from one file']);
  assert.match(toldIn(told, 1), /didn't match Pod's node affinity\/selector/);
});

test('a cluster that the API server refuses ends with 1 and its message', async () => {
  const file = path.join(folder, 'refused.yaml');
  await writeFile(file, 'apiVersion: kafka.banzaicloud.io/v1beta1\nkind: KafkaCluster\nmetadata: { name: bad }\nspec: { brokers: 3 }\n');
  const { code: refused, events: told } = await start(['--speed', 'max', '--sample', file]).end;
  assert.equal(refused, 1);
  assert.match(toldIn(told, 1), /refused: .*spec\.brokers/);
});

test('with --serve another client deletes a Pod, sees it come back, and everything ends when told so', async () => {
  const kubeconfig = path.join(folder, 'kubeconfig');
  const demo = start(['--short', '--serve', '--speed', '10000', '--kubeconfig', kubeconfig]);
  const door = await demo.next(({ event }) => event === 'api');
  assert.equal(door.event, 'api');
  const url = door.event === 'api' ? door.url : '';
  assert.equal((await stat(kubeconfig)).mode & 0o777, 0o600);
  await demo.next(({ event }) => event === 'next');
  const pod = `${url}/api/v1/namespaces/default/pods/kafka-1`;
  const uid = async (): Promise<string> => ((await (await fetch(pod)).json()) as { metadata: { uid: string } }).metadata.uid;
  const first = await uid();
  const back = demo.next((event) => event.event === 'broker' && event.broker === 1 && event.phase === 'Creating');
  assert.equal((await fetch(pod, { method: 'DELETE' })).status, 200);
  await back;
  await demo.next((event) => event.event === 'broker' && event.broker === 1 && event.phase === 'Running');
  assert.notEqual(await uid(), first);
  demo.stop();
  const { code: ended } = await demo.end;
  assert.equal(ended, 0);
  assert.equal(existsSync(kubeconfig), false);
  await assert.rejects(fetch(pod));
});

test('a story that is stopped between two chapters begins no other', async () => {
  const demo = start(['--serve', '--speed', '100', '--kubeconfig', path.join(folder, 'stopped')]);
  await demo.next(({ event }) => event === 'told');
  demo.stop();
  const { code: stopped, events: told } = await demo.end;
  assert.deepEqual([stopped, told.filter(({ event }) => event === 'chapter').length], [0, 1]);
  assert.equal(existsSync(path.join(folder, 'stopped')), false);
});

test('a kubeconfig that is there already is not written over', async () => {
  const kubeconfig = path.join(folder, 'mine');
  await writeFile(kubeconfig, 'precious');
  const { code: refused, err } = await start(['--short', '--serve', '--kubeconfig', kubeconfig]).end;
  assert.equal(refused, 2);
  assert.match(err, /mine cannot be written: it is there already/);
});

const minimal = await readFile('manifests/samples/minimal.yaml', 'utf8');
const own = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};
const shortly = async (file: string) => start(['--speed', 'max', '--short', '--sample', file]).end;

test('a cluster of one’s own finds the accounts and the racks that it names', async () => {
  const text = minimal
    .replace('spec:\n', 'spec:\n  rackAwareness: { labels: [my.rack] }\n')
    .replace('      processRoles', '      serviceAccountName: runner\n      processRoles');
  const { code: ended, events: told } = await shortly(await own('racks.yaml', text));
  assert.equal(ended, 0, toldIn(told, 1));
  const next = told.flatMap((event) => (event.event === 'next' ? event.lines : [])).join('\n');
  assert.match(next, /demo -- --short --serve --sample .*racks\.yaml/);
});

test('a cluster that a file names twice is there once, as it was said last', async () => {
  const { code: ended, events: told } = await shortly(await own('twice.yaml', `${minimal}\n---\n${minimal}`));
  assert.equal(ended, 0, toldIn(told, 1));
});

const refusedFiles = [
  {
    it: 'a namespace that is a number',
    text: minimal.replace('name: kafka', 'name: kafka\n  namespace: 7'),
    says: /refused: metadata\.namespace is not a string/,
  },
  {
    it: 'a field that the schema does not know',
    text: minimal.replace('spec:\n', 'spec:\n  brokerConfigGrups: {}\n'),
    says: /refused: strict decoding error: unknown field "spec\.brokerConfigGrups"/,
  },
];
for (const { it, text, says } of refusedFiles) {
  test(`${it} is refused, in the words of kubectl apply`, async () => {
    const { code: ended, events: told } = await shortly(await own('refused.yaml', text));
    assert.equal(ended, 1);
    assert.match(toldIn(told, 1), says);
  });
}

test('what will never come is not waited for, and that is said', async () => {
  const text = minimal.replace(
    '{ id: 2, brokerConfigGroup: default }',
    '{ id: 2, brokerConfigGroup: default, brokerConfig: { nodeSelector: { no: where } } }',
  );
  const { code: ended, events: told } = await shortly(await own('never.yaml', text));
  assert.equal(ended, 1);
  assert.match(toldIn(told, 1), /^it did not come to pass, and nothing more would happen\nbroker 2 is Starting: 0\/4 nodes are available/);
});
