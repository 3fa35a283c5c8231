/**
 * The scheduler: gives Pods their Nodes, oldest first. A claim that waits for its first consumer is told the Node by an
 * annotation and the Pod follows when the volume is there, as in Kubernetes. What fits nowhere is tried again when
 * something changes that could help, never by the clock.
 */
import type { Node, Pod } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import { withCondition } from '../../api-server/pod-conditions.ts';
import { isTerminal } from '../pods.ts';
import { once, type World } from '../world.ts';
import { chooseNode } from './choose-node.ts';
import { type Placement, placementOf } from './placement.ts';
import { type ClaimsOfPod, claimsFor } from './volume-fit.ts';

/** The annotation with which the scheduler tells a claim where its volume has to be. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Starts the scheduler; Pods that wait already are placed too. */
export const startScheduler = (world: World): void => {
  const random = world.random.fork('scheduler');
  const waiting = new Map<string, Pod>();
  const promised = new Map<string, string>();

  const place = (pod: Pod, placement: Placement): void => {
    const uid = pod.metadata?.uid ?? '';
    const claims = claimsFor(world, pod);
    const kept = promised.get(uid);
    // The volume of a promised Node is on its way: nothing to decide until it is there.
    if (
      kept !== undefined &&
      claims.problem === undefined &&
      claims.unbound.length > 0 &&
      placement.nodes.some((node) => isCalled(node, kept))
    )
      return;
    promised.delete(uid);
    // A promised Pod is counted where it will be, and must not be in its own way.
    const others = kept === undefined ? placement : placementOf(world, promised);
    const choice = chooseNode({ pod, claims, placement: others, random, promised: kept });
    if ('message' in choice) {
      const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: choice.message };
      world.pods.updateStatus({ ...pod, status: withCondition(pod.status, condition, world.clock.now()) });
      return;
    }
    if (kept === undefined) placement.put(pod, choice.node);
    if (claims.unbound.length > 0) {
      promised.set(uid, choice.node.metadata?.name ?? '');
      tellClaims(world, claims, choice.node);
      return;
    }
    waiting.delete(uid);
    bind(world, pod, choice.node);
  };
  const pass = once(world, 'schedule', () => {
    const oldestFirst = [...waiting.values()].sort(byAge);
    let placement: Placement | undefined;
    for (const { metadata } of oldestFirst) {
      const pod = world.pods.same(keyOf({ metadata: metadata ?? {} }), metadata?.uid);
      if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) continue;
      placement ??= placementOf(world, promised);
      place(pod, placement);
    }
  });
  const podChanged = (pod: Pod, gone: boolean): void => {
    const uid = pod.metadata?.uid ?? '';
    if (!gone && pod.spec?.nodeName === undefined && pod.metadata?.deletionTimestamp === undefined) {
      if (!waiting.has(uid)) pass();
      waiting.set(uid, pod);
      return;
    }
    waiting.delete(uid);
    promised.delete(uid);
    if (waiting.size > 0 && (gone || isTerminal(pod))) pass();
  };

  world.store.subscribe(({ resource, object, before, type }) => {
    if (resource.kind === 'Pod') podChanged(object, type === 'DELETED');
    else if (waiting.size > 0 && HELPFUL.has(resource.kind) && !(resource.kind === 'Node' && isSame(object, before))) pass();
  });
  for (const pod of world.pods.list()) podChanged(pod, false);
};

const HELPFUL = new Set(['Node', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass']);

const isSame = (node: Node, before: Node | undefined): boolean =>
  node.spec === before?.spec &&
  node.metadata?.labels === before?.metadata?.labels &&
  node.status?.allocatable === before?.status?.allocatable;

const isCalled = (node: Node, name: string): boolean => node.metadata?.name === name;

const byAge = (a: Pod, b: Pod): number => {
  const [left, right] = [a, b].map(({ metadata }) => `${metadata?.creationTimestamp} ${metadata?.namespace}/${metadata?.name}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
};

const tellClaims = (world: World, { unbound }: ClaimsOfPod, node: Node): void => {
  for (const claim of unbound) {
    const annotations = { ...claim.metadata?.annotations, [SELECTED_NODE]: node.metadata?.name ?? '' };
    world.claims.update({ ...claim, metadata: { ...claim.metadata, annotations } });
  }
};

const bind = (world: World, pod: Pod, node: Node): void => {
  if (pod.spec === undefined || node.metadata?.name === undefined) return;
  const bound = world.pods.update({ ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } });
  world.pods.updateStatus({ ...bound, status: withCondition(bound.status, { type: 'PodScheduled', status: 'True' }, world.clock.now()) });
};
