/**
 * The ConfigMap with Cruise Control's four files. It reads them only at its start, so the Deployment carries their
 * fingerprints and is rolled when one changes.
 */
import type { ConfigMap } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import { type CapacityFacts, capacityJson } from './capacity.ts';
import { configMapName, cruiseControlLabels, ownCruiseControl } from './names.ts';
import { cruiseControlProperties } from './properties.ts';

export interface CruiseControlFiles {
  readonly 'capacity.json': string;
  readonly 'clusterConfigs.json': string;
  readonly 'cruisecontrol.properties': string;
  readonly 'log4j.properties': string;
}

/**
 * Everything on the console, where `kubectl logs` and collectors find it; Koperator's default also fills files inside the
 * container. The syntax is log4j 2's, and the name that of log4j 1: the start script of the images knows no other.
 */
export const DEFAULT_LOG4J = `${[
  'status = warn',
  'appender.console.type = Console',
  'appender.console.name = console',
  'appender.console.layout.type = PatternLayout',
  'appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{2}: %m%n',
  'rootLogger.level = info',
  'rootLogger.appenderRef.console.ref = console',
  // The whole configuration of every consumer and producer, once an interval.
  'logger.clients.name = org.apache.kafka.clients',
  'logger.clients.level = warn',
].join('\n')}\n`;

/** The files by name. */
export const cruiseControlFiles = (cluster: Cluster, facts: CapacityFacts): CruiseControlFiles => {
  const config = ownCruiseControl(cluster);
  return {
    'capacity.json': capacityJson(cluster, facts),
    // Only a provider that the user may choose reads it, and that one cannot read an empty file.
    'clusterConfigs.json': config?.clusterConfig || '{}',
    'cruisecontrol.properties': cruiseControlProperties(cluster),
    'log4j.properties': config?.log4jConfig || DEFAULT_LOG4J,
  };
};

/** `<cluster>-cruisecontrol-config`. */
export const cruiseControlConfigMap = (cluster: Cluster, files: CruiseControlFiles): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: configMapName(cluster), namespace: cluster.namespace, labels: { ...cluster.labels, ...cruiseControlLabels(cluster) } },
  data: { ...files },
});
