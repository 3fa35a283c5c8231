/**
 * With which ways in a Pod was made. When it is first asked the spec may be another one than when it was made, and a
 * listener that came since is none of a broker that runs: the fingerprint on the Pod tells whether the spec is still that one.
 */
import type { ExternalListener } from '../../api/kafka-cluster.ts';
import type { Pod } from '../../kube/types.ts';
import type { NodePlan } from '../decide.ts';
import type { Input } from '../gather.ts';
import { changedParts } from '../inputs.ts';
import { ANNOTATION } from '../names.ts';
import type { Ways } from './advertised.ts';
import { waysOf } from './ways.ts';

/** What the configuration of a Pod has of the world outside. */
export interface MadeWith {
  readonly ways: Ways;
  readonly listeners: readonly ExternalListener[];
}

/** The ways of the spec, or of the one before it for a Pod that has another configuration. */
export const madeWith = ({ cluster, ways, former }: Input, { node, inputs }: Pick<NodePlan, 'node' | 'inputs'>, pod: Pod): MadeWith => {
  const isOutdated = changedParts(pod.metadata?.annotations?.[ANNOTATION.inputs] ?? '', inputs).includes('configuration');
  const then = isOutdated && former !== undefined ? former : { cluster, ways };
  return { ways: waysOf(then.ways, node.id), listeners: then.cluster.externalListeners };
};
