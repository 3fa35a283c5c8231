/**
 * rebalance: asks for a rebalance by Cruise Control. The request is an annotation with its time, as a person could set it with
 * kubectl annotate; status shows it until it is done.
 */
import { ANNOTATION } from '../../kafkacluster/names.ts';
import { wholeSeconds } from '../../kube/conditions.ts';
import { blocked, wait } from '../decision.ts';
import type { Command } from './command.ts';

export const rebalance: Command = {
  name: 'rebalance',
  summary: 'Asks for a rebalance of the cluster by Cruise Control.',
  coolDownSeconds: 21_600,
  propose: ({ target, now }) => {
    if (target.spec.cruiseControlConfig === undefined) {
      return blocked('NoCruiseControl', 'the KafkaCluster has no cruiseControlConfig, so nobody could rebalance it');
    }
    const asked = target.metadata.annotations?.[ANNOTATION.rebalance];
    if (asked !== undefined) return wait('RebalancePending', `a rebalance was asked for at ${asked} and waits`);
    return {
      kind: 'change',
      target: 'cluster',
      message: 'asks for a rebalance',
      annotations: { [ANNOTATION.rebalance]: wholeSeconds(now) },
    };
  },
};
