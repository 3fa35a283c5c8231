/** Which Nodes a Pod or a volume asks for by their labels. */
import { isFulfilled } from '../../../kube/selector.ts';
import type { Labels, Node, Pod } from '../../../kube/types.ts';
import type { NodeSelectorTerm } from '../kinds.ts';

/** Whether a Node is one that the Pod's nodeSelector and required node affinity mean. */
export const isSelected = (pod: Pod, node: Node): boolean => {
  const labels = node.metadata?.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec?.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || matchesTerms(terms, node);
};

/** Terms are alternatives; an empty one means no Node. */
export const matchesTerms = (terms: readonly NodeSelectorTerm[], node: Node): boolean =>
  terms.some(({ matchExpressions = [], matchFields = [] }) => {
    if (matchExpressions.length + matchFields.length === 0) return false;
    const fields = { 'metadata.name': node.metadata?.name ?? '' };
    return (
      matchExpressions.every((expression) => matches(expression, node.metadata?.labels)) &&
      matchFields.every((expression) => matches(expression, fields))
    );
  });

type Expression = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** What selectors of labels know, and two comparisons that they do not. */
const matches = (expression: Expression, labels: Labels | undefined): boolean => {
  const value = labels?.[expression.key];
  switch (expression.operator) {
    case 'Gt':
      return value !== undefined && Number(value) > Number(expression.values?.[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(expression.values?.[0]);
    default:
      return isFulfilled(expression, value);
  }
};
