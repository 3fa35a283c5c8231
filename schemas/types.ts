/**
 * hooks/api/<kind>.ts: the TypeScript types of a kind. json-schema-to-typescript writes the interfaces one by one;
 * references are given to it as finished type names, which keeps lists and maps readonly and every object named.
 */
import { compile } from 'json-schema-to-typescript';
import { isOpen, type Kind, notice, type SchemaNode } from './schema-node.ts';

const OPTIONS = { bannerComment: '', additionalProperties: false, ignoreMinAndMaxItems: true, unknownAny: true } as const;
const STYLE = { singleQuote: true, printWidth: 140, trailingComma: 'all' } as const;

/** The text of the module. */
export const renderTypes = async (kind: Kind): Promise<string> => {
  const definitions = namedObjects(kind.root);
  const interfaces: string[] = [];
  for (const [name, node] of definitions) {
    const written = await compile({ ...describe(node), title: name }, name, { ...OPTIONS, style: STYLE });
    interfaces.push(shortComments(readonlyProperties(written)).trim());
  }
  const imported = kubernetesTypes(kind.root);
  return [
    `// ${notice(kind)}`,
    `import type { ${[...imported, 'ObjectMeta'].sort().join(', ')} } from '../kube/types.ts';`,
    ...interfaces.map((text, index) => (index === 0 ? `\n${withMetadata(text)}` : `\n${text}`)),
    '',
  ].join('\n');
};

/** Every object with fields of its own, outermost first. The same name always means the same fields. */
const namedObjects = (root: SchemaNode): ReadonlyMap<string, SchemaNode> => {
  const found = new Map<string, SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (node.properties !== undefined) {
      if (node.typeName === undefined)
        throw new Error(`an object with the fields ${[...node.properties.keys()].join(', ')} needs a definition of its own`);
      if (found.has(node.typeName)) return;
      found.set(node.typeName, node);
    }
    for (const next of children(node)) visit(next);
  };
  visit(root);
  return found;
};

const children = (node: SchemaNode): readonly SchemaNode[] =>
  [...node.inlined, ...(node.properties?.values() ?? []), node.items, node.values].filter((next) => next !== undefined);

const kubernetesTypes = (root: SchemaNode): ReadonlySet<string> => {
  const own = root.kubernetesType === undefined ? [] : [root.kubernetesType];
  return new Set([...own, ...children(root).flatMap((node) => [...kubernetesTypes(node)])]);
};

/** An object in the words of json-schema-to-typescript. A field's own description stands at the field, so the type has none. */
const describe = (node: SchemaNode): object => ({
  type: 'object',
  additionalProperties: isOpen(node),
  required: [...node.required],
  properties: Object.fromEntries(
    [...(node.properties ?? [])].map(([name, property]) => [
      name,
      {
        description: documentation(property),
        ...(Array.isArray(property.keywords['enum']) ? { enum: property.keywords['enum'] } : { tsType: typeOf(property) }),
      },
    ]),
  ),
});

const documentation = (node: SchemaNode): string =>
  node.defaultText === undefined ? node.description : `${node.description}\nDefault: ${node.defaultText}.`;

const typeOf = (node: SchemaNode): string => {
  if (node.kubernetesType !== undefined) return node.kubernetesType;
  if (node.properties !== undefined && node.typeName !== undefined) return node.typeName;
  if (node.items !== undefined) return `readonly ${typeOf(node.items)}[]`;
  if (node.values !== undefined) return `Readonly<Record<string, ${typeOf(node.values)}>>`;
  if (isOpen(node)) return 'Readonly<Record<string, unknown>>';
  return { integer: 'number', string: 'string', boolean: 'boolean', number: 'number' }[node.type] ?? 'unknown';
};

/** All that the compiler leaves inside an interface is a field or a comment: nested objects are named. */
const readonlyProperties = (text: string): string => text.replaceAll(/^ {2}(?=(?:[\w$]+\??|\[k: string\]):)/gm, '  readonly ');

/** A comment of one line takes one line. */
const shortComments = (text: string): string => text.replaceAll(/\/\*\*\n +\* (.*)\n +\*\//g, '/** $1 */');

/** What every object of the API has, and no schema may describe. */
const withMetadata = (text: string): string =>
  text.replace('{\n', '{\n  readonly apiVersion: string;\n  readonly kind: string;\n  readonly metadata: ObjectMeta;\n');
