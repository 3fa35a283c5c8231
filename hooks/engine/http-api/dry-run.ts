/**
 * Dry runs (`--dry-run=server`): the call is answered from a copy of the world that nobody looks at afterwards, so every
 * rule of the store holds for it. The copy shares its objects with the original and has a clock that never rings.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { Clock } from '../../ports/clock.ts';
import { createStore } from '../api-server/memory-store.ts';
import { createRandom } from '../clock/random.ts';
import type { Call } from './call.ts';

/** Whether a call asks for it: in the query, in the options of a deletion, or in those of an eviction. */
export const isDryRun = ({ query, body, method, path }: Call): boolean => {
  const sent = isRecord(body) ? body : {};
  const options = method === 'DELETE' ? sent : path.subresource === 'eviction' ? sent['deleteOptions'] : undefined;
  const asked = isRecord(options) ? options['dryRun'] : undefined;
  return query.getAll('dryRun').includes('All') || (Array.isArray(asked) && asked.includes('All'));
};

/** The same call on a copy. */
export const dryRun = (call: Call): Call => {
  const clock: Clock = { now: () => call.clock.now(), after: () => () => undefined };
  const store = createStore({ clock, random: createRandom(Number(call.history.version())), objects: call.store.snapshot() });
  return { ...call, store };
};
