/**
 * The resources of the files as an apply would send them, and the sentence for each that cannot be one. Everything is
 * checked before anything is tried: half a plan would be taken for a whole one.
 */
import { failure } from '../errors.ts';
import { isRecord } from '../kube/is-record.ts';
import type { KubeObject } from '../kube/types.ts';
import type { ResourceType } from '../ports/api-server.ts';
import type { Manifest } from './manifests.ts';

/** A resource and the file that it stands in. */
export interface PlannedResource {
  readonly file: string;
  readonly resource: KubeObject;
}

/**
 * Every resource of the manifests; `asked` is what -n says. Throws FIELD_MISSING for one that says too little, NAMESPACE_INVALID
 * and NAMESPACE_DIFFERS for one that kubectl would not put where it says, NOTHING_TO_PLAN when there is none.
 */
export const toResources = (manifests: readonly Manifest[], files: readonly string[], asked?: string): readonly PlannedResource[] => {
  if (asked !== undefined) assertNamespace('-n/--namespace', asked);
  if (manifests.length === 0) throw failure('NOTHING_TO_PLAN', { files: files.join(', ') });
  return manifests.map(({ file, resource }) => {
    const field = missingField(resource);
    if (field !== undefined) throw failure('FIELD_MISSING', { file, object: labelOf(resource), field });
    assertPlace(file, resource, asked);
    return { file, resource: resource as KubeObject };
  });
};

/** A label of RFC 1123, as names of namespaces are. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Throws NAMESPACE_INVALID, which names the field. */
export const assertNamespace = (field: string, name: string): void => {
  if (!NAMESPACE.test(name)) throw failure('NAMESPACE_INVALID', { field, given: JSON.stringify(name) });
};

const assertPlace = (file: string, resource: Manifest['resource'], asked: string | undefined): void => {
  const namespace = isRecord(resource['metadata']) ? resource['metadata']['namespace'] : undefined;
  // What is no text is refused with the rest of its metadata.
  if (typeof namespace !== 'string' || namespace === '') return;
  const object = labelOf(resource);
  assertNamespace(`${file}: metadata.namespace of ${object}`, namespace);
  if (asked !== undefined && asked !== namespace) throw failure('NAMESPACE_DIFFERS', { file, object, namespace, asked });
};

const missingField = ({ apiVersion, kind, metadata }: Manifest['resource']): string | undefined => {
  if (!isText(apiVersion)) return 'apiVersion';
  if (!isText(kind)) return 'kind';
  return isRecord(metadata) && isText(metadata['name']) ? undefined : 'metadata.name';
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const labelOf = ({ kind, metadata }: Manifest['resource']): string => {
  const name = isRecord(metadata) ? metadata['name'] : undefined;
  const shown = isText(kind) ? String(kind) : 'a resource';
  return isText(name) ? `${shown} ${name}` : shown;
};

/** The resources with their namespaces. Throws KIND_UNKNOWN for a kind that no API of these is. */
export const withNamespaces = (
  resources: readonly PlannedResource[],
  types: readonly ResourceType[],
  fallback: string,
): readonly KubeObject[] =>
  resources.map(({ file, resource }) => {
    const { apiVersion = '', kind = '' } = resource;
    const type = types.find((candidate) => candidate.apiVersion === apiVersion && candidate.kind === kind);
    if (type === undefined) throw failure('KIND_UNKNOWN', { file, kind, apiVersion, advice: adviceFor(kind, types) });
    const { namespace, ...metadata } = resource.metadata ?? {};
    return { ...resource, metadata: type.namespaced ? { ...metadata, namespace: namespace || fallback } : metadata };
  });

const adviceFor = (kind: string, types: readonly ResourceType[]): string => {
  const versions = types.filter((candidate) => candidate.kind === kind).map(({ apiVersion }) => apiVersion);
  if (kind === 'State') return 'give a saved state with --state';
  return versions.length > 0
    ? `write apiVersion: ${versions.join(' or ')}`
    : 'a plan knows KafkaClusters, KafkaTopics, KafkaUsers and the built-in kinds that belong to them: leave it out';
};
