/**
 * What is there at the first moment: the namespaces that every cluster has, the CustomResourceDefinitions, and a saved
 * state if there is one. Nothing of it is judged or told to anybody, and it costs next to nothing: a simulation makes
 * thousands of stores.
 */
import { keyOf } from '../../ports/api-server.ts';
import { withoutNulls } from './canonical.ts';
import { serveDefinition } from './definitions.ts';
import { inventUid, uidsIn } from './identity.ts';
import type { ApiObject, Kind } from './kind.ts';
import { DEFINITION } from './kinds/definition.ts';
import { LASTING_NAMESPACES, NAMESPACE } from './kinds/namespace.ts';
import type { Ledger } from './ledger.ts';
import { readFrom } from './tables.ts';

/** Fills an empty ledger. Objects of a kind that nobody defines are left out. */
export const loadObjects = (ledger: Ledger, definitions: readonly ApiObject[], objects: readonly ApiObject[]): void => {
  for (const object of objects) for (const uid of uidsIn(object)) ledger.knownUids.add(uid);
  for (const object of objects.filter(isDefinition)) loadDefinition(ledger, object);
  for (const definition of definitions) {
    if (readFrom(ledger.tableOf(DEFINITION.type), keyOf(definition)) === undefined)
      loadDefinition(ledger, asNew(ledger, DEFINITION, definition));
  }
  for (const object of objects) {
    const table = ledger.tables.of({ apiVersion: object.apiVersion ?? '', kind: object.kind ?? '' });
    if (table !== undefined && !isDefinition(object))
      ledger.load(table, object.metadata?.uid === undefined ? asNew(ledger, table.kind, object) : decoded(table.kind, object));
  }
  for (const name of namespacesOf(objects)) loadNamespace(ledger, name);
};

/** To a built-in kind a field that is null is none. */
const decoded = (kind: Kind, object: ApiObject): ApiObject => (kind.dropsEmpty ? withoutNulls(object) : object);

const isDefinition = ({ apiVersion, kind }: ApiObject): boolean =>
  apiVersion === DEFINITION.type.apiVersion && kind === DEFINITION.type.kind;

const loadDefinition = (ledger: Ledger, definition: ApiObject): void => {
  ledger.load(ledger.tableOf(DEFINITION.type), definition);
  serveDefinition(ledger, definition);
};

const loadNamespace = (ledger: Ledger, name: string): void => {
  const table = ledger.tableOf(NAMESPACE.type);
  if (readFrom(table, { name }) === undefined) ledger.load(table, asNew(ledger, NAMESPACE, { metadata: { name } }));
};

const namespacesOf = (objects: readonly ApiObject[]): ReadonlySet<string> =>
  new Set([...LASTING_NAMESPACES, ...objects.flatMap(({ metadata }) => metadata?.namespace ?? [])]);

const asNew = (ledger: Ledger, kind: Kind, sent: ApiObject): ApiObject => {
  const context = ledger.context();
  const metadata = {
    ...sent.metadata,
    uid: inventUid(context.random, context.knownUids),
    creationTimestamp: context.now,
    ...(kind.generation && { generation: 1 }),
  };
  const started = { apiVersion: kind.type.apiVersion, kind: kind.type.kind, ...sent, metadata };
  const write = { object: started, before: undefined, context };
  const object = kind.complete?.(write) ?? started;
  const status = kind.initialStatus?.({ ...write, object });
  return status === undefined ? object : { ...object, status };
};
