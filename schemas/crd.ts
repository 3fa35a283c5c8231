/**
 * manifests/crds/<plural>.yaml: a kind as a CustomResourceDefinition. The schema is spelled out without references and
 * with Kubernetes' boolean exclusive bounds, for that is what a structural schema is. There are no CRD defaults:
 * the API server would write them into what users keep in Git, and a hook could no longer see that a field is absent.
 */
import { dump } from 'js-yaml';
import { type Kind, notice, type SchemaNode } from './schema-node.ts';

/** The text of the CRD. */
export const renderCrd = (kind: Kind): string =>
  `# biome-ignore-all format: generated\n# ${notice(kind)}\n${dump(crdOf(kind), { sortKeys: false, noRefs: true, lineWidth: 140 })}`;

/** The CRD. */
export const crdOf = (kind: Kind): object => {
  const { group, version, scope, names, additionalPrinterColumns } = kind.header;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      group,
      names,
      scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns,
          schema: { openAPIV3Schema: withObjectFields(structural(kind.root)) },
        },
      ],
    },
  };
};

interface Structural {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const withObjectFields = (root: Structural): Structural => ({
  ...root,
  properties: {
    apiVersion: { type: 'string', description: 'Group and version of this kind.' },
    kind: { type: 'string', description: 'Name of this kind.' },
    metadata: { type: 'object' },
    ...root.properties,
  },
});

const structural = (node: SchemaNode): Structural => ({
  type: node.type,
  ...(node.description !== '' && { description: describe(node) }),
  ...withBooleanBounds(node.keywords),
  ...(node.required.length > 0 && { required: node.required }),
  ...(node.properties !== undefined && {
    properties: Object.fromEntries([...node.properties].map(([name, property]) => [name, structural(property)])),
  }),
  ...(node.items !== undefined && { items: structural(node.items) }),
  ...(node.values !== undefined && { additionalProperties: structural(node.values) }),
});

const describe = (node: SchemaNode): string =>
  node.defaultText === undefined ? node.description : `${node.description} Default: ${node.defaultText}.`;

/** JSON Schema 2020-12 gives an exclusive bound as a number, OpenAPI 3.0 as a number and a flag. */
const withBooleanBounds = ({
  exclusiveMinimum,
  exclusiveMaximum,
  ...others
}: SchemaNode['keywords']): Readonly<Record<string, unknown>> => ({
  ...others,
  ...(exclusiveMinimum !== undefined && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
  ...(exclusiveMaximum !== undefined && { maximum: exclusiveMaximum, exclusiveMaximum: true }),
});
