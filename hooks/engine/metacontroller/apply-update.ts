/**
 * The object to write over an observed child so that it is as the hook wants it, by way of the three-way merge.
 * What only the server may set, and all of status, stays as observed: a hook can neither change it nor cause a write by it.
 */
import { deepEqual } from '../../kube/equal.ts';
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import { LAST_APPLIED } from '../../protocol/last-applied.ts';
import { annotationsOf, type Fields, fieldsOf, own } from './fields.ts';
import { type Applied, lastApplied, withLastApplied } from './last-applied.ts';
import { merge } from './merge.ts';

const serverFields = [
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
];

/**
 * The merged object, with the text of what was applied. It is `observed` itself when there is nothing to write.
 * Throws a SyntaxError when the annotation is no JSON.
 */
export const applyUpdate = (observed: KubeObject, applied: Applied): KubeObject => {
  const before = fieldsOf(observed);
  let after = merge(before, lastApplied(observed, applied), applied.desired) as Fields;
  if (after !== before) {
    after = reverted(after, before, ['status']);
    const metadata = own(after, 'metadata');
    const observedMetadata = own(before, 'metadata');
    if (isRecord(metadata) && isRecord(observedMetadata) && metadata !== observedMetadata) {
      after = { ...after, metadata: reverted(metadata, observedMetadata, serverFields) };
    }
  }
  const result = after as KubeObject;
  if (annotationsOf(result)[LAST_APPLIED] !== applied.text) return withLastApplied(result, applied.text);
  return deepEqual(result, observed) ? observed : result;
};

/** A record whose named fields are those of another, or absent where they are absent there. */
const reverted = (record: Fields, from: Fields, names: readonly string[]): Fields => {
  const changed = names.filter((name) => own(record, name) !== own(from, name));
  if (changed.length === 0) return record;
  const result: Record<string, unknown> = { ...record };
  for (const name of changed) {
    const value = own(from, name);
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
};
