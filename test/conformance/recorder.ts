/**
 * Turns what happened in a step into facts that are the same in every run: which hooks were called and with what, which
 * writes the API server saw and in which order, which objects are not as they were, which Events came.
 */
import { isRecord } from '../../hooks/kube/is-record.ts';
import type { Thing } from './backend.ts';
import { aboutOf, type Call, type Groups } from './hook-switchboard.ts';
import { type Entry, type Journal, keyOf } from './journal.ts';
import type { Names } from './normalise.ts';
import type { Asked, StepOptions, StepRecord } from './transcript.ts';

export interface Recorder {
  begin(step: string): void;
  end(options: Pick<StepOptions, 'aftermath' | 'anyOrder' | 'asked'>): void;
  note(name: string, value: unknown): void;
  steps(): readonly StepRecord[];
}

interface Sources {
  readonly journal: Journal;
  readonly calls: readonly Call[];
  readonly names: Names;
  /** What of an object is recorded. */
  readonly look: (object: Thing) => Thing;
}

/** Every namespace has these, and no script made them. */
const ALWAYS_THERE = new Set(['ConfigMap/kube-root-ca.crt', 'ServiceAccount/default']);

export const createRecorder = ({ journal, calls, names, look }: Sources): Recorder => {
  const steps: StepRecord[] = [];
  let [step, firstCall, firstEntry] = ['', 0, 0];
  let notes: Record<string, unknown> = {};
  let before: Record<string, unknown> = {};
  return {
    begin: (name) => {
      [step, firstCall, firstEntry] = [name, calls.length, journal.entries.length];
    },
    note: (name, value) => {
      notes[name] = value;
    },
    end: ({ anyOrder = false, aftermath = false, asked = aftermath ? 'last' : 'first and last' }) => {
      const entries = [...journal.entries.slice(firstEntry)].sort((a, b) => a.version - b.version);
      for (const { object } of entries) names.meet(object);
      const made = calls.slice(firstCall);
      const [first, last] = asked === 'nothing' ? [[], []] : [asks(made, names), asks([...made].reverse(), names)];
      const now = states(journal, (object) => names.normalise(look(object)));
      const writes = entries.flatMap(writeOf);
      steps.push({
        step,
        called: asked === 'nothing' ? [] : [...new Set(made.map(({ hook }) => hook))].sort(),
        asked: asked === 'last' ? [] : first,
        askedLast: asked === 'last' ? last : last.filter((ask) => !first.some((other) => JSON.stringify(other) === JSON.stringify(ask))),
        writes: anyOrder ? [...new Set(writes)].sort() : inOrder(writes),
        objects: changes(before, now),
        events: aftermath ? [] : eventsOf(entries),
        notes: names.normalise(notes) as Record<string, unknown>,
      });
      before = now;
      notes = {};
    },
    steps: () => steps,
  };
};

/** The first call of each hook for each parent. */
const asks = (calls: readonly Call[], names: Names): readonly Asked[] => {
  const seen = new Map<string, Asked>();
  for (const { hook, request } of calls) {
    const { finalizing, children, attachments, related } = request;
    const parent = aboutOf(request);
    const id = `${hook} ${parent.metadata?.name}`;
    if (seen.has(id)) continue;
    names.meet(parent);
    const groups = children ?? attachments;
    seen.set(id, {
      hook,
      ...(finalizing !== undefined && { finalizing }),
      parent: names.normalise(summary(parent)) as Asked['parent'],
      ...(groups !== undefined && { children: keys(groups, names) }),
      ...(related !== undefined && { related: keys(related, names) }),
    });
  }
  return [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ask]) => ask);
};

const summary = ({ metadata, status }: Thing): object => ({
  key: [metadata?.namespace ?? [], metadata?.name].flat().join('/'),
  ...(metadata?.generation !== undefined && { generation: metadata.generation }),
  ...(metadata?.finalizers !== undefined && { finalizers: metadata.finalizers }),
  ...(metadata?.deletionTimestamp !== undefined && { deleting: true }),
  ...(status !== undefined && { status }),
});

const keys = (groups: Groups, names: Names): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(groups)
      .map(([group, objects]) => [group, names.normalise(Object.entries(objects).map(keyAndState).sort()) as string[]] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const keyAndState = ([key, { metadata }]: readonly [string, Thing]): string =>
  metadata?.deletionTimestamp === undefined ? key : `${key} (being deleted)`;

const writeOf = ({ type, object, before }: Entry): readonly string[] => {
  const key = keyOf(object);
  if (object.kind === 'Event' || ALWAYS_THERE.has(key)) return [];
  if (type === 'ADDED') return [`created ${key}`];
  if (type === 'DELETED') return [`deleted ${key}`];
  const changed = new Set(Object.keys({ ...before, ...object }).filter((field) => !same(before?.[field], object[field])));
  const touched = !same(plain(before), plain(object)) || [...changed].some((field) => !['metadata', 'status'].includes(field));
  if (touched) return [`changed ${key}`];
  return changed.has('status') && object.kind === 'Widget' ? [`changed status of ${key}`] : [];
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the controller of Deployments notes; like their status, it belongs to others. */
const REVISION = 'deployment.kubernetes.io/revision';

/** Metadata but for what Kubernetes moves by itself. */
const plain = (object: Thing | undefined): unknown => {
  const { resourceVersion: _, managedFields: __, generation: ___, annotations, ...rest } = object?.metadata ?? {};
  return [rest, Object.entries(annotations ?? {}).filter(([name]) => name !== REVISION)];
};

/** One sync writes the objects of a kind in any order, so neighbours that differ only in the name are sorted; doubles go. */
const inOrder = (writes: readonly string[]): readonly string[] => {
  const runs: string[][] = [];
  const kindOf = (write: string): string => write.slice(0, write.lastIndexOf('/'));
  for (const write of writes) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && kindOf(run[0]) === kindOf(write)) run.push(write);
    else runs.push([write]);
  }
  return runs.flatMap((run) => [...new Set(run)].sort());
};

const states = (journal: Journal, look: (object: Thing) => unknown): Record<string, unknown> =>
  Object.fromEntries(
    [...journal.objects]
      .filter(([key, { kind }]) => kind !== 'Event' && !ALWAYS_THERE.has(key))
      .map(([key, object]) => [key, look(object)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const changes = (before: Record<string, unknown>, now: Record<string, unknown>): Record<string, unknown> => ({
  ...Object.fromEntries(Object.keys(before).flatMap((key) => (key in now ? [] : [[key, 'gone']]))),
  ...Object.fromEntries(Object.entries(now).filter(([key, state]) => !same(before[key], state))),
});

/** Only Metacontroller's complaints: what others tell about Pods and claims is theirs. Words are nobody's promise. */
const eventsOf = (entries: readonly Entry[]): readonly string[] => {
  const told = entries.flatMap(({ object }) => {
    const about = object['involvedObject'];
    if (object.kind !== 'Event' || object['reason'] !== 'SyncError' || !isRecord(about)) return [];
    return [`${object['type']} ${object['reason']} ${about['kind']}/${about['name']}`];
  });
  return [...new Set(told)].sort();
};
