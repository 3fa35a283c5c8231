/**
 * 200 seeds of edits and faults, on the cores that there are; `npm run simulate -- --seeds 10000` plays more of the same.
 * A seed that once failed has its short form in regressions/ and is played for ever.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { play } from './play.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulate.ts';

const SEEDS = 200;

test(`${SEEDS} schedules of edits and faults keep every invariant`, async () => {
  const { failed, done, events } = await simulate({ from: 1, seeds: SEEDS });
  assert.deepEqual(
    failed.map(({ seed, invariant, message }) => `seed ${seed}: ${invariant}: ${message}`),
    [],
  );
  assert.equal(done, SEEDS);
  assert.ok(events >= 50 * SEEDS, `${events} events`);
});

const folder = new URL('regressions/', import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  test(`holds what once failed: ${file.replace('.json', '')}`, async () => {
    const scenario = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Scenario;
    const { violation } = await play(scenario);
    assert.equal(violation, undefined);
  });
}
