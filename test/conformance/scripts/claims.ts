/** Claims that have a volume: only such a one may grow. The volume is made by hand, so that no cluster needs to bring any. */
import type { Thing } from '../backend.ts';
import { claim, composite, want, widget } from '../builders.ts';
import { MARK, VOLUME } from '../kinds.ts';
import type { Script, World } from '../world.ts';

/** A volume for one claim. Nobody mounts it, and no plug-in can grow it: what becomes of the wish is the API server's affair. */
const volumeFor = (world: World, claimName: string, storage: string): Thing => ({
  apiVersion: VOLUME.apiVersion,
  kind: VOLUME.kind,
  metadata: { name: world.namespace, labels: MARK },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage },
    storageClassName: 'standard',
    persistentVolumeReclaimPolicy: 'Retain',
    claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: world.namespace, name: claimName },
    nfs: { server: 'nowhere.invalid', path: '/' },
  },
});

const isBound = (object: Thing | undefined): boolean => (object?.['status'] as { readonly phase?: string } | undefined)?.phase === 'Bound';

export const claims: readonly Script[] = [
  {
    name: 'claim-grow',
    about: 'A claim that is bound grows, keeps what binds it, and never shrinks to what it has or below',
    run: async (world) => {
      await world.start(composite(world, { children: { persistentvolumeclaims: 'InPlace' } }));
      world.on('sync', { status: { seen: true }, children: [claim('c', '2Gi')] });
      await world.step('create the parent', () => world.create(widget(world, 'parent')));
      await world.step('a volume appears', () => world.create(volumeFor(world, 'c', '2Gi')), {
        until: () => isBound(world.see('PersistentVolumeClaim', 'c')),
        asked: 'last',
      });
      try {
        await world.step('grow', () => want(world, [claim('c', '4Gi')]), { asked: 'last' });
        await world.step('a little less', () => want(world, [claim('c', '3Gi')]), { asked: 'last' });
        await world.step('as it was', () => want(world, [claim('c', '2Gi')]), { asked: 'last' });
        await world.step('grow again', () => want(world, [claim('c', '5Gi', { labels: { a: 'b' } })]), { aftermath: true });
      } finally {
        await world.backend.api.delete(VOLUME, { name: world.namespace });
      }
    },
  },
];
