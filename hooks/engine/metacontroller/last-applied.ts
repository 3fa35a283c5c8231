/**
 * What a hook asked for last time, kept as text in an annotation of the child. The text is written as Go writes JSON
 * (keys sorted, three characters escaped), so that the engine and the real Metacontroller can follow each other on one
 * cluster without a write.
 */
import { canonicalJson } from '../../kube/hash.ts';
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import { LAST_APPLIED } from '../../protocol/last-applied.ts';
import { annotationsOf, type Fields } from './fields.ts';

/** A desired object with the text of its annotation. */
export interface Applied {
  readonly desired: KubeObject;
  readonly text: string;
}

/** An object and the text that remembers it. */
export const applied = (desired: KubeObject): Applied => ({ desired, text: escaped(canonicalJson(desired)) });

/** What was applied last; undefined when there is no annotation. Throws a SyntaxError when it is no JSON. */
export const lastApplied = (observed: KubeObject, { desired, text }: Applied): Fields | undefined => {
  const remembered = annotationsOf(observed)[LAST_APPLIED];
  if (remembered === undefined || remembered === '') return undefined;
  if (remembered === text) return desired as Fields;
  const parsed: unknown = JSON.parse(remembered);
  if (!isRecord(parsed)) throw new SyntaxError(`the annotation ${LAST_APPLIED} is not a JSON object`);
  return parsed;
};

/** An object with its text in the annotation. */
export const withLastApplied = (object: KubeObject, text: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, [LAST_APPLIED]: text } },
});

/** A desired object without the annotation: a hook that echoes what it observed must not nest one text in the next. */
export const withoutLastApplied = (object: KubeObject): KubeObject => {
  if (object.metadata?.annotations?.[LAST_APPLIED] === undefined) return object;
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations;
  return { ...object, metadata: { ...object.metadata, annotations } };
};

/** Go's encoder escapes what HTML and JavaScript could trip over. */
const escaped = (text: string): string =>
  text.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
