/**
 * The conditions of a KafkaCluster. Ready, Reconciling and Stalled as kstatus reads them; beside them one condition for
 * each thing that waits: for adoption, for a restart, for a drain. All are always there, so `kubectl wait` can wait for any.
 */
import type { Condition } from '../api/kafka-cluster.ts';
import { type ConditionDraft, stampConditions } from '../kube/conditions.ts';
import { isLeaving, removalMessage } from './broker-state.ts';
import type { Decisions, NodePlan } from './decide.ts';
import { externalAccessCondition } from './external/condition.ts';
import { type Input, stateOf } from './gather.ts';
import { someOf } from './messages.ts';
import { ANNOTATION } from './names.ts';
import { observedNode } from './observed.ts';
import type { Reason } from './reasons.ts';

/** All conditions, with times. */
export const clusterConditions = (input: Input, decisions: Decisions): readonly Condition[] =>
  stampConditions(
    [
      readyCondition(input, decisions),
      reconcilingCondition(decisions),
      stalledCondition(input),
      listCondition(
        'AdoptionPending',
        decisions.nodes.filter(({ decision }) => decision.reason === 'AdoptionPending'),
        ({ decision }) => decision.message,
      ),
      listCondition(
        'RestartPending',
        decisions.nodes.filter(({ decision }) => decision.pendingRestart.length > 0),
        restartMessage,
      ),
      removalCondition(decisions),
      rebalanceCondition(input),
      externalAccess(input, decisions),
    ],
    input.status?.conditions ?? [],
    { now: input.now, generation: input.cluster.generation },
  );

/** Conditions for a spec that cannot be: what runs goes on, and nothing of the spec is acted upon. */
export const invalidConditions = (
  messages: readonly string[],
  known: { readonly before: readonly Condition[]; readonly others: readonly Condition[] },
  stamp: { readonly now: number; readonly generation: number },
): readonly Condition[] => {
  const message = someOf(messages);
  const kept = known.others.filter(({ type }) => type !== 'Ready' && type !== 'Reconciling' && type !== 'Stalled');
  const drafts: readonly ConditionDraft[] = [
    { type: 'Ready', status: 'False', reason: 'InvalidSpec', message },
    { type: 'Reconciling', status: 'False', reason: 'InvalidSpec', message: 'nothing is changed until the spec is valid' },
    { type: 'Stalled', status: 'True', reason: 'InvalidSpec', message },
  ];
  return [...stampConditions(drafts, known.before, stamp), ...kept];
};

const unready = (decisions: Decisions): readonly NodePlan[] =>
  decisions.nodes.filter(({ node, decision }) => !node.removed && !decision.ready);

const readyCondition = (input: Input, decisions: Decisions): ConditionDraft => {
  if (!input.clusterId.ok) return { type: 'Ready', status: 'False', reason: 'ClusterIdConflict', message: conflictMessage(input) };
  const missing = unready(decisions);
  const wanted = decisions.nodes.filter(({ node }) => !node.removed).length;
  if (missing.length > 0) {
    return { type: 'Ready', status: 'False', reason: 'BrokersNotReady', message: someOf(missing.map(({ decision }) => decision.message)) };
  }
  const waiting = decisions.nodes.filter(({ decision }) => decision.pendingRestart.length > 0).length;
  const removing = decisions.nodes.filter(({ node }) => isLeaving(node)).length + decisions.undescribed.length;
  const notes = [waiting > 0 ? `${waiting} wait for a restart` : '', removing > 0 ? `${removing} wait for removal` : ''].filter(
    (note) => note !== '',
  );
  return {
    type: 'Ready',
    status: 'True',
    reason: 'AllBrokersReady',
    message: [`${wanted} of ${wanted} brokers are ready`, ...notes].join('; '),
  };
};

const reconcilingCondition = (decisions: Decisions): ConditionDraft => {
  const missing = unready(decisions);
  return missing.length > 0
    ? {
        type: 'Reconciling',
        status: 'True',
        reason: 'Converging',
        message: `brokers ${missing.map(({ node }) => node.id).join(', ')} are on their way`,
      }
    : { type: 'Reconciling', status: 'False', reason: 'Converged', message: 'what runs is what the spec asks for, but for what waits' };
};

const stalledCondition = (input: Input): ConditionDraft =>
  input.clusterId.ok
    ? { type: 'Stalled', status: 'False', reason: 'NothingPending', message: 'nothing needs a person' }
    : { type: 'Stalled', status: 'True', reason: 'ClusterIdConflict', message: conflictMessage(input) };

const conflictMessage = ({ clusterId }: Input): string =>
  clusterId.ok ? '' : `claims carry the cluster ids ${clusterId.found.join(' and ')}: delete or relabel those that do not belong here`;

const listCondition = (
  type: 'AdoptionPending' | 'RestartPending',
  plans: readonly NodePlan[],
  describe: (plan: NodePlan) => string,
): ConditionDraft => (plans.length === 0 ? nothing(type) : { type, status: 'True', reason: type, message: someOf(plans.map(describe)) });

const restartMessage = ({ node, decision }: NodePlan): string => `broker ${node.id}: ${decision.pendingRestart.join(', ')}`;

const removalCondition = (decisions: Decisions): ConditionDraft => {
  const leaving = decisions.nodes.filter(({ node }) => isLeaving(node)).map(({ node }) => removalMessage(node));
  const unknown = decisions.undescribed.map((id) => `broker ${id} is in no spec and is kept as it is`);
  if (leaving.length + unknown.length === 0) return nothing('RemovalPending');
  return { type: 'RemovalPending', status: 'True', reason: 'RemovalPending', message: someOf([...leaving, ...unknown]) };
};

const rebalanceCondition = ({ rebalance }: Input): ConditionDraft =>
  rebalance === undefined
    ? nothing('RebalancePending')
    : {
        type: 'RebalancePending',
        status: 'True',
        reason: 'RebalancePending',
        message: `a rebalance was asked for at ${rebalance}; this release reports it and leaves it to you: start it in Cruise Control, then remove the annotation ${ANNOTATION.rebalance}`,
      };

const externalAccess = (input: Input, decisions: Decisions): ConditionDraft => {
  const { cluster, observed, status, ways } = input;
  const running = decisions.nodes.filter(({ node }) => observedNode(observed, node.id).pod !== undefined);
  const advertised = new Map(running.map(({ node: { id } }) => [id, stateOf(status, id)?.advertised]));
  return externalAccessCondition(cluster, { ...observed, ways, advertised });
};

const nothing = (type: string): ConditionDraft => ({
  type,
  status: 'False',
  reason: 'NothingPending' satisfies Reason,
  message: 'nothing waits for this',
});
