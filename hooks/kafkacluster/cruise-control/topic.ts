/**
 * The topic into which the brokers report their load. Cruise Control ends at its start when the topic is missing,
 * and the reporters lose what they cannot write, so the KafkaTopic is there before anything else of Cruise Control.
 */
import type { KafkaTopic } from '../../api/kafka-topic.ts';
import type { Cluster } from '../cluster.ts';
import { brokerCount, metricsTopic, ownCruiseControl, topicResourceName } from './names.ts';

const PARTITIONS = 12;
const REPLICAS = 3;
/** The reporter's own choice when it creates the topic: Cruise Control reads each record once, within minutes. */
const RETENTION_MS = 5 * 60 * 60 * 1000;

/**
 * `<cluster>-cruise-control-topic`; none when the reporters create the topic themselves. Source: koperator.md, section 6.
 * `replicas` is what the KafkaTopic says that exists: a cluster that grows does not move a topic's replicas by itself.
 */
export const metricsTopicResource = (cluster: Cluster, replicas: number | undefined): KafkaTopic | undefined => {
  const topic = metricsTopic(cluster);
  if (topic.autoCreated) return undefined;
  const wanted = ownCruiseControl(cluster)?.topicConfig;
  return {
    apiVersion: 'kafka.banzaicloud.io/v1alpha1',
    kind: 'KafkaTopic',
    metadata: {
      name: topicResourceName(cluster),
      namespace: cluster.namespace,
      labels: { app: 'kafka', clusterName: cluster.name, clusterNamespace: cluster.namespace },
    },
    spec: {
      name: topic.name,
      partitions: wanted?.partitions ?? PARTITIONS,
      // Koperator asks for three replicas of two brokers, and the topic fails for ever.
      replicationFactor: wanted?.replicationFactor ?? replicas ?? Math.max(1, Math.min(REPLICAS, brokerCount(cluster))),
      // A compacted topic would refuse the reporters' records, which have no key.
      config: { 'cleanup.policy': 'delete', 'retention.ms': String(RETENTION_MS) },
      clusterRef: { name: cluster.name, namespace: cluster.namespace },
    },
  };
};
