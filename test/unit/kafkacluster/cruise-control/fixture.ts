/** Clusters for the tests of this folder: three brokers with a disk each, one Cruise Control, and what a case changes. */
import type { Broker, BrokerConfig, KafkaCluster, KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import { type Cluster, readCluster } from '../../../../hooks/kafkacluster/cluster.ts';

export const claim = (mountPath: string, storage: string) => ({ mountPath, pvcSpec: { resources: { requests: { storage } } } });

export const broker = (id: number, config: BrokerConfig = {}): Broker => ({
  id,
  brokerConfig: { processRoles: ['broker'], storageConfigs: [claim('/kafka-logs', '10Gi')], ...config },
});

export const parentWith = (spec: Partial<KafkaClusterSpec>): KafkaCluster => ({
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  metadata: { name: 'kafka', namespace: 'data', uid: '7f0d', labels: { team: 'core' } },
  spec: { brokers: [broker(0), broker(1), broker(2)], cruiseControlConfig: {}, ...spec } as KafkaClusterSpec,
});

export const clusterWith = (spec: Partial<KafkaClusterSpec> = {}): Cluster => readCluster(parentWith(spec));

/** A cluster some of whose brokers have left the spec and still hold replicas. */
export const clusterWithout = (ids: readonly number[], spec: Partial<KafkaClusterSpec> = {}): Cluster => {
  const cluster = clusterWith(spec);
  return { ...cluster, nodes: cluster.nodes.map((node) => ({ ...node, removed: ids.includes(node.id) })) };
};

export const sslSpec: Partial<KafkaClusterSpec> = {
  clientSSLCertSecret: { name: 'client' },
  listenersConfig: {
    internalListeners: [
      { type: 'ssl', name: 'internal', containerPort: 29092, usedForInnerBrokerCommunication: true },
      { type: 'plaintext', name: 'controller', containerPort: 29093, usedForControllerCommunication: true },
    ],
  },
};
