/**
 * The end of claims and volumes. A claim that is deleted stays until no Pod mounts it; its volume follows if the reclaim
 * policy says so. A volume that goes first takes the data with it and leaves its claim Lost.
 */
import { mountedClaims } from '../../../kube/mounted-claims.ts';
import type { PersistentVolumeClaim } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import type { PersistentVolume } from '../kinds.ts';
import type { World } from '../world.ts';
import { removeVolume, setPhase } from './volumes.ts';

const PROTECTION = 'kubernetes.io/pvc-protection';

/** `lost` is told the UID of each volume that is gone with all that was on it, in an action of its own. */
export const startReclaim = (world: World, lost: (volume: string) => void): void => {
  const release = (claim: PersistentVolumeClaim): void => {
    world.after('claimProtection', () => {
      const now = world.claims.same(keyOf(claim), claim.metadata?.uid);
      if (now?.metadata?.finalizers?.includes(PROTECTION) !== true || now.metadata.deletionTimestamp === undefined || isMounted(now))
        return;
      const { finalizers, ...metadata } = now.metadata;
      const left = finalizers.filter((name) => name !== PROTECTION);
      world.claims.update({ ...now, metadata: left.length > 0 ? { ...metadata, finalizers: left } : metadata });
    });
  };
  // A Pod without a Node does not protect: the kubelet would not start it on a claim that is being deleted.
  const isMounted = ({ metadata }: PersistentVolumeClaim): boolean =>
    world.pods
      .list(metadata?.namespace)
      .some((pod) => pod.spec?.nodeName !== undefined && mountedClaims(pod).includes(metadata?.name ?? ''));

  const claimGone = (claim: PersistentVolumeClaim): void => {
    const { volumeName } = claim.spec ?? {};
    if (volumeName === undefined) return;
    world.after('volumeDelete', () => {
      const volume = world.volumes.get({ name: volumeName });
      if (volume === undefined || volume.spec?.claimRef?.uid !== claim.metadata?.uid) return;
      const deletes = volume.spec?.persistentVolumeReclaimPolicy === 'Delete' || volume.metadata?.deletionTimestamp !== undefined;
      if (deletes) removeVolume(world, volume);
      else setPhase(world, volume, 'Released');
    });
  };
  const volumeGone = ({ metadata, spec }: PersistentVolume): void => {
    world.clock.after(0, () => {
      lost(metadata?.uid ?? '');
      const { claimRef } = spec ?? {};
      const claim = world.claims.same({ namespace: claimRef?.namespace ?? '', name: claimRef?.name ?? '' }, claimRef?.uid);
      if (claim?.spec?.volumeName === metadata?.name && claim !== undefined)
        world.claims.updateStatus({ ...claim, status: { ...claim.status, phase: 'Lost' } });
    });
  };

  world.store.subscribe(({ resource, object, type }) => {
    if (resource.kind === 'PersistentVolumeClaim') {
      if (type === 'DELETED') claimGone(object);
      else if (object.metadata?.deletionTimestamp !== undefined) release(object);
    } else if (resource.kind === 'PersistentVolume') {
      if (type === 'DELETED') volumeGone(object);
    } else if (resource.kind === 'Pod' && type === 'DELETED')
      for (const name of mountedClaims(object)) {
        const claim = world.claims.get({ namespace: object.metadata?.namespace ?? '', name });
        if (claim?.metadata?.deletionTimestamp !== undefined) release(claim);
      }
  });
  for (const claim of world.claims.list()) if (claim.metadata?.deletionTimestamp !== undefined) release(claim);
};
