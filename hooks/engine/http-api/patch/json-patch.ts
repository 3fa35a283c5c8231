/**
 * JSON patch (RFC 6902). An operation that cannot be done refuses the whole patch and says which one it was; the real
 * server only says that there was an error in the request.
 */

import { deepEqual } from '../../../kube/equal.ts';
import { isRecord } from '../../../kube/is-record.ts';
import { ApiError } from '../../../ports/api-server.ts';

type Path = readonly string[];

/** The patched value; the target is not changed. Throws BadRequest for what is no patch, Invalid for one that does not fit. */
export const jsonPatch = (target: unknown, patch: unknown): unknown => {
  if (!Array.isArray(patch)) throw new ApiError(400, 'BadRequest', 'a JSON patch is a list of operations');
  return patch.reduce(apply, target);
};

const apply = (target: unknown, operation: unknown): unknown => {
  if (!isRecord(operation)) throw new ApiError(400, 'BadRequest', 'an operation of a JSON patch is an object');
  const { value: _value, ...told } = operation;
  // Without its value, which may be a Secret's.
  const text = JSON.stringify(told);
  const path = pointer(operation['path'], text);
  switch (operation['op']) {
    case 'add':
      return add(target, path, { text, value: operation['value'] });
    case 'remove':
      return remove(target, path, text);
    case 'replace':
      read(target, path, text);
      return set(target, path, operation['value']);
    case 'copy':
      return add(target, path, { text, value: read(target, pointer(operation['from'], text), text) });
    case 'move': {
      const from = pointer(operation['from'], text);
      return add(remove(target, from, text), path, { text, value: read(target, from, text) });
    }
    case 'test':
      if (!deepEqual(read(target, path, text), operation['value'])) throw refusal(text, 'the value is another one');
      return target;
    default:
      throw new ApiError(400, 'BadRequest', `${text} is no operation of a JSON patch`);
  }
};

const refusal = (text: string, why: string): ApiError => new ApiError(422, 'Invalid', `the JSON patch cannot be applied: ${text}: ${why}`);

const pointer = (given: unknown, text: string): Path => {
  if (given === '') return [];
  if (typeof given !== 'string' || !given.startsWith('/')) throw new ApiError(400, 'BadRequest', `${text} has no JSON pointer`);
  return given
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
};

const INDEX = /^(0|[1-9]\d*)$/;

const child = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return INDEX.test(name) ? value[Number(name)] : undefined;
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
};

const read = (target: unknown, path: Path, text: string): unknown => {
  const found = path.reduce(child, target);
  if (found === undefined) throw refusal(text, 'there is nothing at this path');
  return found;
};

/** Puts a value where its parent exists. */
const set = (target: unknown, [first, ...rest]: Path, value: unknown): unknown => {
  if (first === undefined) return value;
  const inner = set(child(target, first), rest, value);
  return Array.isArray(target) ? target.with(Number(first), inner) : { ...(isRecord(target) ? target : {}), [first]: inner };
};

const add = (target: unknown, path: Path, { value, text }: { readonly value: unknown; readonly text: string }): unknown => {
  const last = path.at(-1);
  if (last === undefined) return value;
  const place = path.slice(0, -1);
  const parent = read(target, place, text);
  if (!Array.isArray(parent)) {
    if (!isRecord(parent)) throw refusal(text, 'there is no object or list to add to');
    return set(target, path, value);
  }
  const index = last === '-' ? parent.length : INDEX.test(last) ? Number(last) : Number.NaN;
  if (!(index <= parent.length)) throw refusal(text, 'there is no such place in the list');
  return set(target, place, parent.toSpliced(index, 0, value));
};

const remove = (target: unknown, path: Path, text: string): unknown => {
  read(target, path, text);
  const last = path.at(-1);
  if (last === undefined) throw refusal(text, 'the whole object cannot be removed');
  const place = path.slice(0, -1);
  const parent = read(target, place, text);
  if (Array.isArray(parent)) return set(target, place, parent.toSpliced(Number(last), 1));
  const { [last]: _, ...others } = parent as Readonly<Record<string, unknown>>;
  return set(target, place, others);
};
