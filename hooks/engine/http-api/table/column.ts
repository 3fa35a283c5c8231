/**
 * One column of a table as `kubectl get` shows it, and the few ways that most columns are made in.
 */
import type { KubeObject } from '../../../kube/types.ts';
import { age } from './age.ts';
import { jsonPath } from './json-path.ts';

export type Cell = string | number | boolean | null;

export interface Column {
  /** `Name`; kubectl prints it in capitals. */
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description?: string;
  /** 1: only with `-o wide`. */
  readonly priority: number;
  /** `now` in milliseconds since the epoch. */
  cell(object: KubeObject, now: number): Cell;
}

/** A column that a function fills. */
export const computed = (name: string, cell: Column['cell']): Column => ({ name, type: 'string', priority: 0, cell });

/** A column with the text at a path, or `<none>`. */
export const text = (name: string, path: string, otherwise = '<none>'): Column => {
  const read = jsonPath(path);
  return computed(name, (object) => {
    const found = read(object);
    return found.length === 0 ? otherwise : found.map(String).join(',');
  });
};

/** A column with a number, 0 when there is none. */
export const integer = (name: string, path: string): Column => {
  const read = jsonPath(path);
  return { ...computed(name, (object) => Number(read(object)[0] ?? 0)), type: 'integer' };
};

/** A column with how many entries the maps or lists at these paths have. */
export const count = (name: string, ...paths: readonly string[]): Column => {
  const reads = paths.map(jsonPath);
  return computed(name, (object) => reads.reduce((sum, read) => sum + Object.keys(read(object)[0] ?? {}).length, 0));
};

/** A column with the age of the moment at a path. */
export const since = (name: string, path: string): Column => {
  const read = jsonPath(path);
  return computed(name, (object, now) => age(read(object)[0], now));
};

/** The same column, only with `-o wide`. */
export const wide = (column: Column): Column => ({ ...column, priority: 1 });

export const nameColumn: Column = {
  ...computed('Name', (object) => object.metadata?.name ?? ''),
  format: 'name',
  description: 'Name of the object, unique among its kind in its namespace.',
};
export const ageColumn = since('Age', '.metadata.creationTimestamp');
