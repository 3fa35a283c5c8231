/**
 * What an alert does to a cluster, decided in one look: the guards of the alert, those of the cluster, the command's change, and the
 * guards of that change. Pure and total: the same alert, cluster and time give the same decision.
 */
import type { Asked } from './asked.ts';
import type { Proposal } from './commands/command.ts';
import { firstObjection, type Objection } from './decision.ts';
import { boundGuards } from './guards/bounds.ts';
import { paceGuards } from './guards/pace.ts';
import { repeatGuards } from './guards/repeats.ts';
import { brokersAreReady, restGuards } from './guards/rest.ts';
import { specStaysValid } from './guards/validity.ts';

/** Why the alert may not give its command, before anything else is asked of Kubernetes; undefined when it may. */
export const objectionToAlert = (asked: Asked): Objection | undefined => firstObjection(repeatGuards, asked);

/** The change to make, or why there is none. Expects an alert without objection of its own. */
export const decideChange = (asked: Asked): Proposal | Objection => {
  const unrest = firstObjection(restGuards, asked);
  if (unrest !== undefined) return unrest;
  const proposal = asked.command.propose(asked);
  if (proposal.kind !== 'change') return proposal;
  const guards = [brokersAreReady, ...boundGuards, ...paceGuards, specStaysValid].map((guard) => (one: Asked) => guard(one, proposal));
  return firstObjection(guards, asked) ?? proposal;
};
