/**
 * What a run of a script left on paper. The transcripts of the real thing are files beside this one: they are the truth,
 * the engine is held to them, and they are never edited by hand (RECORD=1 writes them anew).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { isRecord } from '../../hooks/kube/is-record.ts';

/** A call of a hook, without the objects themselves: those are in the record of the step that made them. */
export interface Asked {
  readonly hook: string;
  readonly finalizing?: boolean;
  readonly parent: { readonly key: string };
  /** Object keys by group key; one that is being deleted is marked so. */
  readonly children?: Readonly<Record<string, readonly string[]>>;
  readonly related?: Readonly<Record<string, readonly string[]>>;
}

export interface StepOptions {
  /** What the step waits for before it waits for rest; seconds 30. Without it: one call of a hook. */
  readonly until?: () => boolean;
  /** The step leads to no call. */
  readonly noCall?: boolean;
  /** Who wrote first is a matter of timing here: writes are recorded in the order of their names. */
  readonly anyOrder?: boolean;
  /** What went wrong before may still be heard of here: no Events are recorded, and of the calls only the last. */
  readonly aftermath?: boolean;
  /** How things were at the first call is a matter of timing here: only the last one is recorded. Or even that is, and then no calls are. */
  readonly asked?: 'last' | 'nothing';
}

export interface StepRecord {
  readonly step: string;
  /** Hooks that were called, each once. Repeated calls are a matter of timing. */
  readonly called: readonly string[];
  /** The first call of each hook in this step for each parent, and its last when that is another. */
  readonly asked: readonly Asked[];
  readonly askedLast: readonly Asked[];
  /** `created ConfigMap/a`, in the order of the API server. */
  readonly writes: readonly string[];
  /** Objects that are not as they were after the step before. */
  readonly objects: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  /** What the script noted by itself. */
  readonly notes: Readonly<Record<string, unknown>>;
}

export interface Transcript {
  readonly script: string;
  readonly steps: readonly StepRecord[];
}

const fileOf = (script: string): URL => new URL(`transcripts/${script}.yaml`, import.meta.url);

export const saveTranscript = (transcript: Transcript): void =>
  writeFileSync(fileOf(transcript.script), dump(transcript, { noRefs: true, lineWidth: -1 }));

/** The recorded truth; undefined when it was never recorded. */
export const loadTranscript = (script: string): Transcript | undefined =>
  existsSync(fileOf(script)) ? (load(readFileSync(fileOf(script), 'utf8')) as Transcript) : undefined;

/** One place where two transcripts differ. */
export interface Difference {
  /** `steps[create the parent].objects.ConfigMap/a.data.key` */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Every leaf that differs; a list of steps is compared by the steps' names. */
export const compare = (expected: unknown, actual: unknown, path = ''): readonly Difference[] => {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (!expected.every(isRecord) || !actual.every(isRecord)) return same(expected, actual) ? [] : [{ path, expected, actual }];
    return compare(byName(expected), byName(actual), path);
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => compare(expected[key], actual[key], path === '' ? key : `${path}.${key}`));
  }
  return same(expected, actual) ? [] : [{ path, expected, actual }];
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const byName = (list: readonly Record<string, unknown>[]): Record<string, unknown> =>
  Object.fromEntries(list.map((item, index) => [`${item['step'] ?? asked(item) ?? item['name'] ?? index}`, item]));

const asked = ({ hook, parent }: Record<string, unknown>): string | undefined =>
  hook === undefined ? undefined : `${hook} of ${isRecord(parent) ? parent['key'] : ''}`;
