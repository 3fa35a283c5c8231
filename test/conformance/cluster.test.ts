/**
 * The scripts on a real API server: with real Metacontroller, which is the truth (RECORD=1 writes it down anew), and with
 * the engine's own. Needs a cluster that may be written to and a Metacontroller that reaches this machine's loopback: the
 * test-bed. Without KUBECONFIG there is nothing to run it on.
 */
import { test } from 'node:test';
import type { Backend, BackendName } from './backend.ts';
import { openEngineLive } from './backends/engine-live.ts';
import { type ClusterOptions, openReal } from './backends/real.ts';
import type { Accepted } from './differences.ts';
import { widgetDefinition } from './kinds.ts';
import { runScripts } from './run-scripts.ts';
import { scripts } from './scripts.ts';
import { saveTranscript } from './transcript.ts';
import { assertNeeded, assertTrue } from './verdict.ts';

const kubeconfig = process.env['KUBECONFIG'];
const record = process.env['RECORD'] === '1';
/** Scripts mostly wait, so many run at a time; on two cores more than this begins to disturb what they measure. */
const AT_ONCE = 10;

const backends: readonly (readonly [BackendName, (options: ClusterOptions) => Promise<Backend>])[] = [
  ['real', openReal],
  ['engine-live', openEngineLive],
];

for (const [name, open] of backends) {
  const skip = kubeconfig === undefined ? 'KUBECONFIG names no cluster' : record && name !== 'real' ? 'recording' : false;
  test(name, { skip }, async (t) => {
    const definitions = scripts.map(widgetDefinition);
    const backend = await open({ kubeconfig: kubeconfig ?? '', definitions });
    const outcomes = await runScripts(scripts, backend, AT_ONCE).finally(backend.close);
    const used: Accepted[] = [];
    for (const outcome of outcomes) {
      await t.test(`${outcome.script.name}: ${outcome.script.about}`, () => {
        if (record && 'transcript' in outcome) saveTranscript(outcome.transcript);
        else used.push(...assertTrue(outcome, name));
      });
    }
    for (const line of assertNeeded(used, name)) t.diagnostic(`accepted: ${line}`);
  });
}
