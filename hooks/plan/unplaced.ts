/** What the scheduler says of a Pod that no Kubernetes node takes, and which risk that is. */
import type { Pod } from '../kube/types.ts';
import type { RiskCode } from './plan.ts';

/** The scheduler's words about a Pod; undefined for one that has a place or was not looked at yet. */
export const whyUnplaced = (pod: Pod | undefined): string | undefined => {
  const refused = pod?.status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  return refused === undefined ? undefined : (refused.message ?? 'no node takes its Pod');
};

/** Whether nodes lack room, or are not what the Pod asks for. */
export const placeCode = (message: string): RiskCode => (/Insufficient |Too many pods/.test(message) ? 'NO_SPACE' : 'UNSCHEDULABLE');
