/** PersistentVolumes and StorageClasses. */
import { isRecord } from '../../../kube/is-record.ts';
import { plainKind } from './plain.ts';

const PROTECTION = 'kubernetes.io/pv-protection';

export const VOLUME = plainKind('v1', 'PersistentVolume', {
  type: { namespaced: false, status: true },
  complete: ({ object, before }) => {
    const sent = object['spec'];
    if (sent === before?.['spec']) return object;
    const given = isRecord(sent) ? sent : {};
    const hostPath = given['hostPath'];
    const spec = {
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
      ...given,
      ...(isRecord(hostPath) && { hostPath: { type: '', ...hostPath } }),
    };
    if (before !== undefined) return { ...object, spec };
    const finalizers = object.metadata?.finalizers ?? [];
    const kept = finalizers.includes(PROTECTION) ? finalizers : [...finalizers, PROTECTION];
    return { ...object, metadata: { ...object.metadata, finalizers: kept }, spec };
  },
  initialStatus: ({ context }) => ({ phase: 'Pending', lastPhaseTransitionTime: context.now }),
});

export const STORAGE_CLASS = plainKind('storage.k8s.io/v1', 'StorageClass', {
  type: { namespaced: false, plural: 'storageclasses' },
  complete: ({ object }) => ({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...object }),
  problems: ({ object, before }) => {
    if (before === undefined) return (object['provisioner'] ?? '') === '' ? ['provisioner: Required value'] : [];
    return ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']
      .filter((field) => object[field] !== before[field])
      .map((field) => `${field}: Forbidden: updates to ${field} are forbidden.`);
  },
});
