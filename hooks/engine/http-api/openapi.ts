/**
 * OpenAPI v3 documents, one a group version, as far as kubectl asks: `explain` finds a kind by its path and shows its
 * schema, and `apply` looks whether PATCH knows the parameters that it wants to send. Built-in kinds have no schema here.
 *
 * The older v2 is answered with a document that describes nothing. kubectl asks for it to check a `List` by itself, and
 * passes what it does not find there; the server checks the items anyway.
 */
import type { ResourceType } from '../../ports/api-server.ts';
import type { Store } from '../api-server/store.ts';
import { definitionOf, type Schema } from './definition.ts';

const GVK = 'x-kubernetes-group-version-kind';
const PATCH_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation', 'force'];

/** The v2 document, an openapi.v2.Document in protobuf: field 1, the version of OpenAPI, and nothing else. */
export const emptyOpenApiV2 = {
  type: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  text: '\n\u00032.0',
};

/** The list of documents. `prefix` is what stands before every path of this server. */
export const openApiIndex = (store: Store, prefix: string): object => ({
  paths: Object.fromEntries(
    [...new Set(store.types().map(rootOf))].map((root) => [root, { serverRelativeURL: `${prefix}/openapi/v3/${root}` }]),
  ),
});

/** One document (`apis/apps/v1`); undefined when there is no such group version. */
export const openApiDocument = (store: Store, root: string): object | undefined => {
  const types = store.types().filter((type) => rootOf(type) === root);
  if (types.length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'kafka-hooks engine', version: '1.34' },
    paths: Object.fromEntries(types.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries(types.map((type) => [nameOf(type), schemaOf(store, type)])) },
  };
};

const rootOf = ({ apiVersion }: ResourceType): string => (apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`);

const identity = ({ apiVersion, kind }: ResourceType): object => {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { group, version, kind };
};

const nameOf = ({ apiVersion, kind }: ResourceType): string => `${apiVersion.replaceAll('/', '.')}.${kind}`;

const pathsOf = (type: ResourceType): readonly (readonly [string, object])[] => {
  const place = `/${rootOf(type)}${type.namespaced ? '/namespaces/{namespace}' : ''}/${type.plural}`;
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${nameOf(type)}` } } };
  const responses = { 200: { description: 'OK', content } };
  const parameters = PATCH_PARAMETERS.map((name) => ({ name, in: 'query', schema: { type: name === 'force' ? 'boolean' : 'string' } }));
  return [
    [place, { get: { responses, [GVK]: identity(type), 'x-kubernetes-action': 'list' } }],
    [
      `${place}/{name}`,
      {
        get: { responses, [GVK]: identity(type), 'x-kubernetes-action': 'get' },
        patch: { parameters, responses, [GVK]: identity(type), 'x-kubernetes-action': 'patch' },
      },
    ],
  ];
};

const builtIn: Schema & { readonly description: string } = {
  type: 'object',
  description: 'A built-in kind. The engine knows its rules but holds no description of its fields: see the Kubernetes documentation.',
  properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } },
  'x-kubernetes-preserve-unknown-fields': true,
};

const schemaOf = (store: Store, type: ResourceType): object => ({
  ...(definitionOf(store, type)?.schema ?? builtIn),
  [GVK]: [identity(type)],
});
