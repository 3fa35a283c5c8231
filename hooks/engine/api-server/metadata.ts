/**
 * The part that all objects have in common: which fields of metadata a client writes, which the server alone, and what
 * it refuses of them.
 */
import type { ObjectMeta } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import { canonical } from './canonical.ts';
import type { Kind } from './kind.ts';
import { isKnownFinalizer, keyProblems, labelValueProblems, nameProblems } from './names.ts';
import { unreadable } from './refusals.ts';

type Fields = Record<string, unknown>;

/** What a client may say of metadata; the rest is the server's. */
const CLIENT_FIELDS = ['name', 'generateName', 'namespace', 'labels', 'annotations', 'ownerReferences', 'finalizers'] as const;
const SERVER_FIELDS = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** Metadata as a client writes it, without empty fields. */
export const clientMetadata = (type: ResourceType, metadata: ObjectMeta): ObjectMeta => {
  const fields: Fields = {};
  for (const field of CLIENT_FIELDS) if (metadata[field] !== undefined) fields[field] = metadata[field];
  if (!type.namespaced) delete fields['namespace'];
  const written = canonical(fields) as ObjectMeta;
  assertTexts(type, 'labels', written.labels);
  assertTexts(type, 'annotations', written.annotations);
  return written;
};

const assertTexts = (type: ResourceType, field: string, map: Readonly<Record<string, unknown>> | undefined): void => {
  for (const key in map) {
    const value = map[key];
    if (typeof value !== 'string') {
      throw unreadable(type, `json: cannot unmarshal ${jsonType(value)} into Go struct field ObjectMeta.metadata.${field} of type string`);
    }
  }
};

/** The type of a value as Go's JSON names it. */
export const jsonType = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : value === null ? 'null' : typeof value;

/** What a client wrote, with what the server knows of the object already. */
export const withServerFields = (written: ObjectMeta, before: ObjectMeta): ObjectMeta => {
  const fields: Fields = { ...written };
  for (const field of SERVER_FIELDS) if (before[field] !== undefined) fields[field] = before[field];
  return fields as ObjectMeta;
};

/** What is refused of metadata. Parts that are one with those before were looked at then. */
export const metadataProblems = (kind: Kind, metadata: ObjectMeta, before?: ObjectMeta): readonly string[] => {
  if (metadata === before) return [];
  const problems: string[] = [];
  if (before === undefined) {
    const { name } = metadata;
    if (name === undefined) problems.push('metadata.name: Required value: name or generateName is required');
    else problems.push(...invalidValues('metadata.name', name, nameProblems(name, kind.names)));
  }
  if (metadata.labels !== before?.labels) problems.push(...labelProblems(metadata.labels));
  if (metadata.annotations !== before?.annotations) problems.push(...annotationProblems(metadata.annotations));
  if (metadata.ownerReferences !== before?.ownerReferences) problems.push(...ownerProblems(metadata.ownerReferences));
  if (metadata.finalizers !== before?.finalizers) problems.push(...finalizerProblems(kind, metadata.finalizers, before));
  return problems;
};

const invalidValues = (path: string, value: string, problems: readonly string[]): readonly string[] =>
  problems.map((problem) => `${path}: Invalid value: ${JSON.stringify(value)}: ${problem}`);

/** What is refused of labels. */
export const labelProblems = (labels: ObjectMeta['labels'], path = 'metadata.labels'): readonly string[] => {
  const problems: string[] = [];
  for (const key in labels) {
    const value = labels[key] ?? '';
    problems.push(...invalidValues(path, key, keyProblems(key)), ...invalidValues(path, value, labelValueProblems(value)));
  }
  return problems;
};

const MOST_ANNOTATION_BYTES = 256 * 1024;

const annotationProblems = (annotations: ObjectMeta['annotations']): readonly string[] => {
  const problems: string[] = [];
  let bytes = 0;
  for (const key in annotations) {
    problems.push(...invalidValues('metadata.annotations', key, keyProblems(key.toLowerCase())));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? '');
  }
  if (bytes > MOST_ANNOTATION_BYTES) problems.push(`metadata.annotations: Too long: may not be more than ${MOST_ANNOTATION_BYTES} bytes`);
  return problems;
};

const ownerProblems = (owners: ObjectMeta['ownerReferences'] = []): readonly string[] => {
  const problems: string[] = [];
  for (const owner of owners) {
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if ((owner[field] ?? '') === '') problems.push(`metadata.ownerReferences.${field}: Invalid value: "": must not be empty`);
    }
  }
  const [first, second] = owners.filter(({ controller }) => controller === true);
  if (first !== undefined && second !== undefined) {
    const names = `${first.kind}/${first.name} and ${second.kind}/${second.name}`;
    problems.push(
      `metadata.ownerReferences: Invalid value: ${JSON.stringify(owners)}: Only one reference can have Controller set to true. Found "true" in references for ${names}`,
    );
  }
  return problems;
};

/** The general rule first; built-in kinds have one more. */
const finalizerProblems = (kind: Kind, finalizers: ObjectMeta['finalizers'] = [], before: ObjectMeta | undefined): readonly string[] => {
  const problems = finalizers.flatMap((finalizer) => invalidValues('metadata.finalizers', finalizer, keyProblems(finalizer)));
  const added = before?.deletionTimestamp === undefined ? [] : finalizers.filter((finalizer) => !before.finalizers?.includes(finalizer));
  if (added.length > 0) {
    const found = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
    problems.push(
      `metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${found}}`,
    );
  }
  for (const [at, finalizer] of kind.dropsEmpty ? finalizers.entries() : []) {
    if (isKnownFinalizer(finalizer)) continue;
    problems.push(
      `metadata.finalizers[${at}]: Invalid value: ${JSON.stringify(finalizer)}: name is neither a standard finalizer name nor is it fully qualified`,
    );
  }
  return problems;
};
