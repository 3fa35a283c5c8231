/**
 * Values that a schema allows, the strange ones included: the API server lets them through, so hooks have to live with
 * them. Where the schema leaves an object open (pieces of Kubernetes' own API), anything that JSON can say may stand.
 */
import fc from 'fast-check';

export interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

const MOST_ITEMS = 3;

const strangeText = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '0',
      'a',
      'kafka',
      'default',
      '__proto__',
      'constructor',
      '1Gi',
      '-5',
      '4.0.0',
      '{{ .BrokerId }}',
      '{{',
      '/kafka-logs',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'a=b\nc',
      'num.io.threads=0x10',
      'listeners=x',
      'process.roles=broker\n',
      'log.dirs',
      '\\',
      'Configuration: {}',
      'é=\\u00',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 8, unit: 'binary' }) },
);

/** Names that Kubernetes' objects have: nonsense under a known name reaches further than under an unknown one. */
const knownKey = fc.constantFrom(
  ...['name', 'value', 'valueFrom', 'image', 'containerPort', 'protocol', 'mountPath', 'resources', 'requests', 'limits', 'storage'],
  ...['accessModes', 'sizeLimit', 'cpu', 'memory', 'labels', 'key', 'operator', 'storageClassName', '__proto__'],
);

const open = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    strangeText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(knownKey, tie('value'), { maxKeys: 3 }),
})).object;

/** All that a node of a schema allows. */
export const valuesOf = (node: SchemaNode): fc.Arbitrary<unknown> => {
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  switch (node.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return numberOf(node);
    case 'string':
      return node.pattern === undefined ? strangeText : fc.stringMatching(new RegExp(node.pattern), { size: 'xsmall' });
    case 'array':
      return listOf(node, valuesOf(node.items ?? {}));
    default:
      return objectOf(node);
  }
};

const numberOf = ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): fc.Arbitrary<number> => {
  const min = minimum ?? (exclusiveMinimum === undefined ? -(2 ** 31) : exclusiveMinimum + 1);
  const max = maximum ?? (exclusiveMaximum === undefined ? 2 ** 31 - 1 : exclusiveMaximum - 1);
  return fc.oneof(fc.integer({ min, max: Math.min(max, Math.max(min, 0) + 4) }), fc.integer({ min, max }));
};

const listOf = (node: SchemaNode, item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  const [key] = node['x-kubernetes-list-map-keys'] ?? [];
  if (key === undefined) return fc.array(item, { maxLength: MOST_ITEMS });
  return fc.uniqueArray(item, { maxLength: MOST_ITEMS, selector: (value) => String((value as Readonly<Record<string, unknown>>)[key]) });
};

const objectOf = (node: SchemaNode): fc.Arbitrary<unknown> => {
  if (node.additionalProperties !== undefined) {
    return fc.dictionary(fc.constantFrom('default', 'a', 'constructor', 'public'), valuesOf(node.additionalProperties), { maxKeys: 2 });
  }
  const named = fieldsOf(node);
  return node['x-kubernetes-preserve-unknown-fields'] === true
    ? fc.tuple(open, named).map(([some, known]) => ({ ...some, ...known }))
    : named;
};

/** Each optional field is there now and then: all at once would be slow and hide each other. */
const fieldsOf = ({ properties = {}, required = [] }: SchemaNode): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const fields = Object.entries(properties).map(([key, child]) => {
    const present = valuesOf(child).map((value) => [[key, value]] as const);
    return required.includes(key)
      ? present
      : fc.oneof({ weight: 5, arbitrary: fc.constant([] as const) }, { weight: 1, arbitrary: present });
  });
  return fc.tuple(...fields).map((parts) => Object.fromEntries(parts.flat()));
};
