/**
 * The choice of a Node: filters in the order of the real scheduler, each with the words in which it refuses, then the
 * least burden, then chance.
 */
import type { Node, Pod } from '../../../kube/types.ts';
import type { Random } from '../../clock/random.ts';
import { untoleratedTaint } from '../nodes/tolerations.ts';
import { isSelected } from './node-selection.ts';
import type { Placement } from './placement.ts';
import { burden, isBearable, isSpread, isWithItsOwn } from './pod-affinity.ts';
import { lackOf } from './requests.ts';
import { type ClaimsOfPod, reaches } from './volume-fit.ts';

/** What a choice depends on. */
export interface Question {
  readonly pod: Pod;
  readonly claims: ClaimsOfPod;
  readonly placement: Placement;
  readonly random: Random;
  /** Taken when it fits: the Node that was promised while a volume was made. */
  readonly promised?: string | undefined;
}

type Choice = { readonly node: Node } | { readonly message: string };

/** A Node for a Pod, or why there is none. */
export const chooseNode = ({ pod, claims, placement, random, promised }: Question): Choice => {
  const { nodes } = placement;
  if (nodes.length === 0) return { message: 'no nodes available to schedule pods' };
  if (claims.problem !== undefined) return { message: `0/${nodes.length} nodes are available: ${claims.problem}. not found` };
  const eligible = nodes.filter((node) => isSelected(pod, node));
  const refusals = new Map<string, number>();
  const fitting: Node[] = [];
  for (const node of nodes) {
    const refusal = refusalOf(node, { pod, claims, placement, eligible });
    if (refusal === undefined) fitting.push(node);
    else refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
  }
  if (fitting.length === 0) return { message: refused(nodes.length, refusals) };
  const kept = fitting.find((node) => node.metadata?.name === promised);
  if (kept !== undefined) return { node: kept };
  const burdens = fitting.map((node) => burden(pod, node, placement));
  const least = Math.min(...burdens);
  return { node: random.pick(fitting.filter((_, index) => burdens[index] === least)) };
};

interface Context {
  readonly pod: Pod;
  readonly claims: ClaimsOfPod;
  readonly placement: Placement;
  readonly eligible: readonly Node[];
}

const refusalOf = (node: Node, { pod, claims, placement, eligible }: Context): string | undefined => {
  if (node.spec?.unschedulable === true && !bearsCordon(pod, node)) return 'node(s) were unschedulable';
  const taint = untoleratedTaint(pod, node);
  if (taint !== undefined) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  if (!isSelected(pod, node)) return "node(s) didn't match Pod's node affinity/selector";
  if (!reaches(node, claims.volumes)) return 'node(s) had volume node affinity conflict';
  const lack = lackOf(pod, node, placement.on(node));
  if (lack !== undefined) return lack;
  if (!isSpread(pod, node, { placement, eligible })) return "node(s) didn't match pod topology spread constraints";
  if (!isWithItsOwn(pod, node, placement)) return "node(s) didn't match pod affinity rules";
  return isBearable(pod, node, placement) ? undefined : "node(s) didn't match pod anti-affinity rules";
};

const bearsCordon = (pod: Pod, node: Node): boolean =>
  untoleratedTaint(pod, { ...node, spec: { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] } }) === undefined;

/** Reasons that other Pods could give way to; the rest no preemption can help. */
const BY_OTHERS = /^(Insufficient|Too many|node\(s\) didn't match pod )/;

const refused = (nodes: number, refusals: ReadonlyMap<string, number>): string => {
  const reasons = [...refusals].map(([reason, count]) => `${count} ${reason}`).sort();
  const byOthers = [...refusals].reduce((sum, [reason, count]) => (BY_OTHERS.test(reason) ? sum + count : sum), 0);
  const preemption = [
    ...(byOthers > 0 ? [`${byOthers} No preemption victims found for incoming pod`] : []),
    ...(nodes > byOthers ? [`${nodes - byOthers} Preemption is not helpful for scheduling`] : []),
  ];
  return `0/${nodes} nodes are available: ${reasons.join(', ')}. no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${preemption.join(', ')}.`;
};
