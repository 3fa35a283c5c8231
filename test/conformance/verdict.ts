/** Holds a run of a script against the recorded truth: what differs, and what of that is on the list. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { BackendName } from './backend.ts';
import { type Accepted, accepted } from './differences.ts';
import type { Outcome } from './run-scripts.ts';
import { compare, type Difference, loadTranscript } from './transcript.ts';

/** Fails with every difference that is not accepted; answers the entries of the list that were needed. */
export const assertTrue = (outcome: Outcome, backend: BackendName): readonly Accepted[] => {
  if ('error' in outcome) throw outcome.error;
  const { script, transcript } = outcome;
  const truth = loadTranscript(script.name);
  assert.ok(truth, `${script.name} was never recorded: run npm run test:conformance with RECORD=1 where real Metacontroller is at hand`);
  // As it would come back from a file: without what is undefined.
  const differences = compare(truth, JSON.parse(JSON.stringify(transcript)));
  const listed = accepted.filter((entry) => entry.backend === backend && entry.script === script.name);
  const unexpected = differences.filter((difference) => !listed.some((entry) => covers(entry, difference)));
  assert.equal(unexpected.length, 0, `${script.about}: ${backend} differs from what was recorded\n${unexpected.map(told).join('\n')}`);
  return listed.filter((entry) => differences.some((difference) => covers(entry, difference)));
};

/** Whether a difference is one that the list allows. */
export const covers = (entry: Accepted, { path, expected, actual }: Difference): boolean => {
  if (path !== entry.path && !path.startsWith(`${entry.path}.`)) return false;
  const { lacks } = entry;
  if (lacks === undefined) return true;
  return (
    Array.isArray(expected) &&
    isDeepStrictEqual(
      expected.filter((item) => !lacks.test(String(item))),
      actual,
    )
  );
};

const MOST = 400;

const told = ({ path, expected, actual }: Difference): string => {
  const text = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, MOST);
  return `  ${path}\n    recorded: ${text(expected)}\n    here:     ${text(actual)}`;
};

/** Fails for entries of the list that nothing needed; answers the rest as lines for people. */
export const assertNeeded = (used: readonly Accepted[], backend: BackendName): readonly string[] => {
  const idle = accepted.filter((entry) => entry.backend === backend && !used.includes(entry));
  assert.deepEqual(idle, [], 'these accepted differences are gone: take them from differences.ts');
  return used.map(({ script, path, reason }) => `${script}: ${path}: ${reason}`);
};
