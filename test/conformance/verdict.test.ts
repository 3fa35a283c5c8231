/** The judge judged: a suite that could not see a difference would believe everything. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from './transcript.ts';
import { covers } from './verdict.ts';

const step = (more: object): object => ({ steps: [{ step: 'one', writes: ['created A/a'], objects: { 'A/a': { x: 1 } }, ...more }] });

const cases = [
  { it: 'sees nothing in the same', actual: step({}), paths: [] },
  { it: 'sees a value that differs', actual: step({ objects: { 'A/a': { x: 2 } } }), paths: ['steps.one.objects.A/a.x'] },
  { it: 'sees an object that is missing', actual: step({ objects: {} }), paths: ['steps.one.objects.A/a'] },
  { it: 'sees an object too many', actual: step({ objects: { 'A/a': { x: 1 }, 'A/b': {} } }), paths: ['steps.one.objects.A/b'] },
  { it: 'sees another order of writes', actual: step({ writes: ['x', 'created A/a'] }), paths: ['steps.one.writes'] },
  { it: 'sees a step that was not made', actual: { steps: [] }, paths: ['steps.one'] },
];
for (const { it, actual, paths } of cases) {
  test(it, () =>
    assert.deepEqual(
      compare(step({}), actual).map(({ path }) => path),
      paths,
    ),
  );
}

test('an accepted lack covers just that', () => {
  const entry = { backend: 'real', script: 's', path: 'steps.one.writes', reason: 'r', lacks: /^changed/ } as const;
  const difference = (actual: readonly string[]) => ({ path: entry.path, expected: ['a', 'changed b', 'c'], actual });
  assert.equal(covers(entry, difference(['a', 'c'])), true);
  assert.equal(covers(entry, difference(['a'])), false);
  assert.equal(covers(entry, difference(['c', 'a'])), false);
  assert.equal(covers({ ...entry, path: 'steps.two.writes' }, difference(['a', 'c'])), false);
});
