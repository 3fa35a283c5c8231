/**
 * One value against what its option allows. Each type is read as Kafka's ConfigDef.parseType reads it: blanks around a
 * value do not count, whole numbers have the width of Java's types, booleans are true and false in any case.
 * The rules for values are those of ConfigDef.Range, ValidString, ValidList and NonEmptyString.
 */
import type { Option, OptionType } from './options.ts';

export interface ValueFault {
  /** `is not an int`. */
  readonly wrong: string;
  /** `a whole number of at least 1`. */
  readonly allowed: string;
}

/** Why the option cannot have the value; undefined when it can. */
export const valueFault = (option: Option, text: string): ValueFault | undefined => {
  const value = trim(text);
  const wrong = typeFault(option.type, value) ?? rangeFault(option, value) ?? choiceFault(option, value);
  return wrong === undefined ? undefined : { wrong, allowed: allowedBy(option) };
};

/** Java's String.trim: all up to and including the blank. */
const trim = (text: string): string => {
  let [from, to] = [0, text.length];
  while (from < to && text.charAt(from) <= ' ') from += 1;
  while (to > from && text.charAt(to - 1) <= ' ') to -= 1;
  return text.slice(from, to);
};

const WIDTH: { readonly [type in OptionType]?: bigint } = { short: 16n, int: 32n, long: 64n };
const WHOLE = /^[+-]?\d+$/;
/** Java's Double.parseDouble, without its hexadecimal form. */
const DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?[fd]?)$/i;
const CLASS = /^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u;

const typeFault = (type: OptionType, value: string): string | undefined => {
  switch (type) {
    case 'boolean':
      return /^(?:true|false)$/i.test(value) ? undefined : 'is not a boolean';
    case 'short':
    case 'int':
    case 'long':
      return isWhole(value, WIDTH[type] ?? 64n) ? undefined : `is not ${type === 'int' ? 'an' : 'a'} ${type}`;
    case 'double':
      return DOUBLE.test(value) ? undefined : 'is not a number';
    case 'class':
      return CLASS.test(value) ? undefined : 'is not the name of a class';
    case 'list':
    case 'password':
    case 'string':
      return undefined;
  }
};

/** The digits are counted first: BigInt takes its time over a text of a megabyte. */
const isWhole = (value: string, width: bigint): boolean => {
  if (!WHOLE.test(value)) return false;
  const digits = value.replace(/^[+-]?0*(?=\d)/, '');
  if (digits.length > 19) return false;
  const number = value.startsWith('-') ? -BigInt(digits) : BigInt(digits);
  return BigInt.asIntN(Number(width), number) === number;
};

/** Bounds are far below 2^53, so a long that loses digits stays on its side of them. */
const rangeFault = ({ min, max, or }: Option, value: string): string | undefined => {
  if (min === undefined) return undefined;
  const number = Number(value.replace(/[fd]$/i, ''));
  if (number === or) return undefined;
  if (number < min) return 'is too small';
  return max !== undefined && number > max ? 'is too large' : undefined;
};

const RELEASE = /^\d+\.\d+(?:\.\d+)*(?:-IV\d+)?$/;

const choiceFault = (option: Option, value: string): string | undefined => {
  if (value === '')
    return option.nonEmpty || option.release || (option.oneOf !== undefined && option.type !== 'list') ? 'is empty' : undefined;
  if (option.release) return RELEASE.test(value) ? undefined : 'is not a release of Kafka';
  const items = option.type === 'list' ? value.split(',').map((item) => item.trim()) : [value];
  if (option.noEmptyItem && items.includes('')) return 'has an empty item';
  const { oneOf, ignoreCase = false } = option;
  if (oneOf === undefined) return undefined;
  const fold = (text: string): string => (ignoreCase ? text.toUpperCase() : text);
  return items.every((item) => oneOf.some((allowed) => fold(allowed) === fold(item))) ? undefined : 'is not one of the allowed values';
};

const NOUN: Readonly<Record<OptionType, string>> = {
  boolean: 'true or false',
  class: 'the full name of a class',
  double: 'a number',
  int: 'a whole number',
  list: 'a comma-separated list',
  long: 'a whole number',
  password: 'any text',
  short: 'a whole number',
  string: 'any text',
};

const LIMITS: { readonly [type in OptionType]?: string } = {
  short: ' from -32768 to 32767',
  int: ' from -2147483648 to 2147483647',
  long: ' from -2^63 to 2^63-1',
};

const allowedBy = (option: Option): string => {
  const { type, min, max, or, oneOf } = option;
  if (option.release) return 'a release such as 3.9 or 3.9-IV0';
  if (oneOf !== undefined)
    return `${type === 'list' ? 'a comma-separated list of ' : ''}${oneOf.join(', ')}${option.ignoreCase ? ' (in any case)' : ''}`;
  if (option.nonEmpty) return type === 'list' ? 'a list of at least one item' : 'any text but the empty one';
  if (option.noEmptyItem) return 'a comma-separated list without empty items';
  if (min === undefined) return `${NOUN[type]}${LIMITS[type] ?? ''}`;
  return `${NOUN[type]} ${max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}${or === undefined ? '' : ` or ${or}`}`;
};
