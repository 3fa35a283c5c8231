/**
 * Lists as tables, which is how `kubectl get` asks for them: the server prints, the client aligns.
 */
import type { KubeObject } from '../../../kube/types.ts';
import type { ResourceType } from '../../../ports/api-server.ts';
import type { Definition, PrinterColumn } from '../definition.ts';
import { age } from './age.ts';
import { builtInColumns } from './built-in-columns.ts';
import { ageColumn, type Cell, type Column, computed, nameColumn } from './column.ts';
import { jsonPath } from './json-path.ts';

/** What a row carries beside its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly columns: readonly Column[];
  readonly include: IncludeObject;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly resourceVersion: string;
}

const createdColumn: Column = {
  ...computed('Created At', (object) => object.metadata?.creationTimestamp ?? '<unknown>'),
  type: 'date',
};

/** The columns of a type: those of its definition, of the built-in kind, or its name and age. */
export const columnsOf = (type: ResourceType, definition: Definition | undefined): readonly Column[] => {
  if (definition === undefined) return builtInColumns[`${type.apiVersion}/${type.kind}`] ?? [nameColumn, createdColumn];
  if (definition.columns === undefined) return [nameColumn, ageColumn];
  return [nameColumn, ...definition.columns.map(printed)];
};

const TYPES: readonly string[] = ['string', 'integer', 'number', 'boolean', 'date'] satisfies readonly Column['type'][];
const isType = (type: string): type is Column['type'] => TYPES.includes(type);

const printed = ({ name, type, jsonPath: path, priority = 0, description, format }: PrinterColumn): Column => {
  const read = jsonPath(path);
  return {
    name,
    type: isType(type) ? type : 'string',
    priority,
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
    cell: (object, now) => cellOf(type, read(object)[0], now),
  };
};

const cellOf = (type: string, value: unknown, now: number): Cell => {
  if (value === undefined) return null;
  if (type === 'date') return age(value, now);
  if (type === 'integer' || type === 'number') return Number(value);
  if (type === 'boolean') return value === true;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The `Table` of these objects. */
export const tableOf = (objects: readonly KubeObject[], { columns, include, now, resourceVersion }: TableOptions): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion },
  columnDefinitions: columns.map(({ name, type, format = '', description = '', priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  })),
  rows: objects.map((object) => ({
    cells: columns.map((column) => column.cell(object, now)),
    ...(include === 'None' ? {} : { object: include === 'Object' ? object : partial(object) }),
  })),
});

const partial = ({ metadata }: KubeObject): object => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata });
