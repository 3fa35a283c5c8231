/** Making and unmaking PersistentVolumes. A disk is in one zone, and its PersistentVolume says so to the scheduler. */
import { wholeSeconds } from '../../../kube/conditions.ts';
import type { PersistentVolumeClaim } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import type { PersistentVolume, StorageClass } from '../kinds.ts';
import { ZONE_LABEL } from '../nodes/cluster-setup.ts';
import type { World } from '../world.ts';

const PROTECTION = 'kubernetes.io/pv-protection';

/** Where and how a volume is made. */
interface VolumePlan {
  readonly claim: PersistentVolumeClaim;
  readonly storageClass: StorageClass | undefined;
  /** Undefined: it can be reached from everywhere. */
  readonly zone: string | undefined;
}

/** Creates the volume of a claim, which is bound to it from the start. */
export const createVolume = (world: World, { claim, storageClass, zone }: VolumePlan): PersistentVolume => {
  const { metadata, spec } = claim;
  const name = spec?.volumeName ?? `pvc-${metadata?.uid}`;
  const driver = storageClass?.provisioner ?? 'engine.kafka-hooks.io/disk';
  const made = world.volumes.create({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': driver }, finalizers: [PROTECTION] },
    spec: {
      accessModes: spec?.accessModes ?? ['ReadWriteOnce'],
      capacity: { storage: spec?.resources?.requests?.['storage'] ?? '1Gi' },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: metadata?.name ?? '',
        namespace: metadata?.namespace ?? '',
        uid: metadata?.uid ?? '',
      },
      csi: { driver, volumeHandle: name },
      ...(zone !== undefined && { nodeAffinity: inZone(zone) }),
      persistentVolumeReclaimPolicy: storageClass?.reclaimPolicy ?? 'Delete',
      ...(spec?.storageClassName !== undefined && { storageClassName: spec.storageClassName }),
      volumeMode: 'Filesystem',
    },
  });
  return setPhase(world, made, 'Bound');
};

const inZone = (zone: string) => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE_LABEL, operator: 'In', values: [zone] }] }] },
});

/** Writes the phase of a volume. */
export const setPhase = (world: World, volume: PersistentVolume, phase: string): PersistentVolume =>
  volume.status?.phase === phase
    ? volume
    : world.volumes.updateStatus({ ...volume, status: { phase, lastPhaseTransitionTime: wholeSeconds(world.clock.now()) } });

/** Takes a volume away, whoever protects it. */
export const removeVolume = (world: World, volume: PersistentVolume): void => {
  const { finalizers, ...metadata } = volume.metadata ?? {};
  if (finalizers !== undefined) world.volumes.update({ ...volume, metadata });
  world.volumes.delete(keyOf(volume));
};
