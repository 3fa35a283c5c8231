/**
 * Broker ids as people write them: `0-2, 7`. A plan for a hundred brokers has to fit on a screen, and most of its lines
 * are about most of them.
 */

/** Ids in ascending order, three or more in a row as a range. */
export const listIds = (ids: readonly number[]): string => {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const runs: { first: number; last: number }[] = [];
  for (const id of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === id - 1) run.last = id;
    else runs.push({ first: id, last: id });
  }
  return runs.map(({ first, last }) => (last - first < 2 ? [...new Set([first, last])].join(', ') : `${first}-${last}`)).join(', ');
};

/** `broker 3`, `brokers 0-2, 7`. */
export const nameBrokers = (ids: readonly number[]): string => `${new Set(ids).size === 1 ? 'broker' : 'brokers'} ${listIds(ids)}`;

/** A text about one broker as it is about several: its own name becomes that of all. */
export const renameBroker = (text: string, id: number, ids: readonly number[]): string =>
  text.replaceAll(new RegExp(`\\bbroker ${id}\\b`, 'g'), nameBrokers(ids));
