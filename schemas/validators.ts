/**
 * hooks/api/schemas.ts: the kinds as data for ajv, without what only people or the API server read.
 * It is a module and not a JSON file, so that the bundled image needs no file beside it.
 */
import type { Kind, SchemaNode } from './schema-node.ts';

const WIDTH = 140;

/** The text of the module with all kinds. */
export const renderSchemas = (kinds: readonly Kind[]): string =>
  [
    '// biome-ignore-all format: generated',
    '// Generated from schemas/*.schema.yaml by "npm run generate". Do not edit.',
    ...kinds.map((kind) => `\nexport const ${lowerFirst(kind.header.names.kind)}Schema = ${print(validating(kind.root), 0)} as const;`),
    '',
  ].join('\n');

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What ajv checks. CEL rules are the API server's. */
const validating = (node: SchemaNode): object => {
  const { 'x-kubernetes-validations': _rules, ...keywords } = node.keywords;
  return {
    type: node.type,
    ...keywords,
    ...(node.required.length > 0 && { required: node.required }),
    ...(node.properties !== undefined && {
      properties: Object.fromEntries([...node.properties].map(([name, property]) => [name, validating(property)])),
    }),
    ...(node.items !== undefined && { items: validating(node.items) }),
    ...(node.values !== undefined && { additionalProperties: validating(node.values) }),
  };
};

/** A literal, in one line where it fits. */
const print = (value: unknown, depth: number): string => {
  const inline = literal(value);
  if (typeof value !== 'object' || value === null || depth * 2 + inline.length < WIDTH) return inline;
  const indent = '  '.repeat(depth + 1);
  const end = `\n${'  '.repeat(depth)}`;
  if (Array.isArray(value)) return `[${value.map((item) => `\n${indent}${print(item, depth + 1)},`).join('')}${end}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `\n${indent}${keyOf(key)}: ${print(item, depth + 1)},`)
    .join('')}${end}}`;
};

const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${literal(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
};

const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));
