/**
 * What fails now, from reports of syncs: a sync that failed is tried again, so only how the last one of each parent ended
 * counts. Writes that the API server refuses for good (a Pod whose service account is missing) are found in this way.
 */
import type { SyncReport } from '../engine/metacontroller/report.ts';
import type { Failing } from './observation.ts';

export interface FailureLog {
  /** To be told of every sync. */
  heard(report: SyncReport): void;
  /** Of each parent what its last sync failed with, in alphabetical order. */
  now(): readonly Failing[];
}

export const createFailureLog = (): FailureLog => {
  const last = new Map<string, readonly Failing[]>();
  return {
    heard: (report) => {
      const { controller, parent } = report;
      // What ended early ends in another sync; only one that went through or failed says something.
      if (report.outcome === 'done') last.delete(`${controller} ${parent.uid}`);
      if (report.outcome === 'failed') last.set(`${controller} ${parent.uid}`, failuresOf(report));
    },
    now: () => [...last.values()].flat().sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)),
  };
};

const failuresOf = ({ parent, operations, error = 'failed' }: SyncReport): readonly Failing[] => {
  const title = `${parent.kind} ${parent.namespace === '' ? '' : `${parent.namespace}/`}${parent.name}`;
  const writes = operations
    .filter(({ result }) => result === 'failed')
    .map(({ verb, kind, name, message = error }) => ({ parent: title, write: `${verb} ${kind} ${name}`, message }));
  return writes.length > 0 ? writes : [{ parent: title, write: '', message: error }];
};

const textOf = ({ parent, write, message }: Failing): string => `${parent} ${write} ${message}`;
