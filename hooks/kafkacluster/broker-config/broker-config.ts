/**
 * One node's static configuration: cluster's text, over it the broker's, over both what the hooks generate.
 * The result is what the ConfigMap `<cluster>-config-<id>` holds under `broker-config`: sorted, one option a line.
 */
import { parseProperties, writeProperties } from '../../kafka/properties.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import type { Addresses } from '../external/ways.ts';
import type { Quorum } from '../quorum.ts';
import { lastOf } from '../remember.ts';
import { generatedOptions } from './generated.ts';

/** Instructions of Koperator's users to the operator; no broker ever sees them. */
const STRIPPED = ['migration.broker.kRaftMode', 'migration.broker.controllerQuorumConfigEnabled'];

export interface NodeFacts {
  readonly quorum: Quorum | undefined;
  readonly rack: string | undefined;
  /** `host:port` under which clients outside find the node, by the name of the listener. */
  readonly external: Addresses;
}

/** The user's static options of a node: the broker's text over the cluster's. */
export const userOptions = (cluster: Cluster, node: KafkaNode): ReadonlyMap<string, string> =>
  new Map([...parseProperties(cluster.spec.readOnlyConfig ?? '').entries, ...parseProperties(node.readOnlyConfig).entries]);

/** The text of `broker-config`. Source: koperator.md, section 3.1. */
export const brokerConfig = (cluster: Cluster, node: KafkaNode, facts: NodeFacts): string =>
  rememberText(node, [cluster, JSON.stringify(facts)], () => makeText(cluster, node, facts));

const rememberText = lastOf<KafkaNode, string>();

const makeText = (cluster: Cluster, node: KafkaNode, facts: NodeFacts): string => {
  const user = userOptions(cluster, node);
  const merged = new Map([...user, ...Object.entries(generatedOptions({ cluster, node, user, ...facts }))]);
  for (const key of STRIPPED) merged.delete(key);
  if (merged.get('super.users') === '') merged.delete('super.users');
  return writeProperties(merged);
};
