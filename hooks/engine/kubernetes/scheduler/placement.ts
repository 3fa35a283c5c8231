/**
 * Where Pods are as the scheduler sees it: those with a Node, and those that it has promised one while their volumes
 * are being made. Read once for a pass and kept up to date within it.
 */
import type { Node, Pod } from '../../../kube/types.ts';
import { isTerminal } from '../pods.ts';
import type { Table } from '../table.ts';

/** Nodes and who is on them. */
export interface Placement {
  readonly nodes: readonly Node[];
  /** Pods that take room on a Node. */
  on(node: Node): readonly Pod[];
  /** Pods of one namespace with the Node that they are on. */
  placed(namespace: string): readonly (readonly [Pod, Node])[];
  /** Counts a Pod as being there. */
  put(pod: Pod, node: Node): void;
}

/** As much of the world as places are read from. */
export interface Places {
  readonly nodes: Pick<Table<Node>, 'list'>;
  readonly pods: Pick<Table<Pod>, 'list'>;
}

/** Present places; `promised` says on which Node a Pod without one will be, by UID. */
export const placementOf = (world: Places, promised: ReadonlyMap<string, string>): Placement => {
  const nodes = [...world.nodes.list()].sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1));
  const byName = new Map(nodes.map((node) => [node.metadata?.name, node]));
  const onNode = new Map<Node, Pod[]>(nodes.map((node) => [node, []]));
  const inNamespace = new Map<string, (readonly [Pod, Node])[]>();
  const put = (pod: Pod, node: Node): void => {
    onNode.get(node)?.push(pod);
    const namespace = pod.metadata?.namespace ?? '';
    const known = inNamespace.get(namespace);
    if (known === undefined) inNamespace.set(namespace, [[pod, node]]);
    else known.push([pod, node]);
  };
  for (const pod of world.pods.list()) {
    if (isTerminal(pod)) continue;
    const node = byName.get(pod.spec?.nodeName ?? promised.get(pod.metadata?.uid ?? ''));
    if (node !== undefined) put(pod, node);
  }
  return { nodes, on: (node) => onNode.get(node) ?? [], placed: (namespace) => inNamespace.get(namespace) ?? [], put };
};
