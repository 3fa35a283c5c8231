/**
 * Runs scripts on a backend, some at a time: they share nothing but the API server, and most of their time is waiting.
 */
import type { Backend } from './backend.ts';
import { createJournals } from './journal.ts';
import type { Transcript } from './transcript.ts';
import { runScript, type Script } from './world.ts';

/** What came of a script: its transcript, or why there is none. */
export type Outcome = { readonly script: Script; readonly transcript: Transcript } | { readonly script: Script; readonly error: unknown };

export const runScripts = async (scripts: readonly Script[], backend: Backend, atOnce: number): Promise<readonly Outcome[]> => {
  const journals = createJournals(backend.api);
  // The collector learns of the scripts' kinds while the others run.
  const queue = [...scripts].sort((a, b) => Number(a.collects === true) - Number(b.collects === true));
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let script = queue.shift(); script !== undefined; script = queue.shift()) {
      try {
        outcomes.push({ script, transcript: await runScript(script, backend, journals) });
      } catch (error) {
        outcomes.push({ script, error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  journals.close();
  return outcomes;
};
