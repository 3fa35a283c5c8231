/**
 * An observed child, returned so that Metacontroller changes nothing of it: what the hook answered last, word for word,
 * from the annotation in which Metacontroller keeps it. This is how "leave it as it is" is said in a protocol
 * in which silence means "delete it".
 */
import { quantityUnits } from '../kube/quantity.ts';
import type { KubeObject, PersistentVolumeClaim } from '../kube/types.ts';
import { CONTROLLER_UID, type ObjectGroups } from '../protocol/composite.ts';
import { LAST_APPLIED } from '../protocol/last-applied.ts';
import { recent } from './remember.ts';

/** The last desired form of a child; its bare identity when nobody of us ever wrote it. */
export const keepAsIs = (object: KubeObject): KubeObject => {
  const kept = lastApplied(object);
  if (kept === undefined) return identityOf(object);
  return object.kind === 'PersistentVolumeClaim' ? withObservedSize(kept, object) : kept;
};

/** What the hook answered last for this object; undefined when there is no record, or none that can be read. */
export const lastApplied = (object: KubeObject): KubeObject | undefined => {
  const text = object.metadata?.annotations?.[LAST_APPLIED];
  return text === undefined ? undefined : rememberRecord(text, () => readRecord(text));
};

/** Claims are asked for theirs at every sync, and hardly ever change. */
const MOST_REMEMBERED = 4096;
const rememberRecord = recent<KubeObject | undefined>(MOST_REMEMBERED);

const readRecord = (text: string): KubeObject | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return isIdentified(parsed) ? withoutSelector(parsed) : undefined;
  } catch {
    return undefined;
  }
};

/** An object that came by adoption and that no answer of ours ever described: it is not ours to remove. */
export const isForeignMade = (object: KubeObject): boolean => {
  const ours = lastApplied(object);
  return ours === undefined || !('spec' in ours || 'data' in ours);
};

/** Every observed child as it is. */
export const keepEverything = (children: ObjectGroups): readonly KubeObject[] =>
  Object.values(children).flatMap((group) => Object.values(group).map(keepAsIs));

/** A claim that a person made larger stays so: asking for its old size would be a shrink, which the API server refuses at every sync. */
const withObservedSize = (kept: PersistentVolumeClaim, observed: PersistentVolumeClaim): PersistentVolumeClaim => {
  const now = observed.spec?.resources?.requests?.['storage'];
  const then = kept.spec?.resources?.requests?.['storage'];
  if (now === undefined || then === undefined || (quantityUnits(now) ?? 0n) <= (quantityUnits(then) ?? 0n)) return kept;
  const resources = { ...kept.spec?.resources, requests: { ...kept.spec?.resources?.requests, storage: now } };
  return { ...kept, spec: { ...kept.spec, resources } };
};

/** Metacontroller adds its own label; a claim from an earlier life still remembers that of the KafkaCluster it had then. */
const withoutSelector = (object: KubeObject): KubeObject => {
  const { labels = {}, ...metadata } = object.metadata ?? {};
  const { [CONTROLLER_UID]: _selector, ...own } = labels;
  return { ...object, metadata: { ...metadata, ...(Object.keys(own).length > 0 && { labels: own }) } };
};

const identityOf = ({ apiVersion, kind, metadata }: KubeObject): KubeObject => ({
  ...(apiVersion !== undefined && { apiVersion }),
  ...(kind !== undefined && { kind }),
  metadata: {
    ...(metadata?.name !== undefined && { name: metadata.name }),
    ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }),
  },
});

const isIdentified = (value: unknown): value is KubeObject =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  'apiVersion' in value &&
  'metadata' in value &&
  typeof value.metadata === 'object' &&
  value.metadata !== null &&
  'name' in value.metadata;
