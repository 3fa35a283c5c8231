/**
 * All decisions of one sync, node by node, before anything is rendered. Pure and total: the same Input gives the same
 * decisions, whatever it holds.
 */

import type { KafkaNode } from './cluster.ts';
import { brokerConfigMap } from './desired/config-maps.ts';
import { addressInputs, knownAddresses, waysOf } from './external/ways.ts';
import { type Input, stateOf } from './gather.ts';
import { fingerprint } from './inputs.ts';
import { observedNode } from './observed.ts';
import { decideNode, type NodeDecision } from './policies/node.ts';
import { decideRack, type Rack } from './rack.ts';

/** One node with everything that was decided for it. */
export interface NodePlan {
  readonly node: KafkaNode;
  readonly rack: Rack;
  readonly inputs: string;
  readonly decision: NodeDecision;
}

export interface Decisions {
  /** Ascending by id. */
  readonly nodes: readonly NodePlan[];
  /** Broker ids that hold Pods or claims and that neither spec nor status can describe. */
  readonly undescribed: readonly number[];
  /** Seconds until the next call, when nothing happens before; undefined when there is nothing to wait for. */
  readonly seconds: number | undefined;
}

/** Decides for every node of the cluster. */
export const decide = (input: Input): Decisions => {
  const nodes = input.cluster.nodes.filter((node) => !isGone(input, node)).map((node) => planNode(input, node));
  const described = new Set(input.cluster.nodes.map((node) => node.id));
  const waits = [...nodes.map(({ decision }) => decision.seconds), input.alerts.errors.seconds].filter((seconds) => seconds !== undefined);
  return {
    nodes,
    undescribed: [...input.observed.byId]
      .filter(([id, there]) => !described.has(id) && (there.pod !== undefined || there.claims.size > 0))
      .map(([id]) => id)
      .sort((a, b) => a - b),
    seconds: waits.length === 0 ? undefined : Math.min(...waits),
  };
};

const planNode = (input: Input, node: KafkaNode): NodePlan => {
  const { cluster, observed, clusterId, quorum, status, now } = input;
  const state = stateOf(status, node.id);
  const rack = decideRack(cluster, node, { state, pod: observedNode(observed, node.id).pod, observed });
  const ways = waysOf(input.ways, node.id);
  const inputs = fingerprint(cluster, node, { quorum, rack: undefined, external: addressInputs(cluster, node, ways) });
  const hasOldConfiguration = isReconfigured(input, node, rack);
  const decision = decideNode({ node, observed, clusterId, quorum, status, state, ways, hasOldConfiguration, inputs, now });
  return { node, rack, inputs, decision };
};

/** Whether the ConfigMap of a node without Pod is there, and has not been written anew yet. */
const isReconfigured = ({ cluster, observed, quorum, ways }: Input, node: KafkaNode, rack: Rack): boolean => {
  const { pod, configMap } = observedNode(observed, node.id);
  if (pod !== undefined || configMap === undefined || rack.kind === 'pending') return false;
  const facts = { quorum, rack: rack.kind === 'known' ? rack.rack : undefined, external: knownAddresses(waysOf(ways, node.id)) };
  return Object.entries(brokerConfigMap(cluster, node, facts).data ?? {}).some(([file, text]) => configMap.data?.[file] !== text);
};

/** A broker that left the spec and of which nothing is left: its claims were deleted by a person. */
const isGone = ({ observed }: Input, node: KafkaNode): boolean => {
  const there = observedNode(observed, node.id);
  return node.removed && there.pod === undefined && there.claims.size === 0;
};
