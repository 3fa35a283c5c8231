/**
 * The status of a KafkaCluster: Koperator's fields with Koperator's words, and conditions that say why. It is a function
 * of what was observed and decided; every time in it is one that something observed carries, so that a world in which
 * nothing happens gives the same status for ever.
 */
import type { BrokerState, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import { formatVersion } from '../kafka/version.ts';
import { internalListenerStatuses } from './addresses.ts';
import { brokerState } from './broker-state.ts';
import { clusterConditions } from './cluster-conditions.ts';
import { writeSpec } from './configuration-backup.ts';
import { topicResourceName } from './cruise-control/names.ts';
import type { Decisions } from './decide.ts';
import { externalListenerStatuses } from './external/listener-statuses.ts';
import type { Input } from './gather.ts';

/** Koperator's states of a cluster. */
type ClusterState = 'ClusterReconciling' | 'ClusterRollingUpgrading' | 'ClusterRunning';

/** The whole status. */
export const status = (input: Input, decisions: Decisions): KafkaClusterStatus => {
  const { cluster, clusterId, quorum } = input;
  const wanted = decisions.nodes.filter(({ node }) => !node.removed);
  const ready = wanted.filter(({ decision }) => decision.ready);
  const complete = ready.length === wanted.length;
  const state: ClusterState = complete ? 'ClusterRunning' : 'ClusterReconciling';
  return {
    state,
    brokers: `${ready.length}/${wanted.length}`,
    alertCount: input.alerts.errors.count,
    ...(input.alerts.decisions.length > 0 && { alerts: input.alerts.decisions }),
    image: cluster.image,
    lastValidSpec: writeSpec(cluster),
    ...(cluster.version !== undefined && { kafkaVersion: formatVersion(cluster.version) }),
    ...(cluster.mode === 'kraft' && clusterId.ok && { clusterID: clusterId.id }),
    ...(quorum !== undefined && {
      quorum: {
        mode: quorum.mode,
        established: quorum.established,
        ...(quorum.mode === 'dynamic' && { initialControllers: quorum.initialControllers }),
      },
    }),
    rollingUpgradeStatus: {
      lastSuccess: input.status?.rollingUpgradeStatus?.lastSuccess ?? '',
      errorCount: input.alerts.errors.count,
    },
    ...(cluster.spec.cruiseControlConfig !== undefined && { cruiseControlTopicStatus: topicStatus(input) }),
    listenerStatuses: {
      internalListeners: internalListenerStatuses(cluster, input.ways),
      externalListeners: externalListenerStatuses(cluster, { ways: input.ways, services: input.observed.services }),
    },
    brokersState: brokersState(input, decisions),
    conditions: clusterConditions(input, decisions),
  };
};

/** A status as it was, to be answered again: Metacontroller stamps observedGeneration itself. */
export const withoutGeneration = (before: KafkaClusterStatus | undefined): KafkaClusterStatus => {
  const { observedGeneration: _stamped, ...rest } = before ?? {};
  return rest;
};

/** Koperator calls the topic ready as soon as its KafkaTopic exists. */
const topicStatus = ({ cluster, observed }: Input): string => {
  const topics = observed.children['KafkaTopic.kafka.banzaicloud.io/v1alpha1'] ?? {};
  return topics[`${cluster.namespace}/${topicResourceName(cluster)}`] === undefined
    ? 'CruiseControlTopicNotReady'
    : 'CruiseControlTopicReady';
};

const brokersState = (input: Input, decisions: Decisions): Readonly<Record<string, BrokerState>> =>
  Object.fromEntries([
    ...decisions.nodes.map((plan) => [String(plan.node.id), brokerState(input, plan)] as const),
    ...decisions.undescribed.map((id) => [String(id), undescribedState(input, id)] as const),
  ]);

const undescribedState = ({ status: before }: Input, id: number): BrokerState => ({
  ...before?.brokersState?.[String(id)],
  phase: 'Removing',
  reason: 'RemovalPending',
  message: `broker ${id} is in no spec and its configuration is not known: its Pod and claims are kept as they are; put it back into spec.brokers to use them`,
});
