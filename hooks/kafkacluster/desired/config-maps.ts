/**
 * The ConfigMap of one broker: its configuration and, when the user gave one, its log4j configuration.
 */
import type { ConfigMap } from '../../kube/types.ts';
import { brokerConfig, type NodeFacts } from '../broker-config/broker-config.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { brokerLabels, configMapName, propagated } from '../names.ts';
import { lastOf } from '../remember.ts';

/** `<cluster>-config-<id>`. */
export const brokerConfigMap = (cluster: Cluster, node: KafkaNode, facts: NodeFacts): ConfigMap => {
  const text = brokerConfig(cluster, node, facts);
  return rememberConfigMap(node, [cluster, text], () => makeConfigMap(cluster, node, text));
};

const rememberConfigMap = lastOf<KafkaNode, ConfigMap>();

const makeConfigMap = (cluster: Cluster, node: KafkaNode, text: string): ConfigMap => {
  const log4j = log4jFile(node);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: configMapName(cluster, node.id),
      namespace: cluster.namespace,
      labels: propagated(cluster, brokerLabels(cluster, node.id)),
    },
    data: { 'broker-config': text, ...(log4j !== undefined && { [log4j.file]: log4j.text }) },
  };
};

export interface Log4jFile {
  readonly file: 'log4j.properties' | 'log4j2.yaml';
  readonly text: string;
  /** For KAFKA_LOG4J_OPTS. */
  readonly option: string;
}

/**
 * The user's log4j configuration by its form. Kafka 4 reads log4j2 (YAML here), Kafka 3 reads log4j 1 properties;
 * Kafka 4 still takes the old form through log4j's own compatibility mode, which its start script switches on.
 */
export const log4jFile = (node: KafkaNode): Log4jFile | undefined => {
  const text = node.config.log4jConfig;
  if (text === undefined || text === '') return undefined;
  return isLog4j2Yaml(text)
    ? { file: 'log4j2.yaml', text, option: '-Dlog4j2.configurationFile=/config/log4j2.yaml' }
    : { file: 'log4j.properties', text, option: '-Dlog4j.configuration=file:/config/log4j.properties' };
};

/** log4j2's YAML has one root: `Configuration`. */
export const isLog4j2Yaml = (text: string): boolean => /^Configuration\s*:/im.test(text);
