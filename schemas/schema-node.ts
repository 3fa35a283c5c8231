/**
 * A schema as the generators see it: references followed, inlined parts merged in, our own keywords pulled out.
 * Everything that is generated (CRDs, types, validators, reference tables) is made from this tree and nothing else,
 * so what one of them says of a field the others say too.
 */

/** Where a field comes from; shown in the reference. */
export type Source = string;

export interface SchemaNode {
  readonly type: string;
  readonly description: string;
  /** What holds when the field is absent, in words. It is applied by the hook, never by the API server. */
  readonly defaultText: string | undefined;
  readonly source: Source;
  /** Name of the definition, and so of the TypeScript type; undefined for what is spelled out in place. */
  readonly typeName: string | undefined;
  /** One of our Kubernetes types instead of a generated one. */
  readonly kubernetesType: string | undefined;
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, SchemaNode> | undefined;
  /** Definitions whose fields are also fields of this object. */
  readonly inlined: readonly SchemaNode[];
  readonly items: SchemaNode | undefined;
  readonly values: SchemaNode | undefined;
  /** Bounds, enum, pattern, format and x-kubernetes-*, as they were written. */
  readonly keywords: Readonly<Record<string, unknown>>;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly priority?: number;
}

/** The x-crd block: what a CRD says beside its schema. */
export interface CrdHeader {
  readonly group: string;
  readonly version: string;
  readonly scope: string;
  readonly names: { readonly kind: string; readonly plural: string; readonly [name: string]: unknown };
  readonly additionalPrinterColumns: readonly PrinterColumn[];
}

/** One kind of custom resource. */
export interface Kind {
  /** File name without endings, such as kafka-cluster. */
  readonly slug: string;
  readonly header: CrdHeader;
  readonly root: SchemaNode;
}

/** First line of whatever is generated, behind the comment sign of its language. */
export const notice = (kind: Kind): string => `Generated from schemas/${kind.slug}.schema.yaml by "npm run generate". Do not edit.`;

/** An open object: Kubernetes knows its fields, we do not. */
export const isOpen = (node: SchemaNode): boolean => node.keywords['x-kubernetes-preserve-unknown-fields'] === true;
