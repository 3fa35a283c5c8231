/**
 * Label selectors: which objects a selector means. Everything of Kubernetes and of Metacontroller that belongs to
 * something else without a name for it is found this way.
 */
import type { LabelSelector, Labels } from './types.ts';

/**
 * Whether an object with these labels is meant. As in Kubernetes, no selector at all means nothing and an empty one
 * means everything; one that selectorProblem complains of means nothing.
 */
export const matchesSelector = (selector: LabelSelector | undefined, labels: Labels | undefined): boolean => {
  if (selector === undefined) return false;
  for (const key in selector.matchLabels) {
    if (labelOf(labels, key) !== selector.matchLabels[key]) return false;
  }
  return selector.matchExpressions === undefined || selector.matchExpressions.every((expression) => matches(expression, labels));
};

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

const matches = (expression: Expression, labels: Labels | undefined): boolean =>
  expressionProblem(expression) === undefined && isFulfilled(expression, labelOf(labels, expression.key));

/** Whether a label with this value, or none where it is undefined, is what an expression asks for; not whether it may be asked. */
export const isFulfilled = ({ operator, values = [] }: Expression, value: string | undefined): boolean => {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      // An object without the label is not in the list either.
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
};

const labelOf = (labels: Labels | undefined, key: string): string | undefined =>
  labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;

/** What Kubernetes would refuse in a selector, in one sentence; undefined when nothing. */
export const selectorProblem = (selector: LabelSelector | undefined): string | undefined => {
  for (const expression of selector?.matchExpressions ?? []) {
    const problem = expressionProblem(expression);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const expressionProblem = ({ operator, values = [] }: Expression): string | undefined => {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length === 0 ? `the operator ${operator} needs at least one value` : undefined;
    case 'Exists':
    case 'DoesNotExist':
      return values.length > 0 ? `the operator ${operator} takes no values` : undefined;
    default:
      return `"${operator}" is not a label selector operator`;
  }
};
