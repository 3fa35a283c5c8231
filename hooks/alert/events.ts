/** Events about decisions that were written down: what an alert changed, and why one did not. */
import type { KubeObject } from '../kube/types.ts';
import type { ClusterEvent } from '../ports/alert-world.ts';
import type { Decision } from './decision.ts';

/** The Event of a decision; undefined for one that changed nothing and refused nothing. */
export const eventOf = (cluster: KubeObject, { alert, outcome, reason, message, command = '' }: Decision): ClusterEvent | undefined => {
  const about = { cluster, action: command === '' ? 'RollingUpgrade' : command };
  switch (outcome) {
    case 'Acted':
      return { ...about, type: 'Normal', reason: 'AlertActed', message: `alert ${alert}: ${command} ${message}` };
    case 'DryRun':
      return { ...about, type: 'Normal', reason: 'AlertDryRun', message: `alert ${alert}: ${command} would have acted: ${message}` };
    case 'Noted':
      return { ...about, type: 'Warning', reason: `Upgrade${reason}`, message: `alert ${alert}: ${message}` };
    case 'Refused':
    case 'Invalid':
      return { ...about, type: 'Warning', reason: 'AlertRefused', message: `alert ${alert}: ${command} refused, ${reason}: ${message}` };
    case 'Ignored':
      return undefined;
  }
};
