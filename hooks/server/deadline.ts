/**
 * Waits for a promise, but not for ever. Metacontroller hangs up after its time-out (10 s); answering before that
 * gives it an error with a code instead of a dead connection.
 */

/** The promise's result, or a rejection with `late()` when `milliseconds` pass first. The work itself goes on. */
export const withDeadline = <Result>(work: Promise<Result>, milliseconds: number, late: () => Error): Promise<Result> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, milliseconds));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
