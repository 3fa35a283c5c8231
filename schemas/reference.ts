/**
 * docs/reference/<kind>.md: every field of a kind in two tables, spec and status, so that a reader can look up a field
 * without reading YAML. The words are those of the schema. What occurs in two places (a broker's configuration, Envoy's)
 * is written out in the first, and the second refers to it.
 */
import { isOpen, type Kind, notice, type SchemaNode } from './schema-node.ts';

/** The page of a kind. */
export const renderReference = (kind: Kind): string => {
  const { group, version, names } = kind.header;
  const rules = rulesOf(kind.root, '');
  return [
    `<!-- ${notice(kind)} -->`,
    `# ${names.kind}`,
    '',
    kind.root.description,
    '',
    `\`apiVersion: ${group}/${version}\`, \`kind: ${names.kind}\`; \`kubectl get ${String(names['shortNames'])}\``,
    '',
    ...['spec', 'status'].flatMap((part) => section(kind, part)),
    ...(rules.length === 0 ? [] : ['## Rules', '', 'The API server refuses a resource that breaks one of these.', '', ...rules, '']),
  ].join('\n');
};

/** The page that leads to the others. */
export const renderReferenceIndex = (kinds: readonly Kind[]): string =>
  [
    '<!-- Generated from schemas/*.schema.yaml by "npm run generate". Do not edit. -->',
    '# Reference of the custom resources',
    '',
    '| kind | short | what it is |',
    '|---|---|---|',
    ...kinds.map(
      ({ slug, root, header }) =>
        `| [${header.names.kind}](${slug}.md) | \`${String(header.names['shortNames'])}\` | ${cell(root.description)} |`,
    ),
    '',
    '**Field** is the path; `[]` stands for an item of a list, `*` for a name or an id. **Default** is what holds when the field is',
    'absent: the hooks apply it, nothing is written into your resource. **From** says where a field comes from: Koperator (both its',
    'lineages), its fork or its original alone, or kafka-hooks. A type with the name of a Kubernetes type is checked by Kubernetes,',
    'when the Pod, claim or Service is made.',
    '',
    'The words that stand in conditions and broker states: [reasons](reasons.md).',
    '',
    '`kubectl explain kafkacluster.spec.brokers` shows the same on the command line.',
    '',
  ].join('\n');

const section = (kind: Kind, part: string): readonly string[] => {
  const node = kind.root.properties?.get(part);
  if (node === undefined) return [];
  return [
    `## ${part}`,
    '',
    '| field | type | default | bounds | what it is | from |',
    '|---|---|---|---|---|---|',
    ...rows(node, part, new Map()),
    '',
  ];
};

/** Paths at which named objects were written out. */
type Seen = Map<string, string>;

const rows = (node: SchemaNode, path: string, seen: Seen): readonly string[] =>
  [...(node.properties ?? [])].flatMap(([name, property]) => {
    const at = `${path}.${name}`;
    const needed = node.required.includes(name) ? ' **required**' : '';
    const inner = innermost(property, at);
    const before = inner.node.typeName === undefined ? undefined : seen.get(inner.node.typeName);
    const what = before === undefined ? property.description : `${property.description} Fields as in \`${before}\`.`;
    const cells = [`\`${at}\``, `${typeOf(property)}${needed}`, property.defaultText ?? '', bounds(property), what, property.source];
    if (before === undefined && inner.node.typeName !== undefined && inner.node.properties !== undefined)
      seen.set(inner.node.typeName, inner.path);
    return [`| ${cells.map(cell).join(' | ')} |`, ...(before === undefined ? rows(inner.node, inner.path, seen) : [])];
  });

/** The object inside a field, whether the field holds one, a list or a map of them. */
const innermost = (node: SchemaNode, path: string): { readonly node: SchemaNode; readonly path: string } => {
  if (node.items !== undefined) return innermost(node.items, `${path}[]`);
  if (node.values !== undefined) return innermost(node.values, `${path}.*`);
  return { node, path };
};

const typeOf = (node: SchemaNode): string => {
  if (node.kubernetesType !== undefined) return node.kubernetesType;
  if (node.items !== undefined) return `list of ${typeOf(node.items)}`;
  if (node.values !== undefined) return `map to ${typeOf(node.values)}`;
  return node.type === 'object' && isOpen(node) ? 'open object' : node.type;
};

const bounds = ({ keywords }: SchemaNode): string => {
  const { enum: allowed, pattern } = keywords;
  const limits = Object.entries(LIMITS).flatMap(([keyword, sign]) =>
    keywords[keyword] === undefined ? [] : [`${sign} ${String(keywords[keyword])}`],
  );
  return [
    ...(Array.isArray(allowed) ? [allowed.map((value) => `\`${String(value)}\``).join(', ')] : []),
    ...(pattern === undefined ? [] : [`\`${String(pattern)}\``]),
    ...limits,
  ].join(', ');
};

const LIMITS = {
  minimum: '≥',
  exclusiveMinimum: '>',
  maximum: '≤',
  exclusiveMaximum: '<',
  maxItems: 'items ≤',
  maxProperties: 'entries ≤',
  maxLength: 'characters ≤',
};

interface Rule {
  readonly message: string;
}

const rulesOf = (node: SchemaNode, path: string): readonly string[] => {
  const own = ((node.keywords['x-kubernetes-validations'] ?? []) as readonly Rule[]).map((rule) => `- \`${path}\`: ${rule.message}.`);
  const inside = [...(node.properties ?? [])].flatMap(([name, property]) => rulesOf(property, path === '' ? name : `${path}.${name}`));
  const items = node.items === undefined ? [] : rulesOf(node.items, `${path}[]`);
  const values = node.values === undefined ? [] : rulesOf(node.values, `${path}.*`);
  return [...own, ...inside, ...items, ...values];
};

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
