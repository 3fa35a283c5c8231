/**
 * The store of the engine: a Kubernetes API server's rules over objects in memory. Every write is one step that either
 * happens wholly or throws; what happened is told to the listeners before the writer has its answer.
 */
import type { KubeObject } from '../../kube/types.ts';
import { keyOf, type ObjectKey } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../clock/random.ts';
import { BUILT_IN_KINDS } from './built-in-kinds.ts';
import { assertOpen, objectsOf, serveDefinition, settleDefinition } from './definitions.ts';
import { isFinished, prepareDelete } from './deletion.ts';
import { loadObjects } from './initial-objects.ts';
import type { ApiObject, Kind } from './kind.ts';
import { customKind, DEFINITION } from './kinds/definition.ts';
import { NAMESPACE } from './kinds/namespace.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { assertSame, prepareCreate, prepareStatus, prepareUpdate } from './prepare.ts';
import { alreadyExists, badRequest, conflictOfKind, forbidden, namespaceNotFound, notFound, notServed } from './refusals.ts';
import type { Store } from './store.ts';
import { listOf, readFrom, type Table } from './tables.ts';

interface StoreOptions {
  readonly clock: Clock;
  /** UIDs and generated names come from a fork of it. */
  readonly random: Random;
  /** CustomResourceDefinitions that are there from the start. */
  readonly definitions?: readonly KubeObject[];
  /** A snapshot to start from: its objects stay as they are, UIDs and versions included. Namespaces that it lacks are added. */
  readonly objects?: readonly KubeObject[];
}

/** A store with what was given, and the namespaces that every cluster has. */
export const createStore = ({ clock, random, definitions = [], objects = [] }: StoreOptions): Store => {
  const ledger = createLedger({ clock, random: random.fork('api-server') });
  loadObjects(ledger, definitions as readonly ApiObject[], objects as readonly ApiObject[]);
  const { tableOf } = ledger;

  /** Stores what a write made of an object, or takes it away when nothing holds it any longer. */
  const settle = (table: Table, object: ApiObject, before: ApiObject): ApiObject => {
    if (object === before) return before;
    if (isFinished(table.kind, object)) {
      remove(table, object, before);
      return object;
    }
    const stored = ledger.put(table, object, before);
    if (table.kind === DEFINITION) serveDefinition(ledger, stored);
    return stored;
  };
  const remove = (table: Table, last: ApiObject, before: ApiObject): void => {
    ledger.remove(table, last, before);
    if (!BUILT_IN_KINDS.includes(table.kind)) settleDefinition(ledger, table.kind);
  };

  const store: Store = {
    types: () => ledger.tables.types(),
    typeOf: (apiVersion, kind) => tableOf({ apiVersion, kind }).kind.type,
    get: (type, key) => readFrom(tableOf(type), key),
    list: (type, namespace) => listOf(tableOf(type), namespace),
    create: (type, sent) => {
      ledger.assertQuiet();
      const table = tableOf(type);
      assertNamespace(ledger, table.kind, sent);
      if (!BUILT_IN_KINDS.includes(table.kind)) assertOpen(ledger, table.kind);
      const object = prepareCreate(table.kind, sent as ApiObject, ledger.context());
      const key = keyOf(object);
      if (readFrom(table, key) !== undefined) throw alreadyExists(table.kind.type, key.name);
      const stored = ledger.put(table, object, undefined);
      if (table.kind === DEFINITION) serveDefinition(ledger, stored);
      return stored;
    },
    update: (type, sent) => {
      ledger.assertQuiet();
      const table = tableOf(type);
      const before = present(table, keyOf(sent));
      assertSame(table.kind, sent as ApiObject, before);
      return settle(table, prepareUpdate(table.kind, sent as ApiObject, { before, context: ledger.context() }), before);
    },
    updateStatus: (type, sent) => {
      ledger.assertQuiet();
      const table = tableOf(type);
      if (!table.kind.type.status) throw notServed();
      const before = present(table, keyOf(sent));
      assertSame(table.kind, sent as ApiObject, before);
      return settle(table, prepareStatus(table.kind, sent as ApiObject, { before, context: ledger.context() }), before);
    },
    delete: (type, key, options = {}) => {
      ledger.assertQuiet();
      const table = tableOf(type);
      const before = present(table, key);
      assertDeletable(table.kind, before, options.uid);
      const { object, gone } = prepareDelete(table.kind, before, { now: clock.now(), options });
      // What is marked is stored before it goes, even when it goes at once.
      const marked = object === before ? before : ledger.put(table, object, before);
      if (gone) remove(table, marked, marked);
      if (table.kind === DEFINITION) deleteObjectsOf(object);
    },
    subscribe: ledger.subscribe,
    snapshot: () => ledger.tables.types().flatMap((type) => listOf(tableOf(type), undefined)),
  };

  const deleteObjectsOf = (definition: ApiObject): void => {
    const kind = customKind(definition);
    if (kind === undefined) return;
    for (const object of objectsOf(ledger, definition)) store.delete(kind.type, keyOf(object));
    settleDefinition(ledger, kind);
  };
  return store;
};

const present = (table: Table, key: ObjectKey): ApiObject => {
  const object = readFrom(table, key);
  if (object === undefined) throw notFound(table.kind.type, key.name);
  return object;
};

const assertNamespace = (ledger: Ledger, { type }: Kind, object: KubeObject): void => {
  if (!type.namespaced) return;
  const { namespace = '', name = '' } = object.metadata ?? {};
  if (namespace === '') throw badRequest('an empty namespace may not be set during creation');
  const found = readFrom(ledger.tableOf(NAMESPACE.type), { name: namespace });
  if (found === undefined) throw namespaceNotFound(namespace);
  if (found.metadata?.deletionTimestamp !== undefined) {
    throw forbidden(type, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
  }
};

const assertDeletable = (kind: Kind, object: ApiObject, expected: string | undefined): void => {
  const { uid, name = '' } = object.metadata ?? {};
  const reason = kind.undeletable?.(object);
  if (reason !== undefined) throw forbidden(kind.type, name, reason);
  if (expected === undefined || expected === uid) return;
  const why = `the UID in the precondition (${expected}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
  throw conflictOfKind(kind.type, name, why);
};
