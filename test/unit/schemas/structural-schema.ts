/**
 * What Kubernetes asks of a structural schema, as a function that lists the faults of one, each with its path.
 * The API server says the same, but only when a CRD is applied; this says it before.
 */

export type Schema = Readonly<Record<string, unknown>>;

const FORBIDDEN = [
  '$defs',
  '$id',
  '$ref',
  '$schema',
  'allOf',
  'anyOf',
  'const',
  'definitions',
  'dependencies',
  'deprecated',
  'discriminator',
  'oneOf',
  'not',
  'patternProperties',
  'propertyNames',
  'readOnly',
  'uniqueItems',
  'writeOnly',
  'x-crd',
  'x-default',
  'x-inline',
  'x-source',
  'x-ts-type',
  'xml',
];

/** Faults of a schema and of all that it holds; empty when it is structural. */
export const structuralFaults = (schema: Schema, path: string): readonly string[] => [
  ...FORBIDDEN.filter((keyword) => keyword in schema).map((keyword) => `${path}: ${keyword} is forbidden`),
  ...ownFaults(schema).map((fault) => `${path}: ${fault}`),
  ...childSchemas(schema).flatMap(([step, child]) => structuralFaults(child, `${path}${step}`)),
];

const ownFaults = (schema: Schema): readonly string[] => {
  const free = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-int-or-string'] === true;
  const { type, items, properties, additionalProperties } = schema;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  const item = (items ?? {}) as { readonly required?: readonly string[] };
  return [
    ...(type === undefined && !free ? ['type is missing'] : []),
    ...(type === 'array' && items === undefined ? ['items is missing'] : []),
    ...(properties !== undefined && additionalProperties !== undefined ? ['properties and additionalProperties exclude each other'] : []),
    ...(type === 'object' && properties === undefined && additionalProperties === undefined && !free
      ? ['an object without fields is always empty']
      : []),
    ...['exclusiveMinimum', 'exclusiveMaximum']
      .filter((k) => k in schema && typeof schema[k] !== 'boolean')
      .map((k) => `${k} must be a boolean`),
    ...((schema['required'] ?? []) as readonly string[])
      .filter((name) => !(name in ((properties ?? {}) as object)))
      .map((name) => `required ${name} is no property`),
    ...keys.filter((key) => item.required?.includes(key) !== true).map((key) => `list map key ${key} must be required`),
  ];
};

/** The schemas inside a schema, each with its step of the path. */
export const childSchemas = (schema: Schema): readonly (readonly [string, Schema])[] => [
  ...Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>).map(([name, child]) => [`.${name}`, child] as const),
  ...(schema['items'] === undefined ? [] : [['[]', schema['items'] as Schema] as const]),
  ...(schema['additionalProperties'] === undefined ? [] : [['.*', schema['additionalProperties'] as Schema] as const]),
];

/** Every schema with its path, the outermost first. */
export const walk = (schema: Schema, path: string): readonly (readonly [string, Schema])[] => [
  [path, schema],
  ...childSchemas(schema).flatMap(([step, child]) => walk(child, `${path}${step}`)),
];
