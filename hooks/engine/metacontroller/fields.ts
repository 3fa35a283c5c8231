/**
 * Objects of the API seen as plain JSON: Metacontroller knows no kind, it reads and copies fields by name.
 * An answer given in process may carry `undefined` where JSON carries nothing, so absent and undefined are one here.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject, Labels } from '../../kube/types.ts';

/** A JSON object of unknown shape. */
export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = {};
const noLabels: Labels = {};

/** A field of a record, undefined when it is absent; what every object inherits is no field. */
export const own = (record: Fields, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);

/** All fields of an object of the API, also those that its type does not name. */
export const fieldsOf = (object: object): Fields => object as Fields;

/** A field that should be a record; an empty one when it is anything else. */
export const recordAt = (object: object, key: string): Fields => {
  const value = own(fieldsOf(object), key);
  return isRecord(value) ? value : nothing;
};

/** Labels of an object; none when it has none. */
export const labelsOf = (object: KubeObject): Labels => object.metadata?.labels ?? noLabels;

/** Annotations of an object; none when it has none. */
export const annotationsOf = (object: KubeObject): Labels => object.metadata?.annotations ?? noLabels;

/** Whether somebody asked for its deletion. */
export const isTerminating = (object: KubeObject): boolean => object.metadata?.deletionTimestamp !== undefined;

/** The UID; empty for an object that no server has seen. */
export const uidOf = (object: KubeObject): string => object.metadata?.uid ?? '';

/** `Pod ns/kafka-0`, for messages. */
export const describe = (object: KubeObject): string => {
  const { namespace, name } = object.metadata ?? {};
  return namespace === undefined || namespace === '' ? `${object.kind} ${name}` : `${object.kind} ${namespace}/${name}`;
};
