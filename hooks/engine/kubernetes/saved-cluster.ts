/**
 * Makes up what a saved state does not hold but its objects speak of: the Nodes of its Pods, and the volumes and classes
 * of its claims. Without them the models would take the Pods for orphans and the data for lost.
 */
import { mountedClaims } from '../../kube/mounted-claims.ts';
import { createNode, ZONE_LABEL } from './nodes/cluster-setup.ts';
import { createVolume } from './storage/volumes.ts';
import type { World } from './world.ts';

/** To be called before anything else is made. `zones` are for the Nodes that nobody knows. */
export const completeSavedState = (world: World, zones: readonly string[]): void => {
  const names = new Set(world.pods.list().flatMap(({ spec }) => spec?.nodeName ?? []));
  [...names].sort().forEach((name, index) => {
    if (world.nodes.get({ name }) === undefined) createNode(world, { name, zone: zones[index % zones.length] ?? 'zone-a' });
  });
  for (const claim of world.claims.list()) {
    const { storageClassName, volumeName } = claim.spec ?? {};
    if (storageClassName && world.storageClasses.get({ name: storageClassName }) === undefined)
      world.storageClasses.create({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: storageClassName },
        provisioner: 'engine.kafka-hooks.io/unknown',
        allowVolumeExpansion: true,
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer',
      });
    if (volumeName === undefined || claim.status?.phase !== 'Bound' || world.volumes.get({ name: volumeName }) !== undefined) continue;
    const storageClass = world.storageClasses.get({ name: storageClassName ?? '' });
    createVolume(world, { claim, storageClass, zone: zoneOf(world, claim.metadata?.namespace, claim.metadata?.name) });
  }
};

/** The zone of the Pod that mounts a claim. */
const zoneOf = (world: World, namespace: string | undefined, claim: string | undefined): string | undefined => {
  const pod = world.pods.list(namespace).find((one) => one.spec?.nodeName !== undefined && mountedClaims(one).includes(claim ?? ''));
  return world.nodes.get({ name: pod?.spec?.nodeName ?? '' })?.metadata?.labels?.[ZONE_LABEL];
};
