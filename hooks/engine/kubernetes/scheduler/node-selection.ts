/** Which Nodes a Pod or a volume asks for by their labels. */
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

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

const matches = ({ key, operator, values = [] }: Expression, labels: Labels | undefined): boolean => {
  const value = labels?.[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
};
