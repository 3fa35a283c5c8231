/** What an apply would send, by kubectl's rules. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KUBECTL_RECORD } from '../../../hooks/kube/kubectl-record.ts';
import { applyTo, recordOf } from '../../../hooks/plan/apply.ts';

const object = (spec: object, annotations: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'v1',
  kind: 'Widget',
  metadata: { name: 'a', namespace: 'b', annotations },
  spec,
});
const applied = (spec: object) => applyTo(undefined, object(spec));
const specOf = (sent: object): unknown => (sent as { readonly spec: unknown }).spec;

const cases = [
  { it: 'takes a new field of the file', live: applied({ a: 1 }), file: { a: 1, b: 2 }, spec: { a: 1, b: 2 } },
  {
    it: 'takes away what an earlier apply had and the file has no more',
    live: applied({ a: 1, b: { c: 1, d: 2 } }),
    file: { b: { c: 1 } },
    spec: { b: { c: 1 } },
  },
  {
    it: 'leaves what somebody else set',
    live: { ...applied({ a: 1 }), spec: { a: 1, other: 'x' } },
    file: { a: 2 },
    spec: { a: 2, other: 'x' },
  },
  { it: 'replaces a list whole', live: applied({ list: [1, 2] }), file: { list: [3] }, spec: { list: [3] } },
  { it: 'takes away what the file calls null', live: applied({ a: 1, b: 2 }), file: { a: null, b: 2 }, spec: { b: 2 } },
  { it: 'takes nothing away where no apply is on record', live: object({ a: 1, b: 2 }), file: { a: 3 }, spec: { a: 3, b: 2 } },
] as const;

for (const c of cases) test(c.it, () => assert.deepEqual(specOf(applyTo(c.live, object(c.file))), c.spec));

test('records what it applies, without the record of the time before', () => {
  const twice = applyTo(applied({ a: 1 }), object({ a: 2 }, { [KUBECTL_RECORD]: 'old', note: 'x' }));
  assert.deepEqual(recordOf(twice), object({ a: 2 }, { note: 'x' }));
});

test('an unreadable record counts as none', () => {
  assert.equal(recordOf(object({}, { [KUBECTL_RECORD]: '{' })), undefined);
});

test('applying the same again changes nothing', () => {
  const once = applied({ a: 1, b: [1] });
  assert.deepEqual(applyTo(once, object({ a: 1, b: [1] })), once);
});
