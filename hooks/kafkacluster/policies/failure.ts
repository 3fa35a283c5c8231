/**
 * A Pod whose Kafka has ended: why it ended and when the next one may start. The kubelet's own back-off is not used
 * (restartPolicy Never), for the hooks must decide with which configuration a broker comes back; the figures are the kubelet's:
 * at once, then 10 s doubling to 5 minutes, forgotten after 10 minutes of work. The longest waits end together: nodes that
 * need each other for a quorum must not take turns in failing (decision record 0005).
 */
import type { BrokerState } from '../../api/kafka-cluster.ts';
import { wholeSeconds } from '../../kube/conditions.ts';
import type { Pod } from '../../kube/types.ts';

type Restarts = NonNullable<BrokerState['restarts']>;

const FIRST_BACK_OFF_SECONDS = 10;
const MOST_BACK_OFF_SECONDS = 300;
const FORGOTTEN_AFTER_SECONDS = 600;
const HINT_LENGTH = 400;

/** What is known of the end of a Pod's Kafka. */
export interface Failure {
  readonly exitCode: number | undefined;
  readonly reason: string;
  /** The last line of the log that says something. */
  readonly hint: string;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
  readonly ranSeconds: number;
}

/** The end of a Pod's Kafka; undefined while it runs or has not started. */
export const failureOf = (pod: Pod): Failure | undefined => {
  const kafka = pod.status?.containerStatuses?.find((container) => container.name === 'kafka')?.state?.terminated;
  const init = pod.status?.initContainerStatuses
    ?.map((container) => container.state?.terminated)
    .find((ended) => ended !== undefined && ended.exitCode !== 0);
  const over = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
  if (kafka === undefined && !over) return undefined;
  const ended = kafka ?? init;
  const finishedAt = Date.parse(ended?.finishedAt ?? pod.metadata?.creationTimestamp ?? '');
  const startedAt = Date.parse(ended?.startedAt ?? '');
  return {
    exitCode: ended?.exitCode,
    reason: pod.status?.reason ?? ended?.reason ?? pod.status?.phase ?? 'Unknown',
    // A Pod with a reason of its own (Evicted, NodeLost) ended by no fault of Kafka's: its log would mislead.
    hint: hintOf((pod.status?.reason === undefined ? ended?.message : pod.status.message) ?? ended?.message ?? pod.status?.message ?? ''),
    finishedAt: Number.isNaN(finishedAt) ? 0 : finishedAt,
    ranSeconds: Number.isNaN(startedAt) || Number.isNaN(finishedAt) ? 0 : Math.max(0, (finishedAt - startedAt) / 1000),
  };
};

/** The failure recorded: one more in a row, or the first when Kafka had worked for long. */
export const recordFailure = (failure: Failure, before: Restarts | undefined): Restarts => {
  const count = failure.ranSeconds >= FORGOTTEN_AFTER_SECONDS ? 1 : (before?.count ?? 0) + 1;
  return {
    count,
    ...(failure.exitCode !== undefined && { lastExitCode: failure.exitCode }),
    lastReason: failure.reason,
    ...(failure.hint !== '' && { lastMessage: failure.hint }),
    lastFinishedAt: wholeSeconds(failure.finishedAt),
    nextStartAfter: wholeSeconds(nextStart(failure.finishedAt, backOffSeconds(count))),
  };
};

/** A combined node that finds no quorum ends after 60 s. Starts after the longest wait lie on one grid of all nodes, so that they meet. */
const nextStart = (finishedAt: number, seconds: number): number => {
  if (seconds < MOST_BACK_OFF_SECONDS) return finishedAt + seconds * 1000;
  const grid = MOST_BACK_OFF_SECONDS * 1000;
  return Math.ceil((finishedAt + grid / 2) / grid) * grid;
};

/** 0, 10, 20, 40 … 300 seconds for the first, second, third failure in a row. */
export const backOffSeconds = (count: number): number =>
  count <= 1 ? 0 : Math.min(MOST_BACK_OFF_SECONDS, FIRST_BACK_OFF_SECONDS * 2 ** Math.min(count - 2, 10));

/** An exception says more than the stack below it: the last line that is not a frame. */
const hintOf = (log: string): string => {
  const lines = log.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line !== '' && !line.startsWith('at ') && !line.startsWith('... '));
  const loud = telling.filter((line) => /\b(FATAL|ERROR|refusing)\b|(Exception|Error)\b/.test(line)).at(-1);
  return (loud ?? telling.at(-1) ?? '').slice(0, HINT_LENGTH);
};
