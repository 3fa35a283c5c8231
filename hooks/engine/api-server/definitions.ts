/**
 * The life of the kinds that CustomResourceDefinitions bring: served as soon as the definition is there, closed to new
 * objects when it is being deleted, and gone together with it once the last of their objects has gone.
 */
import { isFinished } from './deletion.ts';
import type { ApiObject, Kind } from './kind.ts';
import { CLEANUP_FINALIZER, customKind, DEFINITION } from './kinds/definition.ts';
import type { Ledger } from './ledger.ts';
import { notAllowed } from './refusals.ts';
import { listOf } from './tables.ts';

/** Serves the kind of a definition that has come or changed. */
export const serveDefinition = ({ tables }: Ledger, definition: ApiObject): void => {
  const kind = customKind(definition);
  if (kind !== undefined) tables.serve(kind);
};

/** Refuses a new object of a kind whose definition is being deleted. */
export const assertOpen = (ledger: Ledger, kind: Kind): void => {
  if (definitionOf(ledger, kind)?.metadata?.deletionTimestamp === undefined) return;
  throw notAllowed('create not allowed while custom resource definition is terminating');
};

/** The objects that a definition waits for, as long as it is served. */
export const objectsOf = (ledger: Ledger, definition: ApiObject): readonly ApiObject[] => {
  const kind = customKind(definition);
  const table = kind === undefined ? undefined : ledger.tables.of(kind.type);
  return table === undefined ? [] : listOf(table, undefined);
};

/** Lets a definition go that is being deleted and has no objects left. To be called whenever that may have become so. */
export const settleDefinition = (ledger: Ledger, kind: Kind): void => {
  const definition = definitionOf(ledger, kind);
  if (definition?.metadata?.deletionTimestamp === undefined || objectsOf(ledger, definition).length > 0) return;
  const finalizers = (definition.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
  const { finalizers: _finalizers, ...metadata } = definition.metadata;
  const freed = { ...definition, metadata: { ...metadata, ...(finalizers.length > 0 && { finalizers }) } };
  const table = ledger.tableOf(DEFINITION.type);
  if (!isFinished(DEFINITION, freed)) {
    if (finalizers.length !== definition.metadata.finalizers?.length) ledger.put(table, freed, definition);
    return;
  }
  ledger.tables.drop(kind.type);
  ledger.remove(table, freed, definition);
};

const definitionOf = (ledger: Ledger, { type }: Kind): ApiObject | undefined =>
  listOf(ledger.tableOf(DEFINITION.type), undefined).find((definition) => {
    const defined = customKind(definition)?.type;
    return defined?.kind === type.kind && defined.apiVersion === type.apiVersion;
  });
