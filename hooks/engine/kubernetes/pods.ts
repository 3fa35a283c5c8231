/** A question about Pods that several models ask. */
import type { Pod } from '../../kube/types.ts';

/** Whether all its containers have ended for good. */
export const isTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
