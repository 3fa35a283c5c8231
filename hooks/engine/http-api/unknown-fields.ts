/**
 * Fields that a schema does not know: the store prunes them, and whoever wrote one should hear of it
 * (`fieldValidation` of the API; kubectl asks for Strict).
 */
import { isRecord } from '../../kube/is-record.ts';
import type { Schema } from './definition.ts';

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const OBJECT_FIELDS = ['apiVersion', 'kind', 'metadata'];

/** Paths as the API server writes them: `spec.brokers[0].x`. Metadata is the API's own and not looked at. */
export const unknownFields = (schema: Schema, value: unknown, path = ''): readonly string[] => {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((item, index) => unknownFields(items, item, `${path}[${index}]`));
  }
  if (!isRecord(value)) return [];
  const isObject = path === '' || schema[EMBEDDED] === true;
  return Object.entries(value).flatMap(([name, inner]) => {
    if (isObject && OBJECT_FIELDS.includes(name)) return [];
    const at = path === '' ? name : `${path}.${name}`;
    const known = schema.properties?.[name];
    if (known !== undefined) return unknownFields(known, inner, at);
    const { additionalProperties } = schema;
    if (typeof additionalProperties === 'object') return unknownFields(additionalProperties, inner, at);
    return additionalProperties === true || schema[PRESERVE] === true ? [] : [at];
  });
};
