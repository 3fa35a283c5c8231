/**
 * Removes the Pods of Nodes that are gone. Nobody asks a kubelet any more: this is how a broker's Pod disappears when
 * its machine does not come back.
 */
import { keyOf } from '../../../ports/api-server.ts';
import { disrupted } from '../../api-server/pod-conditions.ts';
import { isTerminal } from '../pods.ts';
import type { World } from '../world.ts';

const WHY = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };

/** Starts the collector. */
export const startPodGarbage = (world: World): void => {
  const collect = (node: string): void => {
    if (world.nodes.get({ name: node }) !== undefined) return;
    for (const pod of world.pods.list()) {
      if (pod.spec?.nodeName !== node) continue;
      if (!isTerminal(pod)) world.pods.updateStatus({ ...pod, status: { ...disrupted(pod, WHY, world.clock.now()), phase: 'Failed' } });
      world.pods.delete(keyOf(pod), { gracePeriodSeconds: 0 });
    }
  };
  world.store.subscribe(({ type, object, resource }) => {
    if (resource.kind !== 'Node' || type !== 'DELETED') return;
    const name = object.metadata?.name ?? '';
    world.after('podGarbage', () => collect(name));
  });
};
