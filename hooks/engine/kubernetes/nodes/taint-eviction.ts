/**
 * Deletes Pods from Nodes with a NoExecute taint when the time is over for which they bear it: 300 s for an unreachable
 * Node, by the tolerations that the API server adds to every Pod.
 */
import type { Node, Pod } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import { disrupted } from '../../api-server/pod-conditions.ts';
import { isTerminal } from '../pods.ts';
import type { World } from '../world.ts';
import { toleratedSeconds } from './tolerations.ts';

const WHY = { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' };

/** Starts the controller. */
export const startTaintEviction = (world: World): void => {
  const waiting = new Map<string, () => void>();

  const evict = (pod: Pod): void => {
    const { uid } = pod.metadata ?? {};
    const now = world.pods.same(keyOf(pod), uid);
    if (now === undefined || now.metadata?.deletionTimestamp !== undefined) return;
    world.pods.updateStatus({ ...now, status: disrupted(now, WHY, world.clock.now()) });
    world.pods.delete(keyOf(now), uid === undefined ? {} : { uid });
  };
  const judge = (pod: Pod, node: Node): void => {
    const uid = pod.metadata?.uid ?? '';
    const seconds =
      pod.metadata?.deletionTimestamp === undefined && !isTerminal(pod) ? toleratedSeconds(pod, node) : Number.POSITIVE_INFINITY;
    if (seconds === Number.POSITIVE_INFINITY) {
      waiting.get(uid)?.();
      waiting.delete(uid);
      return;
    }
    if (waiting.has(uid)) return;
    const cancel = world.clock.after(seconds * 1000, () => {
      waiting.delete(uid);
      evict(pod);
    });
    waiting.set(uid, cancel);
  };
  const nodeChanged = (node: Node): void => {
    for (const pod of world.pods.list()) if (pod.spec?.nodeName === node.metadata?.name) judge(pod, node);
  };

  world.store.subscribe(({ type, object, before, resource }) => {
    if (resource.kind === 'Node' && type !== 'DELETED') {
      const node: Node = object;
      const old: Node | undefined = before;
      if (node.spec?.taints !== old?.spec?.taints) nodeChanged(node);
    } else if (resource.kind === 'Pod') {
      const pod: Pod = object;
      const old: Pod | undefined = before;
      const uid = pod.metadata?.uid ?? '';
      if (type === 'DELETED') {
        waiting.get(uid)?.();
        waiting.delete(uid);
      } else if (pod.spec?.nodeName !== undefined && pod.spec.nodeName !== old?.spec?.nodeName) {
        const node = world.nodes.get({ name: pod.spec.nodeName });
        if (node !== undefined) judge(pod, node);
      }
    }
  });
  for (const node of world.nodes.list()) if (node.spec?.taints !== undefined) nodeChanged(node);
};
