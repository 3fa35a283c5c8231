/**
 * Pods that must, must not or had better be near others: required affinity and anti-affinity (of the newcomer and of
 * those who are already there), preferred anti-affinity, and topology spread.
 */
import { matchesSelector } from '../../../kube/selector.ts';
import type { Node, Pod } from '../../../kube/types.ts';
import type { AffinityTerm } from '../kinds.ts';
import type { Placement } from './placement.ts';

const domain = (node: Node, key: string): string | undefined => node.metadata?.labels?.[key];

const isMeant = (term: AffinityTerm, owner: Pod, other: Pod): boolean =>
  (term.namespaces ?? [owner.metadata?.namespace]).includes(other.metadata?.namespace ?? '') &&
  matchesSelector(term.labelSelector, other.metadata?.labels);

/** How many placed Pods that a term of a Pod means are in the same place as a Node. */
const near = (term: AffinityTerm, owner: Pod, at: { readonly node: Node; readonly placement: Placement }): number => {
  const place = domain(at.node, term.topologyKey);
  if (place === undefined) return 0;
  const namespaces = term.namespaces ?? [owner.metadata?.namespace ?? ''];
  let count = 0;
  for (const namespace of namespaces)
    for (const [pod, node] of at.placement.placed(namespace))
      if (domain(node, term.topologyKey) === place && isMeant(term, owner, pod)) count += 1;
  return count;
};

const avoided = (pod: Pod): readonly AffinityTerm[] =>
  pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

/** Whether nobody on either side objects to the Pod being there. */
export const isBearable = (pod: Pod, node: Node, placement: Placement): boolean => {
  if (avoided(pod).some((term) => near(term, pod, { node, placement }) > 0)) return false;
  return !placement
    .placed(pod.metadata?.namespace ?? '')
    .some(([other, there]) =>
      avoided(other).some(
        (term) =>
          isMeant(term, other, pod) &&
          domain(node, term.topologyKey) !== undefined &&
          domain(there, term.topologyKey) === domain(node, term.topologyKey),
      ),
    );
};

/** Whether the Pods that it must be with are there; the first of a group may be anywhere. */
export const isWithItsOwn = (pod: Pod, node: Node, placement: Placement): boolean =>
  (pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).every(
    (term) =>
      near(term, pod, { node, placement }) > 0 ||
      (isMeant(term, pod, pod) && placement.nodes.every((other) => near(term, pod, { node: other, placement }) === 0)),
  );

/** Whether a Pod on this Node keeps every spread that must be kept. `eligible`: Nodes that it could be on by their labels. */
export const isSpread = (pod: Pod, node: Node, context: { readonly placement: Placement; readonly eligible: readonly Node[] }): boolean =>
  (pod.spec?.topologySpreadConstraints ?? []).every((constraint) => {
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') return true;
    if (domain(node, constraint.topologyKey) === undefined) return false;
    const own = isMeant(constraint, pod, pod) ? 1 : 0;
    let least = Number.POSITIVE_INFINITY;
    for (const other of context.eligible)
      if (domain(other, constraint.topologyKey) !== undefined)
        least = Math.min(least, near(constraint, pod, { node: other, placement: context.placement }));
    return near(constraint, pod, { node, placement: context.placement }) + own - least <= constraint.maxSkew;
  });

/** How much the Pod would rather not be on this Node; less is better. */
export const burden = (pod: Pod, node: Node, placement: Placement): number => {
  let sum = placement.on(node).length / 100;
  for (const { weight, podAffinityTerm } of pod.spec?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    sum += (weight / 100) * near(podAffinityTerm, pod, { node, placement });
  for (const { weight, podAffinityTerm } of pod.spec?.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    sum -= (weight / 100) * near(podAffinityTerm, pod, { node, placement });
  for (const constraint of pod.spec?.topologySpreadConstraints ?? []) sum += 2 * near(constraint, pod, { node, placement });
  return sum;
};
