/**
 * One at a time for each key, in the order of asking: two alerts about one cluster in one process would only meet in a conflict.
 */
export interface Turns {
  /** Runs the work when everything that was asked before for this key has ended, well or not. */
  take<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}

export const createTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: (key, work) => {
      const before = last.get(key) ?? Promise.resolve();
      const turn = before.then(work, work);
      const ended = turn.then(
        () => undefined,
        () => undefined,
      );
      last.set(key, ended);
      void ended.then(() => {
        if (last.get(key) === ended) last.delete(key);
      });
      return turn;
    },
  };
};
