/**
 * Rules for Kafka options in readOnlyConfig, config and clusterWideConfig: text that can be read, options that the hooks
 * do not own, values that this version of Kafka takes. A broker that would not start is better refused than started.
 */
import { checkOptions } from '../../kafka/option-check.ts';
import { checkOwned } from '../../kafka/owned-options.ts';
import { parseProperties } from '../../kafka/properties.ts';
import { formatVersion, isAtLeast, type KafkaVersion } from '../../kafka/version.ts';
import type { Problem } from '../../kube/problem.ts';
import { sslListeners } from '../broker-config/stores.ts';
import type { Cluster } from '../cluster.ts';
import { isLog4j2Yaml } from '../desired/config-maps.ts';

interface Text {
  readonly path: string;
  readonly text: string;
  readonly version: KafkaVersion | undefined;
  /** Where Kafka gets it: the static file, one broker's dynamic options, or those of all. */
  readonly place: 'file' | 'broker' | 'cluster';
}

const texts = (cluster: Cluster): readonly Text[] => {
  const { spec, version, nodes } = cluster;
  const versionOf = (id: number) => nodes.find((node) => node.id === id)?.version ?? version;
  return [
    { path: 'spec.readOnlyConfig', text: spec.readOnlyConfig ?? '', version, place: 'file' as const },
    { path: 'spec.clusterWideConfig', text: spec.clusterWideConfig ?? '', version, place: 'cluster' as const },
    ...spec.brokers.flatMap((broker, i) => [
      {
        path: `spec.brokers[${i}].readOnlyConfig`,
        text: broker.readOnlyConfig ?? '',
        version: versionOf(broker.id),
        place: 'file' as const,
      },
      {
        path: `spec.brokers[${i}].brokerConfig.config`,
        text: broker.brokerConfig?.config ?? '',
        version: versionOf(broker.id),
        place: 'broker' as const,
      },
    ]),
    ...Object.entries(spec.brokerConfigGroups ?? {}).map(([name, group]) => ({
      path: `spec.brokerConfigGroups.${name}.config`,
      text: group.config ?? '',
      version,
      place: 'broker' as const,
    })),
  ].filter(({ text }) => text !== '');
};

/** Every text of options in the spec. */
export const optionsAreSound = (cluster: Cluster): readonly Problem[] => {
  const stores = sslListeners(cluster).map((listener) => listener.name);
  return texts(cluster).flatMap(({ path, text, version, place }) => {
    const { entries, problems } = parseProperties(text);
    return [
      ...problems.map((problem) => ({ path: `${path}, line ${problem.line}`, value: problem.text, message: problem.message })),
      ...checkOwned(entries, path, { sslListeners: stores }),
      ...checkOptions(entries, { version, path, place }),
    ];
  });
};

/** Kafka 3 cannot read log4j2's YAML. */
export const log4jFitsKafka = (cluster: Cluster): readonly Problem[] =>
  cluster.nodes
    .filter(
      (node) =>
        !node.removed && isLog4j2Yaml(node.config.log4jConfig ?? '') && node.version !== undefined && !isAtLeast(node.version, '4.0'),
    )
    .map((node) => ({
      path: `spec.brokers[id=${node.id}].brokerConfig.log4jConfig`,
      value: 'Configuration: …',
      message: `is log4j2 YAML, which Kafka reads from 4.0 on; ${node.image} has ${node.version === undefined ? '' : formatVersion(node.version)} and needs log4j 1 properties`,
    }));
