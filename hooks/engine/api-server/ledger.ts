/**
 * What happened, in order: every change gets the next resource version, is put into its table and told to the
 * listeners, in one step. Rules are elsewhere: whatever is put here is as it should be.
 */

import { wholeSeconds } from '../../kube/conditions.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../clock/random.ts';
import { BUILT_IN_KINDS } from './built-in-kinds.ts';
import type { ApiObject, WriteContext } from './kind.ts';
import { notServed } from './refusals.ts';
import type { Change } from './store.ts';
import { createTables, listOf, readFrom, removeFrom, type Table, type Tables, writeTo } from './tables.ts';

export interface Ledger {
  readonly tables: Tables;
  /** UIDs that were there before the first moment; those that are drawn later are new by themselves. */
  readonly knownUids: Set<string>;
  /** Throws a NotFound when the kind is not served. */
  tableOf(type: Pick<ResourceType, 'apiVersion' | 'kind'>): Table;
  /** Stores an object that is new or changed. The answer is what is stored. */
  put(table: Table, object: ApiObject, before: ApiObject | undefined): ApiObject;
  /** Takes an object away; `last` is what its watchers see of it. */
  remove(table: Table, last: ApiObject, before: ApiObject): ApiObject;
  /** Stores an object as it is and tells nobody: what was there before the first moment. */
  load(table: Table, object: ApiObject): void;
  subscribe(listener: (change: Change) => void): () => void;
  context(): WriteContext;
  /** Throws when a listener is being told: what it writes would overtake what the others are still to hear. */
  assertQuiet(): void;
}

/** An empty ledger that serves the built-in kinds. */
export const createLedger = ({ clock, random }: { readonly clock: Clock; readonly random: Random }): Ledger => {
  const tables = createTables(BUILT_IN_KINDS);
  const knownUids = new Set<string>();
  const listeners = new Set<(change: Change) => void>();
  let version = 0;
  let telling = false;

  const tableOf: Ledger['tableOf'] = (type) => {
    const table = tables.of(type);
    if (table === undefined) throw notServed();
    return table;
  };
  const versioned = (object: ApiObject): ApiObject => {
    version += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  };
  const tell = (change: Change): void => {
    telling = true;
    try {
      for (const listener of listeners) listener(change);
    } finally {
      telling = false;
    }
  };
  return {
    tables,
    knownUids,
    tableOf,
    put: (table, object, before) => {
      const stored = versioned(object);
      writeTo(table, stored);
      tell({ type: before === undefined ? 'ADDED' : 'MODIFIED', resource: table.kind.type, object: stored, before });
      return stored;
    },
    remove: (table, last, before) => {
      const gone = versioned(last);
      removeFrom(table, before);
      tell({ type: 'DELETED', resource: table.kind.type, object: gone, before });
      return gone;
    },
    load: (table, object) => {
      const own = Number(object.metadata?.resourceVersion ?? 0);
      if (own > version) version = own;
      writeTo(table, own > 0 ? object : versioned(object));
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    context: () => ({
      now: wholeSeconds(clock.now()),
      random,
      knownUids,
      find: (apiVersion, kind, key) => readFrom(tableOf({ apiVersion, kind }), key),
      all: (apiVersion, kind) => listOf(tableOf({ apiVersion, kind }), undefined),
    }),
    assertQuiet: () => {
      if (telling) throw new Error('a listener of the store writes: it has to plan its write with Clock.after');
    },
  };
};
