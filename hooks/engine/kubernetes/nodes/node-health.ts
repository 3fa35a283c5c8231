/**
 * Power of the Nodes, and what the node lifecycle controller makes of a kubelet that is silent: Ready=Unknown and the
 * unreachable taints after a grace period, Pods there not ready, and everything taken back when the kubelet reports again.
 * Heartbeats are not written: only a change of mind is.
 */
import { wholeSeconds } from '../../../kube/conditions.ts';
import type { Node } from '../../../kube/types.ts';
import { keyOf } from '../../../ports/api-server.ts';
import { withCondition } from '../../api-server/pod-conditions.ts';
import type { Taint } from '../kinds.ts';
import type { World } from '../world.ts';
import { HEALTHY, type NodeVerdict, SILENT } from './node-conditions.ts';

const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** Told when a machine stops and when its kubelet is back. */
interface PowerListener {
  stopped(node: string): void;
  started(node: string): void;
}

interface NodeHealth {
  /** Whether the machine of a Node runs. */
  isOn(node: string): boolean;
  powerOff(node: string): void;
  powerOn(node: string): void;
}

/** All Nodes have power at the start. */
export const startNodeHealth = (world: World, listener: PowerListener): NodeHealth => {
  const off = new Set<string>();
  const waiting = new Map<string, () => void>();
  const later = (node: string, delay: 'nodeGrace' | 'nodeBoot', action: () => void): void => {
    waiting.get(node)?.();
    waiting.set(
      node,
      world.after(delay, () => {
        waiting.delete(node);
        action();
      }),
    );
  };
  return {
    isOn: (node) => !off.has(node),
    powerOff: (node) => {
      if (off.has(node)) return;
      off.add(node);
      listener.stopped(node);
      later(node, 'nodeGrace', () => markUnreachable(world, node));
    },
    powerOn: (node) => {
      if (!off.has(node)) return;
      later(node, 'nodeBoot', () => {
        off.delete(node);
        markReachable(world, node);
        listener.started(node);
      });
    },
  };
};

const markUnreachable = (world: World, name: string): void => {
  const node = world.nodes.get({ name });
  if (node === undefined) return;
  const timeAdded = wholeSeconds(world.clock.now());
  const taints: readonly Taint[] = [
    { key: UNREACHABLE, effect: 'NoSchedule', timeAdded },
    { key: UNREACHABLE, effect: 'NoExecute', timeAdded },
  ];
  const status = withConditions(node, world, (type) => (HEALTHY[type] === undefined ? undefined : SILENT));
  const silent = world.nodes.updateStatus({ ...node, status });
  world.nodes.update({ ...silent, spec: { ...silent.spec, taints: [...(silent.spec?.taints ?? []), ...taints] } });
  for (const pod of world.pods.list()) {
    if (pod.spec?.nodeName !== name || pod.status?.conditions === undefined) continue;
    const ready = pod.status.conditions.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') continue;
    world.pods.updateStatus({ ...pod, status: withCondition(pod.status, { ...ready, status: 'False' }, world.clock.now()) });
  }
};

const markReachable = (world: World, name: string): void => {
  const node = world.nodes.get({ name });
  if (node === undefined) return;
  const status = withConditions(node, world, (type) => HEALTHY[type]);
  const well = world.nodes.updateStatus({ ...node, status });
  const { taints = [], ...spec } = well.spec ?? {};
  const left = taints.filter(({ key }) => key !== UNREACHABLE);
  world.nodes.update({ ...well, spec: left.length > 0 ? { ...spec, taints: left } : spec });
};

const withConditions = (node: Node, world: World, verdict: (type: string) => NodeVerdict | undefined): NonNullable<Node['status']> => ({
  ...node.status,
  conditions: (node.status?.conditions ?? []).map((condition) => {
    const next = verdict(condition.type);
    if (next === undefined || next.status === condition.status) return condition;
    return { ...condition, ...next, lastTransitionTime: wholeSeconds(world.clock.now()) };
  }),
});

/** Marks a Node as unschedulable or schedulable again; nothing when it is gone. */
export const setCordon = (world: World, name: string, unschedulable: boolean): void => {
  const node = world.nodes.get({ name });
  if (node === undefined) return;
  const { unschedulable: _, ...spec } = node.spec ?? {};
  world.nodes.update({ ...node, spec: unschedulable ? { ...spec, unschedulable } : spec });
};

/** Deletes the Node object. */
export const deleteNode = (world: World, name: string): void => {
  const node = world.nodes.get({ name });
  if (node !== undefined) world.nodes.delete(keyOf(node));
};
