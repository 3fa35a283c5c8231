/**
 * replaceBroker: a new broker like the one of the label brokerId, with a new id and new disks, in one patch with the old one's
 * leaving. The old one stays until its partitions are elsewhere, so nothing is lost that is still there.
 */
import { nameOf } from '../asked.ts';
import { invalid } from '../decision.ts';
import { labelledNode, nextBrokerId } from './broker-ids.ts';
import type { Command } from './command.ts';
import { controllerStays } from './down-scale.ts';

export const replaceBroker: Command = {
  name: 'replaceBroker',
  summary: 'Adds a broker like another one and removes that one, after its partitions were moved.',
  coolDownSeconds: 86_400,
  propose: (asked) => {
    const labelled = labelledNode(asked);
    if (!labelled.ok) return labelled.objection;
    const node = labelled.value;
    if (node === undefined) return invalid('InvalidAlert', 'the label brokerId is missing; keep it in the expression of the rule');
    if (node.isController) return controllerStays(node);
    const id = nextBrokerId(asked);
    return {
      kind: 'change',
      target: 'cluster',
      message: `replaces ${nameOf(node)} by broker ${id}`,
      brokers: [...asked.target.spec.brokers.filter((broker) => broker.id !== node.id), { ...node.source, id }],
      unready: node.id,
    };
  },
};
