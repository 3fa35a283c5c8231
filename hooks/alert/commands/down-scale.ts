/**
 * downScale: one broker less. The label brokerId names it; without it the newest goes, the one with the highest id. Leaving the
 * spec is not leaving the cluster: the controller keeps the broker until its partitions are elsewhere.
 */
import type { KafkaNode } from '../../kafkacluster/cluster.ts';
import { type Asked, nameOf, wantedBrokers } from '../asked.ts';
import { blocked, type Objection } from '../decision.ts';
import { annotation } from './annotations.ts';
import { labelledNode } from './broker-ids.ts';
import type { Command } from './command.ts';

export const downScale: Command = {
  name: 'downScale',
  summary: 'Removes one broker, after its partitions were moved.',
  coolDownSeconds: 21_600,
  propose: (asked) => {
    const labelled = labelledNode(asked);
    if (!labelled.ok) return labelled.objection;
    const node = labelled.value ?? newest(asked);
    if (node === undefined) return noneToRemove(asked);
    if (node.isController) return controllerStays(node);
    return {
      kind: 'change',
      target: 'cluster',
      message: `removes ${nameOf(node)}`,
      brokers: asked.target.spec.brokers.filter(({ id }) => id !== node.id),
    };
  },
};

/** Of those that are brokers alone, and of the group that the annotation brokerConfigGroup names. */
const newest = ({ alert, cluster }: Asked): KafkaNode | undefined => {
  const group = annotation(alert, 'brokerConfigGroup');
  return wantedBrokers(cluster)
    .filter(({ isController }) => !isController)
    .filter(({ source }) => group === undefined || source.brokerConfigGroup === group)
    .at(-1);
};

const noneToRemove = ({ alert }: Asked): Objection => {
  const group = annotation(alert, 'brokerConfigGroup');
  return blocked(
    'ControllerStays',
    `no node ${group === undefined ? '' : `of group ${group} `}is a broker alone; alerts remove no controller, because that changes the quorum`,
  );
};

/** Alerts leave the quorum alone. */
export const controllerStays = (node: KafkaNode): Objection =>
  blocked('ControllerStays', `${nameOf(node)} is a controller as well; alerts remove no controller, because that changes the quorum`);
