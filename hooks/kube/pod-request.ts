/** What Pods ask of their Node, as the scheduler counts it: CPU in thousandths, memory in bytes. */
import { quantityMillis, quantityUnits } from './quantity.ts';
import type { Pod, PodSpec } from './types.ts';

export interface PodRequest {
  readonly cpu: number;
  readonly memory: number;
}

const NOTHING: PodRequest = { cpu: 0, memory: 0 };
const remembered = new WeakMap<PodSpec, PodRequest>();

/** The sum of the containers, or the largest init container when that is more. */
export const requestOf = ({ spec }: Pod): PodRequest => {
  if (spec === undefined) return NOTHING;
  const known = remembered.get(spec);
  if (known !== undefined) return known;
  const sum = spec.containers.map(amountOf).reduce(plus, NOTHING);
  const request = (spec.initContainers ?? []).map(amountOf).reduce(larger, sum);
  remembered.set(spec, request);
  return request;
};

/** What all of them ask for together. */
export const totalRequest = (pods: readonly Pod[]): PodRequest => pods.map(requestOf).reduce(plus, NOTHING);

type Container = PodSpec['containers'][number];

const amountOf = ({ resources }: Container): PodRequest => {
  const asked = resources?.requests ?? resources?.limits;
  return { cpu: Number(quantityMillis(asked?.['cpu'] ?? '0') ?? 0), memory: Number(quantityUnits(asked?.['memory'] ?? '0') ?? 0) };
};

const plus = (a: PodRequest, b: PodRequest): PodRequest => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });
const larger = (a: PodRequest, b: PodRequest): PodRequest => ({ cpu: Math.max(a.cpu, b.cpu), memory: Math.max(a.memory, b.memory) });
