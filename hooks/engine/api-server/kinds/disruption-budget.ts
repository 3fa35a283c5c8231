/** PodDisruptionBudgets. Their status is filled by a controller of the world. */
import { selectorProblem } from '../../../kube/selector.ts';
import type { PodDisruptionBudget } from '../../../kube/types.ts';
import { plainKind } from './plain.ts';

export const DISRUPTION_BUDGET = plainKind('policy/v1', 'PodDisruptionBudget', {
  type: { status: true },
  generation: true,
  unconditionalUpdate: false,
  initialStatus: () => ({ currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }),
  problems: ({ object, before }) => {
    if (object['spec'] === before?.['spec']) return [];
    const { minAvailable, maxUnavailable, selector } = (object as PodDisruptionBudget).spec ?? {};
    const wrong = selectorProblem(selector);
    return [
      ...(minAvailable !== undefined && maxUnavailable !== undefined
        ? [`spec: Invalid value: ${JSON.stringify(object['spec'])}: minAvailable and maxUnavailable cannot be both set`]
        : []),
      ...amountProblems('spec.minAvailable', minAvailable),
      ...amountProblems('spec.maxUnavailable', maxUnavailable),
      ...(wrong === undefined ? [] : [`spec.selector: Invalid value: ${JSON.stringify(selector)}: ${wrong}`]),
    ];
  },
});

const amountProblems = (path: string, amount: unknown): readonly string[] => {
  if (amount === undefined) return [];
  if (typeof amount === 'number') return amount < 0 ? [`${path}: Invalid value: ${amount}: must be greater than or equal to 0`] : [];
  return /^\d{1,3}%$/.test(String(amount)) && Number.parseInt(String(amount), 10) <= 100
    ? []
    : [`${path}: Invalid value: ${JSON.stringify(amount)}: a valid percent string must be a numeric string followed by an ending '%'`];
};
