/**
 * Where the objects are: a table for each kind, in it a bucket for each namespace. Lists are made when somebody asks
 * and kept until something in them changes, for most who ask do so again and again while nothing happens.
 */
import { keyOf, type ObjectKey, type ResourceType } from '../../ports/api-server.ts';
import type { ApiObject, Kind } from './kind.ts';

interface Bucket {
  readonly objects: Map<string, ApiObject>;
  list: readonly ApiObject[] | undefined;
}

/** The objects of one kind. */
export interface Table {
  /** Changes when its CustomResourceDefinition does. */
  kind: Kind;
  readonly buckets: Map<string, Bucket>;
  all: readonly ApiObject[] | undefined;
}

/** The tables of the kinds that are served. */
export interface Tables {
  /** Undefined when the kind is not served. */
  of(type: Pick<ResourceType, 'apiVersion' | 'kind'>): Table | undefined;
  /** Serves a kind, or changes how it is served. */
  serve(kind: Kind): void;
  /** Serves a kind no longer; its objects are gone. */
  drop(type: ResourceType): void;
  /** In the order in which they came to be served. */
  types(): readonly ResourceType[];
}

/** Empty tables for these kinds. */
export const createTables = (kinds: readonly Kind[]): Tables => {
  const byName = new Map<string, Table>();
  const byType = new Map<object, Table>();
  let served: readonly ResourceType[] | undefined;
  const serve = (kind: Kind): void => {
    const name = nameOf(kind.type);
    const table = byName.get(name);
    if (table === undefined) byName.set(name, { kind, buckets: new Map(), all: undefined });
    else table.kind = kind;
    byType.clear();
    served = undefined;
  };
  for (const kind of kinds) serve(kind);
  return {
    of: (type) => {
      const known = byType.get(type);
      if (known !== undefined) return known;
      const table = byName.get(nameOf(type));
      // Only our own types live as long as the table: anything else would fill the map.
      if (table !== undefined && table.kind.type === type) byType.set(type, table);
      return table;
    },
    serve,
    drop: (type) => {
      byName.delete(nameOf(type));
      byType.clear();
      served = undefined;
    },
    types: () => {
      served ??= [...byName.values()].map((table) => table.kind.type);
      return served;
    },
  };
};

/** `apps/v1/Deployment`: a kind as a key of a map. */
export const nameOf = ({ apiVersion, kind }: Pick<ResourceType, 'apiVersion' | 'kind'>): string => `${apiVersion}/${kind}`;

/** An object of a table. */
export const readFrom = (table: Table, { namespace = '', name }: ObjectKey): ApiObject | undefined =>
  table.buckets.get(namespace)?.objects.get(name);

/** Puts an object into its place. */
export const writeTo = (table: Table, object: ApiObject): void => {
  const { namespace = '', name } = keyOf(object);
  let bucket = table.buckets.get(namespace);
  if (bucket === undefined) {
    bucket = { objects: new Map(), list: undefined };
    table.buckets.set(namespace, bucket);
  }
  bucket.objects.set(name, object);
  bucket.list = undefined;
  table.all = undefined;
};

/** Takes an object away. */
export const removeFrom = (table: Table, object: ApiObject): void => {
  const { namespace = '', name } = keyOf(object);
  const bucket = table.buckets.get(namespace);
  if (bucket === undefined) return;
  bucket.objects.delete(name);
  bucket.list = undefined;
  table.all = undefined;
  if (bucket.objects.size === 0) table.buckets.delete(namespace);
};

/** The objects of a namespace by name, or all by namespace and name: the order of a real server. */
export const listOf = (table: Table, namespace: string | undefined): readonly ApiObject[] => {
  if (namespace !== undefined) {
    const bucket = table.buckets.get(namespace);
    return bucket === undefined ? NOTHING : listOfBucket(bucket);
  }
  table.all ??= [...table.buckets.entries()].sort(byFirst).flatMap(([, bucket]) => listOfBucket(bucket));
  return table.all;
};

const listOfBucket = (bucket: Bucket): readonly ApiObject[] => {
  bucket.list ??= [...bucket.objects.entries()].sort(byFirst).map(([, object]) => object);
  return bucket.list;
};

const byFirst = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);

const NOTHING: readonly ApiObject[] = [];
