/**
 * What a state says of an object that is not in it: that it is not there, or nothing. A plan that took the one for the
 * other would create what exists.
 */
import { failure } from '../../errors.ts';
import type { KubeObject } from '../../kube/types.ts';
import { GROUP } from './saved-form.ts';
import type { Scope } from './state.ts';

const CLUSTER_WIDE = new Set(['v1 Namespace', 'v1 Node', 'storage.k8s.io/v1 StorageClass']);
const IN_NAMESPACES = new Set(['v1 ConfigMap', 'v1 Secret', 'v1 Service', 'v1 ServiceAccount']);

/** Whether an object that a state does not hold is surely not there. */
export const isWithin = ({ wholeCluster, namespaces }: Scope, { apiVersion = '', kind = '', metadata }: KubeObject): boolean => {
  const { namespace } = metadata ?? {};
  if (namespace === undefined) return CLUSTER_WIDE.has(`${apiVersion} ${kind}`);
  if (apiVersion.startsWith(GROUP)) return wholeCluster || namespaces.includes(namespace);
  return namespaces.includes(namespace) && IN_NAMESPACES.has(`${apiVersion} ${kind}`);
};

/** Throws STATE_SCOPE when files have something for a namespace of which a state holds nothing at all. */
export const assertCovered = ({ wholeCluster, namespaces }: Scope, files: readonly KubeObject[], state: string): void => {
  if (wholeCluster) return;
  for (const { kind = '', metadata } of files) {
    const { namespace, name = '' } = metadata ?? {};
    if (namespace === undefined || namespaces.includes(namespace)) continue;
    throw failure('STATE_SCOPE', { file: state, namespaces: namespaces.join(', '), object: `${kind} ${name}`, namespace });
  }
};
