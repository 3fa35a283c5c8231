/**
 * From a scenario that fails to a short one that still fails in the same way: delta debugging (Zeller and Hildebrandt,
 * 2002) over the events, then the smallest start. A scenario is judged by playing it, so the result is as sure as a run.
 */
import type { Scenario } from './scenario.ts';

/** Whether a scenario still fails in the way that matters. */
export type Fails = (scenario: Scenario) => Promise<boolean>;

/** A shorter scenario that fails; the given one when nothing can be left out. `limit` bounds the number of runs. */
export const shrink = async (scenario: Scenario, fails: Fails, limit = 400): Promise<Scenario> => {
  let runs = 0;
  const stillFails: Fails = async (candidate) => {
    runs += 1;
    return runs <= limit && (await fails(candidate));
  };
  let smallest = scenario;
  let parts = 2;
  while (smallest.events.length > 0) {
    const size = Math.max(1, Math.ceil(smallest.events.length / parts));
    const shorter = await firstShorter(smallest, size, stillFails);
    if (shorter !== undefined) {
      smallest = shorter;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) {
      break;
    } else {
      parts = Math.min(smallest.events.length, parts * 2);
    }
  }
  return simplerStart(smallest, stillFails);
};

/** The scenario without one stretch of so many events; late ones are tried first, for what is early is needed more often. */
const firstShorter = async (scenario: Scenario, size: number, fails: Fails): Promise<Scenario | undefined> => {
  for (let end = scenario.events.length; end > 0; end -= size) {
    const events = scenario.events.filter((_, index) => index < end - size || index >= end);
    const candidate = { ...scenario, events };
    if (await fails(candidate)) return candidate;
  }
  return undefined;
};

const simplerStart = async (scenario: Scenario, fails: Fails): Promise<Scenario> => {
  const { start } = scenario;
  const plain = { ...start, shape: 'combined', kafka: '4.3.1', brokers: 3, racks: false, retention: 'Retain' } as const;
  const candidate = { ...scenario, start: plain };
  return (await fails(candidate)) ? candidate : scenario;
};
