/**
 * How a Pod's Kafka ended, in words for status, and when the next one may start. The figures are the kubelet's.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffSeconds, failureOf, recordFailure } from '../../../hooks/kafkacluster/policies/failure.ts';
import type { Pod } from '../../../hooks/kube/types.ts';
import { pod } from './world.ts';

const STARTED = '2026-11-21T11:50:00Z';
const ENDED = '2026-11-21T11:51:00Z';

interface End {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
}

const terminated = ({ exitCode, reason = 'Error', message = '' }: End, name = 'kafka') => ({
  name,
  state: { terminated: { exitCode, reason, message, startedAt: STARTED, finishedAt: ENDED } },
});
const status = (fields: object): Pod => pod(0, { status: fields as Pod['status'] });
const failed = (end: End): Pod => status({ phase: 'Failed', containerStatuses: [terminated(end)] });

interface Case {
  readonly it: string;
  readonly pod: Pod;
  readonly says: { readonly exitCode: number | undefined; readonly reason: string; readonly hint: string } | undefined;
}

const STACK = `[2026-11-21 11:51:00,000] INFO starting (kafka.server.KafkaServer)
[2026-11-21 11:51:00,001] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)
java.lang.IllegalArgumentException: requirement failed
	at scala.Predef$.require(Predef.scala:337)
Caused by: java.nio.file.AccessDeniedException: /kafka-logs/kafka
	at java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:90)
	... 12 more
[2026-11-21 11:51:00,002] INFO bye (kafka.server.KafkaServer)
`;

const cases: readonly Case[] = [
  {
    it: 'sees no end while Kafka runs',
    pod: status({ phase: 'Running', containerStatuses: [{ name: 'kafka', state: { running: {} } }] }),
    says: undefined,
  },
  { it: 'sees no end in a Pod that has no status yet', pod: pod(0), says: undefined },
  {
    it: 'sees no end when a container beside Kafka has ended',
    pod: status({
      phase: 'Running',
      containerStatuses: [terminated({ exitCode: 1 }, 'helper'), { name: 'kafka', state: { running: {} } }],
    }),
    says: undefined,
  },
  {
    it: 'sees the end of Kafka though a container beside it keeps the Pod running',
    pod: status({ phase: 'Running', containerStatuses: [{ name: 'helper', state: { running: {} } }, terminated({ exitCode: 1 })] }),
    says: { exitCode: 1, reason: 'Error', hint: '' },
  },
  {
    it: 'takes the root cause of a Java stack trace for the hint',
    pod: failed({ exitCode: 1, message: STACK }),
    says: { exitCode: 1, reason: 'Error', hint: 'Caused by: java.nio.file.AccessDeniedException: /kafka-logs/kafka' },
  },
  {
    it: 'takes an error of the log before the calm lines that follow it',
    pod: failed({ exitCode: 1, message: 'ERROR no space left\nINFO shutting down\n' }),
    says: { exitCode: 1, reason: 'Error', hint: 'ERROR no space left' },
  },
  {
    it: 'takes the refusal of our own start script',
    pod: failed({ exitCode: 1, message: '/d/kafka holds files but no meta.properties: refusing to format it\n\n' }),
    says: { exitCode: 1, reason: 'Error', hint: '/d/kafka holds files but no meta.properties: refusing to format it' },
  },
  {
    it: 'takes the last line when none is loud',
    pod: failed({ exitCode: 2, message: 'one\ntwo\n' }),
    says: { exitCode: 2, reason: 'Error', hint: 'two' },
  },
  {
    it: 'cuts a hint that would fill the status',
    pod: failed({ exitCode: 1, message: `ERROR ${'x'.repeat(2000)}` }),
    says: { exitCode: 1, reason: 'Error', hint: `ERROR ${'x'.repeat(394)}` },
  },
  {
    it: 'says OOMKilled',
    pod: failed({ exitCode: 137, reason: 'OOMKilled' }),
    says: { exitCode: 137, reason: 'OOMKilled', hint: '' },
  },
  {
    it: 'gives the reason of an eviction and not the last words of Kafka',
    pod: status({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
      containerStatuses: [terminated({ exitCode: 143, message: 'ERROR broken pipe' })],
    }),
    says: { exitCode: 143, reason: 'Evicted', hint: 'The node was low on resource: memory.' },
  },
  {
    it: 'knows an evicted Pod whose containers nobody reports',
    pod: status({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' }),
    says: { exitCode: undefined, reason: 'Evicted', hint: 'The node was low on resource: memory.' },
  },
  {
    it: 'names what an init container failed with',
    pod: status({
      phase: 'Failed',
      initContainerStatuses: [
        terminated({ exitCode: 0, reason: 'Completed' }, 'cruise-control-reporter'),
        terminated({ exitCode: 1, message: 'cp: no such file' }, 'jmx-exporter'),
      ],
      containerStatuses: [{ name: 'kafka', state: { waiting: { reason: 'PodInitializing' } } }],
    }),
    says: { exitCode: 1, reason: 'Error', hint: 'cp: no such file' },
  },
  {
    it: 'treats a Kafka that ended well as ended: a broker has no reason to',
    pod: status({ phase: 'Succeeded', containerStatuses: [terminated({ exitCode: 0, reason: 'Completed' })] }),
    says: { exitCode: 0, reason: 'Completed', hint: '' },
  },
];

for (const { it, pod: observed, says } of cases)
  test(it, () => {
    const failure = failureOf(observed);
    assert.deepEqual(failure && { exitCode: failure.exitCode, reason: failure.reason, hint: failure.hint }, says);
  });

test('waits as long as the kubelet does', () =>
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8, 1000].map(backOffSeconds), [0, 10, 20, 40, 80, 160, 300, 300, 300]));

const failure = (ranSeconds: number) => ({ exitCode: 1, reason: 'Error', hint: 'why', finishedAt: Date.parse(ENDED), ranSeconds });

test('records the first failure, after which the next start need not wait', () =>
  assert.deepEqual(recordFailure(failure(60), undefined), {
    count: 1,
    lastExitCode: 1,
    lastReason: 'Error',
    lastMessage: 'why',
    lastFinishedAt: ENDED,
    nextStartAfter: ENDED,
  }));

test('counts on from the failures before and waits from the end of the last one', () => {
  const { count, nextStartAfter } = recordFailure(failure(60), { count: 2 });
  assert.deepEqual([count, nextStartAfter], [3, '2026-11-21T11:51:20Z']);
});

test('forgets earlier failures after ten minutes of work, and not a second before', () => {
  assert.equal(recordFailure(failure(600), { count: 6 }).count, 1);
  assert.equal(recordFailure(failure(599), { count: 6 }).count, 7);
});

test('measures how long Kafka ran', () => assert.equal(failureOf(failed({ exitCode: 1 }))?.ranSeconds, 60));

test('nodes that need each other are up together in the end, whenever each of them failed first', () => {
  // A combined node ends by itself when it finds no quorum for 60 s: three that never meet would fail for ever.
  const lastStarts = [0, 97_000, 211_000].map((offset) => {
    let before: ReturnType<typeof recordFailure> | undefined;
    let start = Date.parse(STARTED) + offset;
    const starts: number[] = [];
    while (start < Date.parse(STARTED) + 2 * 3_600_000) {
      starts.push(start);
      const finishedAt = start + 63_000;
      before = recordFailure({ exitCode: 1, reason: 'Error', hint: '', finishedAt, ranSeconds: 63 }, before);
      start = Math.max(finishedAt, Date.parse(before.nextStartAfter ?? ''));
    }
    return starts.slice(-5);
  });
  assert.deepEqual(lastStarts[1], lastStarts[0]);
  assert.deepEqual(lastStarts[2], lastStarts[0]);
});
