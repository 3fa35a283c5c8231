/** The Secrets that a Pod cannot start without. */
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';

/** Fields whose object names a Secret. */
const REFERENCES: ReadonlySet<string> = new Set(['secretKeyRef', 'secretRef', 'secret']);

/** Names of all Secrets in volumes, environments and for pulling images. */
export const secretsUsed = (pod: KubeObject & { readonly spec?: unknown }): readonly string[] => [...named(pod.spec, '')];

const named = function* (value: unknown, field: string): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* named(item, field);
  if (!isRecord(value)) return;
  const { name, secretName, optional } = value;
  if (optional === true) return;
  if (typeof secretName === 'string') yield secretName;
  if ((REFERENCES.has(field) || field === 'imagePullSecrets') && typeof name === 'string') yield name;
  for (const key in value) yield* named(value[key], key);
};
