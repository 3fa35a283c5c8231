/**
 * What `kubectl apply` would write: the file over the live object, minus what an earlier apply had and the file has no
 * more (kubectl's documentation, "Declarative Management"). Lists are replaced whole, as kubectl does with custom
 * resources; the few built-in kinds that belong beside a KafkaCluster have none that are merged otherwise.
 */
import { isRecord } from '../kube/is-record.ts';
import { KUBECTL_RECORD } from '../kube/kubectl-record.ts';
import type { KubeObject } from '../kube/types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The object that an apply of `wanted` would send; `live` is what is there now. */
export const applyTo = (live: KubeObject | undefined, wanted: KubeObject): KubeObject => {
  const recorded = withRecord(wanted);
  if (live === undefined) return recorded;
  return merge(live as Fields, recorded as Fields, recordOf(live) ?? {}) as KubeObject;
};

/** What the last apply sent; undefined when there was none or its record cannot be read. */
export const recordOf = (live: KubeObject): Fields | undefined => {
  const text = live.metadata?.annotations?.[KUBECTL_RECORD];
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
};

const withRecord = (wanted: KubeObject): KubeObject => {
  const { [KUBECTL_RECORD]: _earlier, ...annotations } = wanted.metadata?.annotations ?? {};
  const bare = { ...wanted, metadata: { ...wanted.metadata, annotations } };
  return { ...bare, metadata: { ...bare.metadata, annotations: { ...annotations, [KUBECTL_RECORD]: JSON.stringify(bare) } } };
};

/** Maps in depth; everything else is the file's. What is null in the file goes, as in a merge patch. */
const merge = (live: Fields, wanted: Fields, last: Fields): Fields => {
  const merged: Record<string, unknown> = { ...live };
  for (const key of Object.keys(last)) if (!(key in wanted)) delete merged[key];
  for (const [key, value] of Object.entries(wanted)) {
    const [there, before] = [live[key], last[key]];
    if (value === null) delete merged[key];
    else merged[key] = isRecord(value) && isRecord(there) ? merge(there, value, isRecord(before) ? before : {}) : value;
  }
  return merged;
};
