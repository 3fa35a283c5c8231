/**
 * What the claims of a Pod say about its Node: a volume that exists is in a zone, one that does not exist yet goes to
 * where the Pod goes, and one that is gone or asked to be made elsewhere keeps the Pod waiting.
 */
import { mountedClaims } from '../../../kube/mounted-claims.ts';
import type { Node, PersistentVolumeClaim, Pod } from '../../../kube/types.ts';
import type { PersistentVolume, StorageClass } from '../kinds.ts';
import type { Table } from '../table.ts';
import { matchesTerms } from './node-selection.ts';

/** The claims of a Pod as the scheduler sees them. */
export interface ClaimsOfPod {
  /** Why no Node will do, in the scheduler's words. */
  readonly problem?: string;
  readonly volumes: readonly PersistentVolume[];
  /** Claims that wait for a Node to be chosen. */
  readonly unbound: readonly PersistentVolumeClaim[];
}

/** As much of the world as claims are judged by. */
export interface Disks {
  readonly claims: Pick<Table<PersistentVolumeClaim>, 'get'>;
  readonly volumes: Pick<Table<PersistentVolume>, 'get'>;
  readonly storageClasses: Pick<Table<StorageClass>, 'get'>;
}

/** Looks at the claims of a Pod. */
export const claimsFor = (world: Disks, pod: Pod): ClaimsOfPod => {
  const volumes: PersistentVolume[] = [];
  const unbound: PersistentVolumeClaim[] = [];
  const stop = (problem: string): ClaimsOfPod => ({ problem, volumes, unbound });
  for (const name of mountedClaims(pod)) {
    const claim = world.claims.get({ namespace: pod.metadata?.namespace ?? '', name });
    if (claim === undefined) return stop(`persistentvolumeclaim "${name}" not found`);
    if (claim.metadata?.deletionTimestamp !== undefined) return stop(`persistentvolumeclaim "${name}" is being deleted`);
    if (claim.spec?.volumeName === undefined) {
      if (!waitsForConsumer(world, claim)) return stop('pod has unbound immediate PersistentVolumeClaims');
      unbound.push(claim);
      continue;
    }
    const volume = world.volumes.get({ name: claim.spec.volumeName });
    if (volume === undefined)
      return stop(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`);
    // Named by its binder, not yet bound.
    if (claim.status?.phase !== 'Bound') return stop('pod has unbound immediate PersistentVolumeClaims');
    volumes.push(volume);
  }
  return { volumes, unbound };
};

/** Whether a claim gets its volume only when a Pod that mounts it has a Node. */
export const waitsForConsumer = (world: Pick<Disks, 'storageClasses'>, claim: PersistentVolumeClaim): boolean =>
  world.storageClasses.get({ name: claim.spec?.storageClassName ?? '' })?.volumeBindingMode === 'WaitForFirstConsumer';

/** Whether all volumes can be reached from a Node. */
export const reaches = (node: Node, volumes: readonly PersistentVolume[]): boolean =>
  volumes.every(
    ({ spec }) => spec?.nodeAffinity?.required === undefined || matchesTerms(spec.nodeAffinity.required.nodeSelectorTerms, node),
  );
