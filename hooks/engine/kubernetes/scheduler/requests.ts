/** What a Pod asks of a Node and what is left there: CPU in thousandths, memory in bytes, Pods in number. */
import { quantityMillis, quantityUnits } from '../../../kube/quantity.ts';
import type { Node, Pod, PodSpec } from '../../../kube/types.ts';

interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

const NOTHING: Amount = { cpu: 0, memory: 0 };
const remembered = new WeakMap<PodSpec, Amount>();

/** The sum of the containers, or the largest init container when that is more. */
export const requestOf = ({ spec }: Pod): Amount => {
  if (spec === undefined) return NOTHING;
  const known = remembered.get(spec);
  if (known !== undefined) return known;
  const sum = spec.containers.map(amountOf).reduce(plus, NOTHING);
  const request = (spec.initContainers ?? []).map(amountOf).reduce(larger, sum);
  remembered.set(spec, request);
  return request;
};

type Container = PodSpec['containers'][number];

const amountOf = ({ resources }: Container): Amount => {
  const asked = resources?.requests ?? resources?.limits;
  return { cpu: Number(quantityMillis(asked?.['cpu'] ?? '0') ?? 0), memory: Number(quantityUnits(asked?.['memory'] ?? '0') ?? 0) };
};

const plus = (a: Amount, b: Amount): Amount => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });
const larger = (a: Amount, b: Amount): Amount => ({
  cpu: Math.max(a.cpu, b.cpu),
  memory: Math.max(a.memory, b.memory),
});

/** Why a Pod does not fit on a Node beside these Pods, in the scheduler's words; undefined when it does. */
export const lackOf = (pod: Pod, node: Node, there: readonly Pod[]): string | undefined => {
  const total = there.map(requestOf).reduce(plus, requestOf(pod));
  const { cpu, memory, pods } = node.status?.allocatable ?? {};
  if (pods !== undefined && there.length + 1 > Number(pods)) return 'Too many pods';
  if (cpu !== undefined && requestOf(pod).cpu > 0 && total.cpu > Number(quantityMillis(cpu) ?? 0)) return 'Insufficient cpu';
  if (memory !== undefined && requestOf(pod).memory > 0 && total.memory > Number(quantityUnits(memory) ?? 0)) return 'Insufficient memory';
  return undefined;
};
