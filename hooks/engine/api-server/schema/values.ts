/** What a schema asks of one value, apart from what is in it. The sentences are those of a real API server. */
import { deepEqual } from '../../../kube/equal.ts';
import { isRecord } from '../../../kube/is-record.ts';
import type { Schema, SentSchema } from './structural-schema.ts';
import type { Problem, Spot } from './validate.ts';

/** The problems of a value itself. */
export const valueProblems = (schema: Schema, { path, value }: Spot): readonly Problem[] => {
  const { sent } = schema;
  const found: Problem[] = [];
  const wrongType = typeProblem(sent, path, value);
  if (wrongType !== undefined) found.push({ text: wrongType, isShape: true });
  if (sent.enum !== undefined && !sent.enum.some((choice) => deepEqual(choice, value))) {
    const choices = sent.enum.map((choice) => JSON.stringify(choice)).join(', ');
    found.push({ text: `${path}: Unsupported value: ${JSON.stringify(value)}: supported values: ${choices}`, isShape: true });
  }
  if (wrongType !== undefined) return found;
  if (typeof value === 'string') found.push(...textProblems(schema, path, value));
  else if (typeof value === 'number') found.push(...numberProblems(sent, path, value));
  else if (Array.isArray(value))
    found.push(...sizeProblems(path, value.length, { least: sent.minItems, most: sent.maxItems, what: 'items' }));
  else if (isRecord(value)) found.push(...recordProblems(sent, path, value));
  return found;
};

const typeProblem = (sent: SentSchema, path: string, value: unknown): string | undefined => {
  const actual = typeName(value);
  if (sent['x-kubernetes-int-or-string'] === true) {
    return actual === 'integer' || actual === 'string' ? undefined : mustBe(path, 'integer,string', actual);
  }
  if (sent.type === undefined || sent.type === actual || (sent.type === 'number' && actual === 'integer')) return undefined;
  return mustBe(path, sent.type, actual);
};

const mustBe = (path: string, wanted: string, actual: string): string =>
  `${path}: Invalid value: "${actual}": ${path} in body must be of type ${wanted}: "${actual}"`;

/** The type of a value as OpenAPI names it. */
export const typeName = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const textProblems = ({ sent, pattern }: Schema, path: string, value: string): readonly Problem[] => {
  const refuse = (what: string): Problem => ({
    text: `${path}: Invalid value: ${JSON.stringify(value)}: ${path} in body ${what}`,
    isShape: false,
  });
  const length = sent.minLength === undefined && sent.maxLength === undefined ? 0 : [...value].length;
  const isTooLong = sent.maxLength !== undefined && length > sent.maxLength;
  const isOfFormat = FORMATS[sent.format ?? '']?.test(value) ?? true;
  return [
    ...(isTooLong ? [{ text: `${path}: Too long: may not be more than ${sent.maxLength} bytes`, isShape: true }] : []),
    ...(sent.minLength !== undefined && length < sent.minLength ? [refuse(`should be at least ${sent.minLength} chars long`)] : []),
    ...(pattern !== undefined && !pattern.test(value) ? [refuse(`should match '${sent.pattern}'`)] : []),
    ...(isOfFormat ? [] : [{ ...refuse(`must be of type ${sent.format}: ${JSON.stringify(value)}`), isShape: true }]),
  ];
};

/** The formats that stand in schemas of ours and of our users' tools; others are not looked at. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
};

const numberProblems = (sent: SentSchema, path: string, value: number): readonly Problem[] => {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = sent;
  const least = typeof exclusiveMinimum === 'number' ? exclusiveMinimum : minimum;
  const most = typeof exclusiveMaximum === 'number' ? exclusiveMaximum : maximum;
  const aboveLeast = exclusiveMinimum !== undefined && exclusiveMinimum !== false;
  const belowMost = exclusiveMaximum !== undefined && exclusiveMaximum !== false;
  const refuse = (what: string): Problem => ({ text: `${path}: Invalid value: ${value}: ${path} in body ${what}`, isShape: false });
  return [
    ...(least !== undefined && (aboveLeast ? value <= least : value < least)
      ? [refuse(`should be greater than ${aboveLeast ? '' : 'or equal to '}${least}`)]
      : []),
    ...(most !== undefined && (belowMost ? value >= most : value > most)
      ? [refuse(`should be less than ${belowMost ? '' : 'or equal to '}${most}`)]
      : []),
    ...(multipleOf !== undefined && value % multipleOf !== 0 ? [refuse(`should be a multiple of ${multipleOf}`)] : []),
    ...(sent.format === 'int32' && !isInt32(value) ? [refuse('must be of type int32')] : []),
  ];
};

const isInt32 = (value: number): boolean => value >= -(2 ** 31) && value < 2 ** 31;

interface Size {
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly what: 'items' | 'properties';
}

const sizeProblems = (path: string, size: number, { least, most, what }: Size): readonly Problem[] => [
  ...(most !== undefined && size > most ? [{ text: `${path}: Too many: ${size}: must have at most ${most} items`, isShape: true }] : []),
  ...(least !== undefined && size < least
    ? [{ text: `${path}: Invalid value: ${size}: ${path} in body should have at least ${least} ${what}`, isShape: false }]
    : []),
];

const recordProblems = (sent: SentSchema, path: string, value: Readonly<Record<string, unknown>>): readonly Problem[] => [
  ...sizeProblems(path, Object.keys(value).length, { least: sent.minProperties, most: sent.maxProperties, what: 'properties' }),
  ...(sent.required ?? [])
    .filter((name) => value[name] === undefined)
    .map((name) => ({ text: `${path === '' ? name : `${path}.${name}`}: Required value`, isShape: true })),
];
