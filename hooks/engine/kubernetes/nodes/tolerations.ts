/** Which taints a Pod bears, and how long (core/v1 Toleration). */
import type { Node, Pod, Toleration } from '../../../kube/types.ts';
import type { Taint } from '../kinds.ts';

const tolerates = ({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean => {
  if (effect !== undefined && effect !== '' && effect !== taint.effect) return false;
  // No key with Exists bears everything.
  if (key === undefined || key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === (taint.value ?? ''));
};

/** The first taint that keeps a Pod from being placed on a Node; undefined when none does. */
export const untoleratedTaint = (pod: Pod, node: Node): Taint | undefined =>
  (node.spec?.taints ?? []).find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !(pod.spec?.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );

/** Seconds for which a Pod may stay on a Node with its NoExecute taints: 0 is not at all, Infinity is for ever. */
export const toleratedSeconds = (pod: Pod, node: Node): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const taint of node.spec?.taints ?? []) {
    if (taint.effect !== 'NoExecute') continue;
    const fitting = (pod.spec?.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (fitting.length === 0) return 0;
    for (const { tolerationSeconds } of fitting)
      if (tolerationSeconds !== undefined) least = Math.min(least, Math.max(0, tolerationSeconds));
  }
  return least;
};
