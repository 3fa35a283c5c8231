/**
 * The engine in memory against the recorded truth of real Metacontroller with a real API server. Needs no cluster: this
 * is the part of the conformance suite that every `npm test` runs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownDefinitions } from './backends/cluster.ts';
import { openEngineInMemory } from './backends/engine-memory.ts';
import type { Accepted } from './differences.ts';
import { widgetDefinition } from './kinds.ts';
import { runScripts } from './run-scripts.ts';
import { scripts } from './scripts.ts';
import { assertNeeded, assertTrue } from './verdict.ts';

const own = ownDefinitions();

test('the scripts have names of their own', () => {
  assert.equal(new Set(scripts.map(({ name }) => name)).size, scripts.length);
});

test('engine-memory', async (t) => {
  const used: Accepted[] = [];
  for (const script of scripts) {
    await t.test(`${script.name}: ${script.about}`, async () => {
      const backend = openEngineInMemory([widgetDefinition(script), ...own]);
      const [outcome] = await runScripts([script], backend, 1);
      await backend.close();
      assert.ok(outcome);
      used.push(...assertTrue(outcome, backend.name));
    });
  }
  for (const line of assertNeeded(used, 'engine-memory')) t.diagnostic(`accepted: ${line}`);
});
