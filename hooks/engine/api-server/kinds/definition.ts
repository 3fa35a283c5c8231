/**
 * CustomResourceDefinitions, and the kinds that they define. The storage version is the one that is served: nothing
 * here converts objects.
 */
import { isRecord } from '../../../kube/is-record.ts';
import type { ApiObject, Kind, Write } from '../kind.ts';
import { completeBySchema } from '../schema/complete.ts';
import { compileSchema, type Schema, type SentSchema } from '../schema/structural-schema.ts';
import { problemsBySchema } from '../schema/validate.ts';
import { shapeOf } from '../shapes/built-in.ts';

/** Keeps a definition until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

interface Names {
  readonly plural: string;
  readonly kind: string;
  readonly singular?: string;
  readonly listKind?: string;
}

interface Version {
  readonly name: string;
  readonly storage?: boolean;
  readonly served?: boolean;
  readonly subresources?: { readonly status?: object };
  readonly schema?: { readonly openAPIV3Schema?: SentSchema };
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: Names;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly versions: readonly Version[];
}

const specOf = (definition: ApiObject): DefinitionSpec | undefined => {
  const spec = definition['spec'];
  return isRecord(spec) && isRecord(spec['names']) && Array.isArray(spec['versions']) ? (spec as unknown as DefinitionSpec) : undefined;
};

const storageVersion = (spec: DefinitionSpec): Version | undefined => spec.versions.find(({ storage }) => storage === true);

/** The kind that a definition brings; undefined when it defines nothing that can be served. */
export const customKind = (definition: ApiObject): Kind | undefined => {
  const known = kindsOfDefinitions.get(definition);
  if (known !== undefined) return known;
  const spec = specOf(definition);
  const version = spec === undefined ? undefined : storageVersion(spec);
  if (spec === undefined || version === undefined) return undefined;
  const kind = makeKind(spec, version);
  kindsOfDefinitions.set(definition, kind);
  return kind;
};

const kindsOfDefinitions = new WeakMap<ApiObject, Kind>();

const makeKind = (spec: DefinitionSpec, version: Version): Kind => ({
  type: {
    apiVersion: `${spec.group}/${version.name}`,
    kind: spec.names.kind,
    plural: spec.names.plural,
    namespaced: spec.scope === 'Namespaced',
    status: version.subresources?.status !== undefined,
  },
  names: 'subdomain',
  // Its schema says the rest.
  shape: shapeOf(''),
  generation: true,
  unconditionalUpdate: false,
  statusWritesMetadata: false,
  dropsEmpty: false,
  ...schemaRules(version.schema?.openAPIV3Schema),
});

/** Every custom kind has these, whatever its schema says of them. */
const COMMON_FIELDS = new Set(['apiVersion', 'kind', 'metadata']);

const completeCustom = (schema: Schema, { object, before }: Write): ApiObject => {
  const kept: Record<string, unknown> = {};
  const sent: Record<string, unknown> = {};
  for (const field in object) {
    const isKnown = COMMON_FIELDS.has(field) || (before !== undefined && object[field] === before[field]);
    (isKnown ? kept : sent)[field] = object[field];
  }
  const completed = completeBySchema(schema, sent);
  return completed === sent || !isRecord(completed) ? object : { ...kept, ...completed, ...kept };
};

const schemaRules = (sent: SentSchema | undefined): Pick<Kind, 'complete' | 'problems'> => {
  if (sent === undefined) return {};
  const schema = compileSchema(sent);
  return {
    complete: (write) => completeCustom(schema, write),
    problems: ({ object, before }) => problemsBySchema(schema, object, before),
  };
};

export const DEFINITION: Kind = {
  type: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
    status: true,
  },
  names: 'subdomain',
  shape: shapeOf('CustomResourceDefinition'),
  generation: true,
  unconditionalUpdate: false,
  statusWritesMetadata: true,
  dropsEmpty: false,
  complete: (write) => completed(write),
  initialStatus: (write) => establishedStatus(write),
  problems: ({ object, before }) => (object['spec'] === before?.['spec'] ? [] : problemsOf(object)),
};

const completed = ({ object, before }: Write): ApiObject => {
  const spec = specOf(object);
  if (spec === undefined) return object;
  const { names } = spec;
  const finalizers = object.metadata?.finalizers ?? [];
  const metadata =
    before === undefined && !finalizers.includes(CLEANUP_FINALIZER)
      ? { ...object.metadata, finalizers: [...finalizers, CLEANUP_FINALIZER] }
      : object.metadata;
  const full = {
    conversion: { strategy: 'None' },
    ...spec,
    names: { singular: names.kind.toLowerCase(), listKind: `${names.kind}List`, ...names },
  };
  return { ...object, ...(metadata !== undefined && { metadata }), spec: full };
};

const establishedStatus = ({ object, context }: Write): unknown => {
  const spec = specOf(object);
  if (spec === undefined) return undefined;
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    reason,
    message,
    lastTransitionTime: context.now,
  });
  return {
    acceptedNames: spec.names,
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
    ],
    storedVersions: [storageVersion(spec)?.name],
  };
};

const problemsOf = (object: ApiObject): readonly string[] => {
  const spec = specOf(object);
  if (spec === undefined) return ['spec: Required value: group, names, scope and versions are needed'];
  const name = `${spec.names.plural}.${spec.group}`;
  const problems: string[] = [];
  if (object.metadata?.name !== name) {
    problems.push(`metadata.name: Invalid value: ${JSON.stringify(object.metadata?.name)}: must be spec.names.plural+"."+spec.group`);
  }
  if (spec.versions.filter(({ storage }) => storage === true).length !== 1) {
    problems.push('spec.versions: Invalid value: must have exactly one version marked as storage version');
  }
  return [...problems, ...spec.versions.flatMap(schemaProblem)];
};

/** What is no pattern and no CEL is found when a schema is compiled. */
const schemaProblem = ({ schema }: Version, at: number): readonly string[] => {
  try {
    if (schema?.openAPIV3Schema !== undefined) compileSchema(schema.openAPIV3Schema);
    return [];
  } catch (error) {
    return [`spec.versions[${at}].schema.openAPIV3Schema: Invalid value: ${error instanceof Error ? error.message : String(error)}`];
  }
};
