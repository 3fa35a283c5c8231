/**
 * The CustomResourceDefinition behind a type: its names, printer columns and schema. What has none is built in.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import type { Store } from '../api-server/store.ts';

/** A structural schema, as far as it is read here. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  /** 0 is always shown, more only with `-o wide`. */
  readonly priority?: number;
}

interface Version {
  readonly name: string;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

/** One served version of a CustomResourceDefinition. */
export interface Definition {
  readonly singular?: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly schema: Schema;
  readonly columns: readonly PrinterColumn[] | undefined;
}

interface DefinitionObject extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly names: {
      readonly plural: string;
      readonly singular?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly versions: readonly Version[];
  };
}

/** Undefined for built-in types. */
export const definitionOf = (store: Pick<Store, 'get' | 'typeOf'>, type: ResourceType): Definition | undefined => {
  const [group, version] = type.apiVersion.split('/');
  if (version === undefined) return undefined;
  const definitions = store.typeOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  const object = store.get(definitions, { name: `${type.plural}.${group}` });
  if (object === undefined || !isDefinition(object)) return undefined;
  const { names, versions } = object.spec;
  const served = versions.find(({ name }) => name === version);
  if (served === undefined) return undefined;
  return {
    ...(names.singular === undefined ? {} : { singular: names.singular }),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    schema: served.schema?.openAPIV3Schema ?? {},
    columns: served.additionalPrinterColumns ?? undefined,
  };
};

const isDefinition = (object: KubeObject): object is DefinitionObject => {
  const spec: unknown = 'spec' in object ? object.spec : undefined;
  return isRecord(spec) && isRecord(spec['names']) && Array.isArray(spec['versions']);
};
