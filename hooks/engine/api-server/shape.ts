/**
 * Which JSON type a field must have for an object to be one of its kind. The real server finds out when it decodes into its
 * Go types; here nothing is decoded, so the rules of a kind and the models of the world would trip over a list where they
 * expect a map, some of them long after the writer had its answer. Fields that a shape does not name may be anything:
 * nobody here reads them. A field that is null counts as absent, as in Go.
 */
import { isRecord } from '../../kube/is-record.ts';
import { ApiError } from '../../ports/api-server.ts';
import type { ApiObject, Kind } from './kind.ts';
import { jsonType } from './metadata.ts';
import { invalid, unreadable } from './refusals.ts';

/** `amount` is an int or a string, such as a quantity, a percentage, or a port by name; `time` is RFC 3339. */
type Scalar = 'amount' | 'bool' | 'int32' | 'int64' | 'number' | 'string' | 'time';

export type Shape = Scalar | { readonly list: Shape } | { readonly map: Shape } | Fields;

/** An object; a name that ends with `!` is of a field without which it cannot be read, and that must not be an empty list. */
export interface Fields {
  readonly fields: Readonly<Record<string, Shape>>;
}

export const list = (of: Shape): Shape => ({ list: of });
/** Keys are the user's. */
export const map = (of: Shape): Shape => ({ map: of });
export const fields = (of: Readonly<Record<string, Shape>>): Fields => ({ fields: of });
/** Several fields of one shape: `each('string', 'name', 'namespace')`. */
export const each = (shape: Shape, ...names: readonly string[]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.map((name) => [name, shape]));

/** Refuses an object with a field of the wrong type. Fields that are one with those before were looked at then. */
export const assertShape = (kind: Kind, sent: ApiObject, before: ApiObject | undefined): void => {
  for (const [field, shape] of Object.entries(kind.shape.fields)) {
    const value = sent[field];
    if (value === undefined || value === null || value === before?.[field]) continue;
    const wrong = misfit(shape, value, field);
    if (wrong === undefined) continue;
    if (wrong.is === undefined) throw invalid(kind.type, nameOf(sent), [`${wrong.at}: Required value`]);
    const owner = field === 'metadata' ? 'ObjectMeta' : kind.type.kind;
    throw unreadable(
      kind.type,
      `json: cannot unmarshal ${jsonType(wrong.is)} into Go struct field ${owner}.${wrong.at} of type ${wrong.type}`,
    );
  }
};

/** What is wrong with an object of this kind: a sentence; undefined when it can be read. For what is loaded and not sent. */
export const shapeProblem = (kind: Kind, object: ApiObject): string | undefined => {
  try {
    assertShape(kind, object, undefined);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
};

interface Misfit {
  readonly at: string;
  /** The value; undefined when there is none and should be. */
  readonly is: unknown;
  readonly type: string;
}

const misfit = (shape: Shape, value: unknown, at: string): Misfit | undefined => {
  if (typeof shape === 'string') return fits(shape, value) ? undefined : { at, is: value, type: shape === 'amount' ? 'string' : shape };
  if ('list' in shape) return Array.isArray(value) ? misfitItem(shape.list, value, at) : { at, is: value, type: 'array' };
  if (!isRecord(value)) return { at, is: value, type: 'object' };
  return 'map' in shape ? misfitValue(shape.map, value, at) : misfitField(shape, value, at);
};

const misfitItem = (shape: Shape, items: readonly unknown[], at: string): Misfit | undefined => {
  for (let index = 0; index < items.length; index += 1) {
    const wrong = misfit(shape, items[index], `${at}[${index}]`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

/** The server does not name the key. */
const misfitValue = (shape: Shape, values: Readonly<Record<string, unknown>>, at: string): Misfit | undefined => {
  for (const key of Object.keys(values)) {
    const wrong = misfit(shape, values[key], at);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

const misfitField = ({ fields: known }: Fields, value: Readonly<Record<string, unknown>>, at: string): Misfit | undefined => {
  for (const name of Object.keys(known)) {
    const isRequired = name.endsWith('!');
    const field = isRequired ? name.slice(0, -1) : name;
    const inner = value[field];
    if (inner === undefined || inner === null || (isRequired && Array.isArray(inner) && inner.length === 0)) {
      if (isRequired) return { at: `${at}.${field}`, is: undefined, type: '' };
      continue;
    }
    const shape = known[name];
    const wrong = shape === undefined ? undefined : misfit(shape, inner, `${at}.${field}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

const MOST_INT32 = 2 ** 31;

const fits = (shape: Scalar, value: unknown): boolean => {
  switch (shape) {
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
      return Number.isInteger(value) && (value as number) < MOST_INT32 && (value as number) >= -MOST_INT32;
    case 'int64':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'amount':
      return typeof value === 'string' || typeof value === 'number';
    default:
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  }
};

const nameOf = ({ metadata }: ApiObject): string => (typeof metadata?.name === 'string' ? metadata.name : '');
