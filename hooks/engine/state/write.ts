/**
 * Writes a state: only what somebody reads again, and no value of a Secret. Of the bookkeeping around an object,
 * managedFields are left out; kubectl's record of its last apply stays, because a plan has to know what that said.
 */
import { isRecord } from '../../kube/is-record.ts';
import { KUBECTL_RECORD } from '../../kube/kubectl-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import { NAME_ONLY } from './saved-form.ts';
import { type KnownState, STATE_KIND, STATE_VERSION, type State } from './state.ts';

/** The state of these objects, in an order that depends on the objects alone: kind, namespace, name. */
export const writeState = ({ objects, scope, notes }: KnownState): State => ({
  apiVersion: STATE_VERSION,
  kind: STATE_KIND,
  scope,
  notes,
  items: objects.map(savedForm).sort(byIdentity),
  count: objects.length,
});

const savedForm = (object: KubeObject): KubeObject => {
  const { managedFields: _managedFields, ...metadata } = object.metadata ?? {};
  const saved = { ...object, metadata };
  return object.kind === 'Secret' && object.apiVersion === 'v1' ? withoutValues(saved) : saved;
};

/** kubectl's last apply of a Secret holds its values as well. */
const withoutValues = ({ metadata, ...secret }: KubeObject): KubeObject => {
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(([name]) => name !== KUBECTL_RECORD);
  const { stringData: _stringData, data, ...rest } = secret as KubeObject & Readonly<Record<string, unknown>>;
  const entries = isRecord(data) ? Object.keys(data) : [];
  return Object.assign(rest, {
    metadata: { ...metadata, annotations: { ...Object.fromEntries(annotations), [NAME_ONLY]: 'true' } },
    ...(entries.length > 0 && { data: Object.fromEntries(entries.map((name) => [name, ''])) }),
  });
};

const byIdentity = (a: KubeObject, b: KubeObject): number => compare(identityOf(a), identityOf(b));
const identityOf = ({ apiVersion = '', kind = '', metadata }: KubeObject): readonly string[] => [
  kind,
  apiVersion,
  metadata?.namespace ?? '',
  metadata?.name ?? '',
];
const compare = (a: readonly string[], b: readonly string[]): number => {
  for (let at = 0; at < a.length; at += 1) {
    const [left = '', right = ''] = [a[at], b[at]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
};
