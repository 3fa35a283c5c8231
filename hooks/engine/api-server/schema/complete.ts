/**
 * What the API server makes of a custom object before it looks whether it is valid: fields that the schema does not know
 * are dropped, fields that are missing get their defaults. An object that needs neither comes back as it is.
 */
import { isRecord } from '../../../kube/is-record.ts';
import type { Schema } from './structural-schema.ts';

/** A value without unknown fields and with defaults. */
export const completeBySchema = (schema: Schema, value: unknown): unknown => {
  if (Array.isArray(value)) return schema.items === undefined ? value : completeList(schema.items, value);
  return isRecord(value) ? completeRecord(schema, value) : value;
};

const completeList = (items: Schema, list: readonly unknown[]): readonly unknown[] => {
  let changed: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = completeBySchema(items, list[at]);
    if (item === list[at]) continue;
    changed ??= [...list];
    changed[at] = item;
  }
  return changed ?? list;
};

type Fields = Readonly<Record<string, unknown>>;

const completeRecord = (schema: Schema, fields: Fields): Fields => {
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(fields)) {
    const value = completeField(schema, key, fields[key]);
    if (value === fields[key] && value !== undefined) continue;
    changed ??= { ...fields };
    if (value === undefined) delete changed[key];
    else changed[key] = value;
  }
  for (const [name, value] of schema.defaults) {
    if ((changed ?? fields)[name] !== undefined) continue;
    changed ??= { ...fields };
    const property = schema.properties.get(name);
    changed[name] = property === undefined ? value : completeBySchema(property, value);
  }
  return changed ?? fields;
};

/** Undefined when the field is dropped. */
const completeField = (schema: Schema, key: string, value: unknown): unknown => {
  const property = schema.properties.get(key);
  const inner = property ?? schema.values;
  if (inner === undefined) return schema.isOpen || (isEmbedded(schema) && EMBEDDED_FIELDS.has(key)) ? value : undefined;
  // A null that the schema does not allow counts as absent, so a default takes its place.
  if (value === null && inner.sent.nullable !== true && !(inner.isOpen && inner.sent.type === undefined)) return undefined;
  return completeBySchema(inner, value);
};

const isEmbedded = ({ sent }: Schema): boolean => sent['x-kubernetes-embedded-resource'] === true;

const EMBEDDED_FIELDS = new Set(['apiVersion', 'kind', 'metadata']);
