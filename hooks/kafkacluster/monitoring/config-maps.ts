/**
 * ConfigMaps with the JMX exporter's configuration. Brokers mount theirs from the first start on, so that one is always
 * there; Cruise Control's belongs to a Cruise Control of ours. A text of the user's replaces ours as a whole.
 */
import type { ConfigMap } from '../../kube/types.ts';
import type { Cluster } from '../cluster.ts';
import { cruiseControlJmxName, kafkaJmxName, LABEL, propagated } from '../names.ts';
import { CRUISE_CONTROL_EXPORTER_CONFIG, KAFKA_EXPORTER_CONFIG } from './exporter-config.ts';

/** `<cluster>-kafka-jmx-exporter` and, with a Cruise Control of ours, `<cluster>-cc-jmx-exporter`. Source: koperator.md, section 2.11. */
export const monitoringConfigMaps = (cluster: Cluster): readonly ConfigMap[] => {
  const { monitoringConfig, cruiseControlConfig } = cluster.spec;
  const ownCruiseControl = cruiseControlConfig !== undefined && !cruiseControlConfig.cruiseControlEndpoint;
  return [
    exporterConfigMap(cluster, {
      name: kafkaJmxName(cluster),
      app: 'kafka-jmx',
      text: monitoringConfig?.kafkaJMXExporterConfig || KAFKA_EXPORTER_CONFIG,
    }),
    ...(ownCruiseControl
      ? [
          exporterConfigMap(cluster, {
            name: cruiseControlJmxName(cluster),
            app: 'cruisecontrol-jmx',
            text: monitoringConfig?.cCJMXExporterConfig || CRUISE_CONTROL_EXPORTER_CONFIG,
          }),
        ]
      : []),
  ];
};

interface Exporter {
  readonly name: string;
  readonly app: string;
  readonly text: string;
}

const exporterConfigMap = (cluster: Cluster, { name, app, text }: Exporter): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: cluster.namespace, labels: propagated(cluster, { [LABEL.app]: app, [LABEL.cluster]: cluster.name }) },
  data: { 'config.yaml': text },
});
