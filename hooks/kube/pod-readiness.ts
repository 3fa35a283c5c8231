/** Whether a Pod is ready, as Services and disruption budgets see it: by its own condition, which is every container's probe. */
import type { Pod } from './types.ts';

export const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;
