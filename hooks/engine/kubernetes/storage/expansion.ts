/**
 * Growing a volume: the controller enlarges the disk, then the kubelet of a running Pod that mounts it enlarges the file
 * system. Between the two the claim says FileSystemResizePending, and without a running Pod it says so for ever.
 */
import { wholeSeconds } from '../../../kube/conditions.ts';
import { mountedClaims } from '../../../kube/mounted-claims.ts';
import { quantityUnits } from '../../../kube/quantity.ts';
import type { PersistentVolumeClaim, Pod } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import type { World } from '../world.ts';

const PENDING = 'FileSystemResizePending';
const MESSAGE = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.';

const requested = (claim: PersistentVolumeClaim): string | undefined => claim.spec?.resources?.requests?.['storage'];

const isLarger = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && (quantityUnits(a) ?? 0n) > (quantityUnits(b) ?? 0n);

const isPending = (claim: PersistentVolumeClaim): boolean => claim.status?.conditions?.some(({ type }) => type === PENDING) ?? false;

/** Starts both parts of the growth. */
export const startExpansion = (world: World): void => {
  const underWay = new Set<string>();
  const later = (
    delay: 'volumeExpand' | 'fileSystemResize',
    claim: PersistentVolumeClaim,
    action: (now: PersistentVolumeClaim) => void,
  ): void => {
    const uid = claim.metadata?.uid ?? '';
    if (underWay.has(uid)) return;
    underWay.add(uid);
    world.after(delay, () => {
      underWay.delete(uid);
      const now = world.claims.same(keyOf(claim), uid);
      if (now !== undefined && now.metadata?.deletionTimestamp === undefined) action(now);
    });
  };

  const enlargeDisk = (claim: PersistentVolumeClaim): void => {
    const volume = world.volumes.get({ name: claim.spec?.volumeName ?? '' });
    const storage = requested(claim);
    if (volume === undefined || storage === undefined) return;
    world.volumes.update({ ...volume, spec: { ...volume.spec, capacity: { ...volume.spec?.capacity, storage } } });
    const condition = { type: PENDING, status: 'True', lastTransitionTime: wholeSeconds(world.clock.now()), message: MESSAGE };
    world.claims.updateStatus({ ...claim, status: { ...claim.status, conditions: [condition] } });
  };
  const enlargeFileSystem = (claim: PersistentVolumeClaim): void => {
    const volume = world.volumes.get({ name: claim.spec?.volumeName ?? '' });
    const storage = volume?.spec?.capacity?.['storage'];
    if (storage === undefined || !isInUse(claim)) return;
    const { conditions = [], ...status } = claim.status ?? {};
    const left = conditions.filter(({ type }) => type !== PENDING);
    world.claims.updateStatus({
      ...claim,
      status: { ...status, capacity: { ...status.capacity, storage }, ...(left.length > 0 && { conditions: left }) },
    });
  };
  const isInUse = ({ metadata }: PersistentVolumeClaim): boolean =>
    world.pods
      .list(metadata?.namespace)
      .some((pod) => pod.status?.phase === 'Running' && mountedClaims(pod).includes(metadata?.name ?? ''));

  const consider = (claim: PersistentVolumeClaim): void => {
    if (claim.status?.phase !== 'Bound' || claim.metadata?.deletionTimestamp !== undefined) return;
    if (isPending(claim)) {
      if (isInUse(claim)) later('fileSystemResize', claim, enlargeFileSystem);
      return;
    }
    if (!isLarger(requested(claim), claim.status.capacity?.['storage'])) return;
    if (world.storageClasses.get({ name: claim.spec?.storageClassName ?? '' })?.allowVolumeExpansion === true)
      later('volumeExpand', claim, enlargeDisk);
  };
  const podRuns = (pod: Pod): void => {
    for (const name of mountedClaims(pod)) {
      const claim = world.claims.get({ namespace: pod.metadata?.namespace ?? '', name });
      if (claim !== undefined && isPending(claim)) consider(claim);
    }
  };

  world.store.subscribe(({ resource, object, before, type }) => {
    if (type === 'DELETED') return;
    if (resource.kind === 'PersistentVolumeClaim') consider(object);
    else if (resource.kind === 'Pod') {
      const [pod, old]: readonly [Pod, Pod | undefined] = [object, before];
      if (pod.status?.phase === 'Running' && old?.status?.phase !== 'Running') podRuns(pod);
    }
  });
  world.claims.list().forEach(consider);
};
