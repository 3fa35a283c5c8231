/** A line about a sync: who was looked at, what was written and why. A sync that has nothing to say is undefined. */
import type { Operation, SyncReport } from '../../engine/metacontroller/report.ts';

/** The text after the time of day, or nothing: what led to nothing and was not meant to. */
export const syncLine = ({
  controller,
  type,
  parent,
  hook,
  outcome,
  error,
  operations,
  resyncAfterSeconds,
}: SyncReport): string | undefined => {
  // Kinds are listed one after the other at the start: each is an event that leads to nothing yet.
  const quiet = outcome === 'waiting' || (outcome === 'done' && (hook === 'customize' || type === 'decorator'));
  if (quiet && operations.length === 0) return undefined;
  const name = parent.namespace === '' ? parent.name : `${parent.namespace}/${parent.name}`;
  const about = type === 'decorator' ? `${parent.kind} ${name}` : name;
  const did = operations.length === 0 ? ['nothing to do'] : grouped(operations);
  return [
    `${controller} ${about}${hook === undefined ? '' : ` ${hook}`}:`,
    [
      ...(outcome !== 'done' && operations.length === 0 ? [] : did),
      ...(outcome === 'done' ? [] : [`${OUTCOMES[outcome]}${error === undefined ? '' : `: ${error}`}`]),
      ...(resyncAfterSeconds === undefined ? [] : [`again in ${resyncAfterSeconds} s`]),
    ].join('; '),
  ].join(' ');
};

const OUTCOMES: Readonly<Record<Exclude<SyncReport['outcome'], 'done'>, string>> = {
  conflict: 'ended early, the object changed meanwhile',
  failed: 'FAILED',
  waiting: 'waits for a kind that is not listed yet',
  busy: 'the hook is busy',
  crashed: 'CRASHED, as Metacontroller would',
};

/** Operations of one verb, kind and reason in one piece: a cluster of ten brokers makes ten Services for one reason. */
const grouped = (operations: readonly Operation[]): readonly string[] => {
  const groups = Map.groupBy(operations, ({ verb, kind, reason, result, message }) => [verb, kind, reason, result, message].join('\n'));
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first) =>
      text(
        first,
        group.map(({ name }) => name),
      ),
    ),
  );
};

const text = ({ verb, kind, reason, result, message }: Operation, names: readonly string[]): string => {
  const what = verb === 'status' ? 'status' : `${verb} ${kind} ${names.join(', ')}`;
  const how = result === 'done' ? '' : ` ${result}${message === undefined ? '' : `: ${message}`}`;
  return `${what}${reason === '' ? '' : ` (${reason})`}${how}`;
};
