/**
 * Reads schemas/<kind>.schema.yaml into a tree of nodes: follows `$ref` (a definition's name becomes the name of a
 * TypeScript type), merges `x-inline` (a CRD's schema cannot compose objects) and refuses what the generators do
 * not understand, so that a typing error in a schema stops the build and not a user.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import type { CrdHeader, Kind, SchemaNode } from './schema-node.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Where a raw node stands: the file for its references, the path for messages. */
interface Place {
  readonly file: string;
  readonly at: string;
  readonly source: string;
}

/** Keywords that go to the API server and to ajv as they are. */
const PASSED_ON: ReadonlySet<string> = new Set([
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'pattern',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
]);

const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...PASSED_ON,
  '$defs',
  '$schema',
  'additionalProperties',
  'description',
  'items',
  'properties',
  'required',
  'title',
  'type',
  'x-crd',
  'x-default',
  'x-inline',
  'x-source',
  'x-ts-type',
]);

/** The kind that a schema file describes. */
export const readKind = (file: string): Kind => {
  const raw = readYaml(file);
  const place: Place = { file, at: path.basename(file), source: String(raw['x-source']) };
  return {
    slug: path.basename(file, '.schema.yaml'),
    header: raw['x-crd'] as CrdHeader,
    root: { ...readNode(raw, place), typeName: String(raw['title']) },
  };
};

const readNode = (written: Raw, place: Place): SchemaNode => {
  const { raw, typeName, file } = follow(written, place.file);
  for (const keyword of Object.keys(raw))
    if (!UNDERSTOOD.has(keyword)) throw new Error(`${place.at}: keyword ${keyword} is not understood`);
  const source = text(raw['x-source']) ?? place.source;
  const here: Place = { file, at: place.at, source };
  const inlined = inlineOf(raw, here);
  const own = propertiesOf(raw, here);
  const properties = new Map([...inlined.flatMap((part) => [...(part.properties ?? [])]), ...own]);
  const type = text(raw['type']);
  if (type === undefined) throw new Error(`${place.at}: type is missing`);
  return {
    type,
    description: text(raw['description']) ?? '',
    defaultText: raw['x-default'] === undefined ? undefined : String(raw['x-default']),
    source,
    typeName,
    kubernetesType: text(raw['x-ts-type']),
    required: [...inlined.flatMap((part) => part.required), ...((raw['required'] ?? []) as readonly string[])],
    properties: properties.size > 0 ? properties : undefined,
    inlined,
    items: child(raw['items'], here, '[]'),
    values: child(raw['additionalProperties'], here, '.*'),
    keywords: Object.fromEntries(Object.entries(raw).filter(([keyword]) => PASSED_ON.has(keyword))),
  };
};

const child = (raw: unknown, place: Place, step: string): SchemaNode | undefined =>
  raw === undefined ? undefined : readNode(raw as Raw, { ...place, at: `${place.at}${step}` });

const propertiesOf = (raw: Raw, place: Place): ReadonlyMap<string, SchemaNode> => {
  const properties = Object.entries((raw['properties'] ?? {}) as Readonly<Record<string, Raw>>);
  return new Map(properties.map(([name, property]) => [name, readNode(property, { ...place, at: `${place.at}.${name}` })]));
};

const inlineOf = (raw: Raw, place: Place): readonly SchemaNode[] =>
  ((raw['x-inline'] ?? []) as readonly string[]).map((ref) => readNode({ $ref: ref }, place));

/** The referenced definition with what stands beside the reference laid over it. */
const follow = (raw: Raw, file: string): { readonly raw: Raw; readonly typeName: string | undefined; readonly file: string } => {
  const { $ref: ref, ...beside } = raw;
  if (ref === undefined) return { raw, typeName: undefined, file };
  const [relative = '', pointer = ''] = String(ref).split('#');
  const target = relative === '' ? file : path.join(path.dirname(file), relative);
  const typeName = pointer.replace('/$defs/', '');
  const definition = (readYaml(target)['$defs'] as Readonly<Record<string, Raw>> | undefined)?.[typeName];
  if (definition === undefined) throw new Error(`${file}: ${String(ref)} does not exist`);
  return { raw: { ...definition, ...beside }, typeName, file: target };
};

const files = new Map<string, Raw>();

const readYaml = (file: string): Raw => {
  const known = files.get(file) ?? (load(readFileSync(file, 'utf8'), { filename: file }) as Raw);
  files.set(file, known);
  return known;
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
