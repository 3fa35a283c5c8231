/**
 * Everything of a Cruise Control of ours, in the order in which it can work: first the topic, then, when all brokers
 * have been ready once and the topic is there, Cruise Control itself. Started earlier it would end again and again, and
 * its first model would lack brokers. What exists stays, whatever the brokers' health: it is what repairs them.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import type { CapacityFacts } from './capacity.ts';
import { cruiseControlConfigMap, cruiseControlFiles } from './config-map.ts';
import { cruiseControlDeployment } from './deployment.ts';
import { metricsTopic, ownCruiseControl } from './names.ts';
import { cruiseControlService } from './service.ts';
import { metricsTopicResource } from './topic.ts';

export interface CruiseControlFacts extends CapacityFacts {
  /** All wanted brokers are ready, or have been once. */
  readonly brokersReady: boolean;
  /** The metrics topic exists in Kafka. */
  readonly topicSeen: boolean;
  /** The Deployment exists. */
  readonly deployed: boolean;
  /** spec.replicationFactor of the KafkaTopic that exists. */
  readonly topicReplicas: number | undefined;
}

/** The children for spec.cruiseControlConfig; none when it is absent or names somebody else's endpoint. */
export const cruiseControlChildren = (cluster: Cluster, facts: CruiseControlFacts): readonly KubeObject[] => {
  if (ownCruiseControl(cluster) === undefined) return [];
  const topic = metricsTopicResource(cluster, facts.topicReplicas);
  return [...(topic === undefined ? [] : [topic]), ...(mayRun(cluster, facts) ? running(cluster, facts) : [])];
};

/** Reporters that create the topic do so with the first broker; Cruise Control itself waits a minute for it. */
const mayRun = (cluster: Cluster, { deployed, brokersReady, topicSeen }: CruiseControlFacts): boolean =>
  deployed || (brokersReady && (topicSeen || metricsTopic(cluster).autoCreated));

const running = (cluster: Cluster, facts: CapacityFacts): readonly KubeObject[] => {
  const files = cruiseControlFiles(cluster, facts);
  const deployment = cruiseControlDeployment(cluster, files);
  return [cruiseControlService(cluster), cruiseControlConfigMap(cluster, files), ...(deployment === undefined ? [] : [deployment])];
};
