/**
 * How objects are answered: as they are, as a list of them, or as the table that `kubectl get` asks for in Accept.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { Call } from './call.ts';
import { definitionOf } from './definition.ts';
import { columnsOf, type IncludeObject, tableOf } from './table/table.ts';

export interface Representation {
  one(object: KubeObject): object;
  /** A list as of a resourceVersion. */
  many(objects: readonly KubeObject[], resourceVersion: string): object;
}

const TABLE = /\bas=Table\b/;

/** What the call's Accept and `includeObject` ask for. */
export const representationOf = ({ accept, query, store, type, clock }: Call): Representation => {
  if (!TABLE.test(accept)) {
    return {
      one: (object) => object,
      many: (items, resourceVersion) => ({ kind: `${type.kind}List`, apiVersion: type.apiVersion, metadata: { resourceVersion }, items }),
    };
  }
  const columns = columnsOf(type, definitionOf(store, type));
  const include = includeOf(query.get('includeObject'));
  const many = (objects: readonly KubeObject[], resourceVersion: string): object =>
    tableOf(objects, { columns, include, resourceVersion, now: clock.now() });
  return { one: (object) => many([object], object.metadata?.resourceVersion ?? ''), many };
};

const includeOf = (text: string | null): IncludeObject => (text === 'None' || text === 'Object' ? text : 'Metadata');
