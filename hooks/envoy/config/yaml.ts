/**
 * YAML as Envoy reads it, small enough for hundreds of brokers: Metacontroller keeps each object once more in an annotation,
 * and annotations have 256 KiB together. What many resources repeat is written once, under a name (`&keepalive`), in the
 * first resource, which is there whatever brokers come and go; so the text of one broker never depends on another.
 */
import { COLLECTION_STYLE_FLOW, CORE_SCHEMA, dump, jsToAst, type Node } from 'js-yaml';

/** Values that are written once, by the name that stands for them. */
export type Shared = Readonly<Record<string, unknown>>;

/** A file of resources, as Envoy takes them from its file system. What of `shared` the first resource has is not repeated in the others. */
export const resourcesYaml = (resources: readonly object[], shared: Shared = {}): string =>
  dump(
    { resources },
    {
      ...LAYOUT,
      transform: (documents) => {
        const items = itemsOf(documents[0]?.contents).flatMap(itemsOf);
        writeOnce(items, shared);
        for (const item of items) layOut(item);
      },
    },
  );

/** Any other text for Envoy. */
export const plainYaml = (value: object): string => dump(value, LAYOUT);

// Neither wrapped lines nor names that js-yaml would make up: a text that depends on nothing but its own part.
const LAYOUT = { lineWidth: -1, noRefs: true, seqNoIndent: true } as const;

const writeOnce = (resources: readonly Node[], shared: Shared): void => {
  const names = new Map(Object.entries(shared).map(([name, value]) => [textOf(jsToAst(value, CORE_SCHEMA)[0]?.contents), name]));
  const longest = Math.max(0, ...[...names.keys()].map((text) => text.length));
  const written = new Set<string>();
  const shorten = (node: Node, mayName: boolean): Node => {
    const text = textOf(node, longest);
    const name = names.get(text);
    if (name !== undefined && written.has(name)) return { kind: 'alias', anchor: name };
    if (name !== undefined && mayName && node.kind !== 'alias') {
      written.add(name);
      node.anchor = name;
      return node;
    }
    replaceItems(node, (item) => shorten(item, mayName));
    return node;
  };
  resources.forEach((resource, index) => {
    shorten(resource, index === 0);
  });
};

/** What a node says, however it is laid out; no further than `most` characters. */
const textOf = (node: Node | null | undefined, most = Number.POSITIVE_INFINITY): string => {
  if (node === null || node === undefined) return '';
  if (node.kind === 'alias') return `*${node.anchor}`;
  if (node.kind === 'scalar') return `${node.tag} ${node.value}\n`;
  let text = node.kind === 'mapping' ? '{' : '[';
  for (const item of node.items) {
    if (text.length > most) return text;
    text += 'key' in item ? textOf(item.key, most) + textOf(item.value, most) : textOf(item, most);
  }
  return `${text}}`;
};

const itemsOf = (node: Node | null | undefined): readonly Node[] => {
  if (node?.kind === 'sequence') return node.items;
  return node?.kind === 'mapping' ? node.items.map(({ value }) => value) : [];
};

const replaceItems = (node: Node, by: (item: Node) => Node): void => {
  if (node.kind === 'sequence') node.items = node.items.map(by);
  if (node.kind === 'mapping') node.items = node.items.map(({ key, value }) => ({ key, value: by(value) }));
};

/** A line for each field of a resource, and one for each item of a list, for lists may grow with the brokers. */
const layOut = (resource: Node): void => {
  for (const field of itemsOf(resource)) {
    const lines = field.kind === 'sequence' && field.anchor === undefined ? field.items : [field];
    for (const node of lines) if (node.kind === 'mapping' || node.kind === 'sequence') node.style = COLLECTION_STYLE_FLOW;
  }
};
