/** Whether there is room for a Pod on a Node: CPU, memory and the number of Pods. */
import { requestOf, totalRequest } from '../../../kube/pod-request.ts';
import { quantityMillis, quantityUnits } from '../../../kube/quantity.ts';
import type { Node, Pod } from '../../../kube/types.ts';

/** Why a Pod does not fit on a Node beside these Pods, in the scheduler's words; undefined when it does. */
export const lackOf = (pod: Pod, node: Node, there: readonly Pod[]): string | undefined => {
  const total = totalRequest([...there, pod]);
  const { cpu, memory, pods } = node.status?.allocatable ?? {};
  if (pods !== undefined && there.length + 1 > Number(quantityUnits(pods) ?? 0)) return 'Too many pods';
  if (cpu !== undefined && requestOf(pod).cpu > 0 && total.cpu > Number(quantityMillis(cpu) ?? 0)) return 'Insufficient cpu';
  if (memory !== undefined && requestOf(pod).memory > 0 && total.memory > Number(quantityUnits(memory) ?? 0)) return 'Insufficient memory';
  return undefined;
};
