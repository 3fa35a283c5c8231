/**
 * Whether metadata from a file or a request has the shape that everything behind it relies on. The real API server finds
 * this out when it decodes an object; here nothing is decoded, so whoever takes objects in has to ask.
 */
import { isRecord } from './is-record.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextMap = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isText);

interface Shape {
  readonly fields: readonly string[];
  readonly is: string;
  fits(value: unknown): boolean;
}

const SHAPES: readonly Shape[] = [
  { fields: ['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'], is: 'a string', fits: isText },
  { fields: ['labels', 'annotations'], is: 'a map of strings', fits: isTextMap },
  { fields: ['finalizers'], is: 'a list of strings', fits: (value) => Array.isArray(value) && value.every(isText) },
  { fields: ['ownerReferences'], is: 'a list of objects', fits: (value) => Array.isArray(value) && value.every(isRecord) },
];

/** `metadata.labels is not a map of strings`: the first field that cannot be; undefined when all can. Null counts as absent. */
export const metadataProblem = (metadata: unknown): string | undefined => {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isRecord(metadata)) return 'metadata is not an object';
  for (const { fields, is, fits } of SHAPES) {
    const wrong = fields.find((field) => metadata[field] !== undefined && metadata[field] !== null && !fits(metadata[field]));
    if (wrong !== undefined) return `metadata.${wrong} is not ${is}`;
  }
  return undefined;
};
