/**
 * Gives claims their volumes: at once, or as soon as the scheduler has chosen a Node for the first Pod that mounts them.
 * Existing volumes are never looked for: nobody here makes any by hand.
 */
import type { PersistentVolumeClaim } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import { ZONE_LABEL } from '../nodes/cluster-setup.ts';
import { SELECTED_NODE } from '../scheduler/scheduler.ts';
import { waitsForConsumer } from '../scheduler/volume-fit.ts';
import type { World } from '../world.ts';
import { createVolume } from './volumes.ts';

/** Starts the provisioner; claims that wait already are served too. */
export const startProvisioner = (world: World): void => {
  const random = world.random.fork('volumes');
  const underWay = new Set<string>();

  const provision = (claim: PersistentVolumeClaim): void => {
    const storageClass = world.storageClasses.get({ name: claim.spec?.storageClassName ?? '' });
    if (storageClass === undefined || claim.spec === undefined) return;
    const chosen = claim.metadata?.annotations?.[SELECTED_NODE];
    const zone = chosen === undefined ? anyZone() : zoneOf(chosen);
    const volume = createVolume(world, { claim, storageClass, zone });
    const annotations = {
      ...claim.metadata?.annotations,
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
      'volume.kubernetes.io/storage-provisioner': storageClass.provisioner,
    };
    const named = world.claims.update({
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName: volume.metadata?.name ?? '' },
    });
    const { accessModes, capacity } = volume.spec ?? {};
    world.claims.updateStatus({
      ...named,
      status: { phase: 'Bound', ...(accessModes !== undefined && { accessModes }), ...(capacity !== undefined && { capacity }) },
    });
  };
  const zoneOf = (node: string): string | undefined => world.nodes.get({ name: node })?.metadata?.labels?.[ZONE_LABEL];
  const anyZone = (): string | undefined => {
    const zones = world.nodes.list().flatMap(({ metadata }) => metadata?.labels?.[ZONE_LABEL] ?? []);
    return zones.length === 0 ? undefined : random.pick([...new Set(zones)].sort());
  };
  const isWaiting = (claim: PersistentVolumeClaim): boolean =>
    claim.spec?.volumeName === undefined &&
    claim.metadata?.deletionTimestamp === undefined &&
    world.storageClasses.get({ name: claim.spec?.storageClassName ?? '' }) !== undefined &&
    (!waitsForConsumer(world, claim) || claim.metadata?.annotations?.[SELECTED_NODE] !== undefined);
  const consider = (claim: PersistentVolumeClaim): void => {
    const uid = claim.metadata?.uid ?? '';
    if (underWay.has(uid) || !isWaiting(claim)) return;
    underWay.add(uid);
    world.after('volumeProvision', () => {
      underWay.delete(uid);
      const now = world.claims.same(keyOf(claim), uid);
      if (now !== undefined && isWaiting(now)) provision(now);
    });
  };

  world.store.subscribe(({ resource, object, type }) => {
    if (type === 'DELETED') return;
    if (resource.kind === 'PersistentVolumeClaim') consider(object);
    else if (resource.kind === 'StorageClass') world.claims.list().forEach(consider);
  });
  world.claims.list().forEach(consider);
};
