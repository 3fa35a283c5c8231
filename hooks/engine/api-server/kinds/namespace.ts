/**
 * Namespaces: while one is being deleted nothing new comes into it, and it goes when the namespace controller has
 * emptied it. The real server has a subresource for that last step; here it is an update without spec.finalizers.
 */
import { isRecord } from '../../../kube/is-record.ts';
import type { ApiObject, Kind } from '../kind.ts';
import { shapeOf } from '../shapes/built-in.ts';

/** Namespaces that every cluster has. */
export const LASTING_NAMESPACES: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Not even an administrator can delete these. */
const UNDELETABLE = new Set(['default', 'kube-public', 'kube-system']);

const finalizersOf = ({ spec }: ApiObject): readonly unknown[] => {
  const finalizers = isRecord(spec) ? spec['finalizers'] : undefined;
  return Array.isArray(finalizers) ? finalizers : [];
};

export const NAMESPACE: Kind = {
  type: { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false, status: true },
  names: 'label',
  shape: shapeOf('Namespace'),
  generation: false,
  unconditionalUpdate: true,
  statusWritesMetadata: true,
  dropsEmpty: true,
  complete: ({ object, before }) => {
    const metadata = {
      ...object.metadata,
      labels: { ...object.metadata?.labels, 'kubernetes.io/metadata.name': object.metadata?.name ?? '' },
    };
    // Only the end of a deletion takes the last finalizer.
    const isOver = before?.metadata?.deletionTimestamp !== undefined && finalizersOf(object).length === 0;
    return { ...object, metadata, spec: isOver ? {} : before === undefined ? { finalizers: ['kubernetes'] } : before['spec'] };
  },
  initialStatus: () => ({ phase: 'Active' }),
  isHeld: (object) => finalizersOf(object).length > 0,
  terminating: (object) => {
    const { deletionGracePeriodSeconds: _grace, ...metadata } = object.metadata ?? {};
    return { ...object, metadata, status: { phase: 'Terminating' } };
  },
  undeletable: ({ metadata }) => (UNDELETABLE.has(metadata?.name ?? '') ? 'this namespace may not be deleted' : undefined),
};
