/**
 * `kubectl drain`: a Node takes no new Pods, and those that it has are evicted as their budgets allow. What a budget
 * refuses is tried again when a Pod or a budget changes; uncordoning ends it.
 */
import type { Pod } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import { grantEviction } from '../../api-server/eviction.ts';
import { setCordon } from '../nodes/node-health.ts';
import { once, type World } from '../world.ts';

interface Drains {
  drain(node: string): void;
  /** Ends a drain; its Node stays as it is. */
  stop(node: string): void;
}

/** Starts with no drain under way. */
export const startDrains = (world: World): Drains => {
  const draining = new Set<string>();
  const isLeft = (pod: Pod): boolean => draining.has(pod.spec?.nodeName ?? '');
  const pass = once(world, 'drainRetry', () => {
    const left = world.pods.list().filter(isLeft);
    for (const pod of left) evict(world, pod);
    for (const node of [...draining]) if (!left.some((pod) => pod.spec?.nodeName === node)) draining.delete(node);
  });
  world.store.subscribe(({ resource }) => {
    if (draining.size > 0 && (resource.kind === 'Pod' || resource.kind === 'PodDisruptionBudget')) pass();
  });
  return {
    drain: (node) => {
      setCordon(world, node, true);
      draining.add(node);
      pass();
    },
    stop: (node) => void draining.delete(node),
  };
};

/** Deletes a Pod if its budget allows it. The end of the one before it may have changed it. */
const evict = (world: World, pod: Pod): void => {
  const now = world.pods.same(keyOf(pod), pod.metadata?.uid);
  if (now === undefined || now.metadata?.deletionTimestamp !== undefined) return;
  if (grantEviction(world, now) === undefined) world.pods.delete(keyOf(now));
};
