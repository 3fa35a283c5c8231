/** The exporter's configuration: which ConfigMaps exist, and which metric a bean becomes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'js-yaml';
import type { KafkaClusterSpec } from '../../../../hooks/api/kafka-cluster.ts';
import { monitoringConfigMaps } from '../../../../hooks/kafkacluster/monitoring/config-maps.ts';
import { KAFKA_EXPORTER_CONFIG } from '../../../../hooks/kafkacluster/monitoring/exporter-config.ts';
import { type ExporterRule, kafkaRules } from '../../../../hooks/kafkacluster/monitoring/exporter-rules.ts';
import { clusterWith } from '../cruise-control/fixture.ts';

const namesOf = (spec: Partial<KafkaClusterSpec>) => monitoringConfigMaps(clusterWith(spec)).map((map) => map.metadata?.name);

test('makes one for Kafka and one for Cruise Control', () =>
  assert.deepEqual(namesOf({}), ['kafka-kafka-jmx-exporter', 'kafka-cc-jmx-exporter']));

test("makes none for somebody else's Cruise Control", () =>
  assert.deepEqual(namesOf({ cruiseControlConfig: { cruiseControlEndpoint: 'cc:8090' } }), ['kafka-kafka-jmx-exporter']));

test("holds the user's texts in place of ours", () => {
  const maps = monitoringConfigMaps(
    clusterWith({ monitoringConfig: { kafkaJMXExporterConfig: 'rules: []', cCJMXExporterConfig: 'rules: [{}]' } }),
  );
  assert.deepEqual(maps, [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kafka-kafka-jmx-exporter', namespace: 'data', labels: { app: 'kafka-jmx', kafka_cr: 'kafka' } },
      data: { 'config.yaml': 'rules: []' },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kafka-cc-jmx-exporter', namespace: 'data', labels: { app: 'cruisecontrol-jmx', kafka_cr: 'kafka' } },
      data: { 'config.yaml': 'rules: [{}]' },
    },
  ]);
});

test('writes YAML that reads back as the rules', () => {
  const file = load(KAFKA_EXPORTER_CONFIG) as { readonly rules: readonly unknown[]; readonly lowercaseOutputName: boolean };
  assert.equal(file.lowercaseOutputName, true);
  assert.deepEqual(file.rules, kafkaRules);
});

test('caches no rule that reads a text', () =>
  assert.deepEqual(
    kafkaRules.filter((rule) => rule.value !== undefined && rule.cache === true),
    [],
  ));

/** As the exporter does: the first rule that matches anywhere in `bean: value`; a cached one does not see the value. */
const metricOf = (bean: string, value: string): string | undefined => {
  for (const rule of kafkaRules) {
    const match = new RegExp(rule.pattern).exec(`${bean}: ${rule.cache === true ? '<cache>' : value}`);
    if (match !== null) return rule.name === undefined ? 'named by the exporter' : write(rule, match);
  }
  return undefined;
};

const write = ({ name = '', labels = {} }: ExporterRule, match: RegExpExecArray): string => {
  const fill = (text: string): string => text.replace(/\$(\d+)/g, (_, group: string) => match[Number(group)] ?? '');
  const pairs = Object.entries(labels).map(([label, text]) => `${fill(label)}=${fill(text)}`);
  const safe = fill(name)
    .replace(/[^\w:]/g, '_')
    .toLowerCase();
  return pairs.length === 0 ? safe : `${safe}{${pairs.join(',')}}`;
};

/** Beans of Kafka 4.3.1, as the exporter prints them. */
const beans: readonly (readonly [bean: string, metric: string, value?: string])[] = [
  ['kafka.server<type=raft-metrics><>current-state', 'kafka_server_raft_metrics_current_state_leader', 'leader'],
  ['kafka.server<type=raft-metrics><>current-leader', 'kafka_server_raft_metrics_current_leader'],
  ['kafka.server<type=app-info, id=1><>Version', 'kafka_server_app_info_version{broker_id=1,version=4.3.1}', '4.3.1'],
  [
    'kafka.server<type=broker-metadata-metrics><>metadata-load-error-count',
    'kafka_server_broker_metadata_metrics_metadata_load_error_count_total',
  ],
  ['kafka.server<type=KafkaServer, name=BrokerState><>Value', 'kafka_server_kafkaserver_brokerstate'],
  ['kafka.server<type=ReplicaManager, name=UnderReplicatedPartitions><>Value', 'kafka_server_replicamanager_underreplicatedpartitions'],
  ['kafka.server<type=ReplicaManager, name=IsrShrinksPerSec><>Count', 'kafka_server_replicamanager_isrshrinks_total'],
  ['kafka.controller<type=KafkaController, name=ActiveControllerCount><>Value', 'kafka_controller_kafkacontroller_activecontrollercount'],
  [
    'kafka.server<type=BrokerTopicMetrics, name=BytesInPerSec, topic=orders><>Count',
    'kafka_server_brokertopicmetrics_bytesin_total{topic=orders}',
  ],
  [
    'kafka.network<type=RequestMetrics, name=RequestsPerSec, request=Fetch, version=17><>Count',
    'kafka_network_requestmetrics_requests_total{request=Fetch,version=17}',
  ],
  [
    'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=Fetch><>99thPercentile',
    'kafka_network_requestmetrics_totaltimems{request=Fetch,quantile=0.99}',
  ],
  [
    'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=Fetch><>Count',
    'kafka_network_requestmetrics_totaltimems_count{request=Fetch}',
  ],
  [
    'kafka.server<type=KafkaRequestHandlerPool, name=RequestHandlerAvgIdlePercent><>OneMinuteRate',
    'kafka_server_kafkarequesthandlerpool_requesthandleravgidle_oneminuterate_percent',
  ],
  [
    'kafka.network<type=SocketServer, name=NetworkProcessorAvgIdlePercent><>Value',
    'kafka_network_socketserver_networkprocessoravgidle_percent',
  ],
  [
    'kafka.network<type=Processor, name=IdlePercent, networkProcessor=0><>Value',
    'kafka_network_processor_idle_percent{networkProcessor=0}',
  ],
  ['kafka.log<type=Log, name=Size, topic=orders, partition=3><>Value', 'kafka_log_log_size{topic=orders,partition=3}'],
  ['kafka.log<type=LogManager, name=OfflineLogDirectoryCount><>Value', 'kafka_log_logmanager_offlinelogdirectorycount'],
  [
    'kafka.server<type=ReplicaFetcherManager, name=MaxLag, clientId=Replica><>Value',
    'kafka_server_replicafetchermanager_maxlag{clientId=Replica}',
  ],
  ['kafka.coordinator.group<type=GroupMetadataManager, name=NumGroups><>Value', 'kafka_coordinator_group_groupmetadatamanager_numgroups'],
  [
    'kafka.server<type=Produce, user=ann, client-id=app><>byte-rate',
    'kafka_server_quota_byte_rate{resource=Produce,user=ann,clientId=app}',
  ],
  ['kafka.server<type=Fetch, client-id="a,b"><>throttle-time', 'kafka_server_quota_throttle_time{resource=Fetch,clientId="a,b"}'],
  [
    'kafka.server<type=socket-server-metrics, cipher=TLS_AES, protocol=TLSv1.3, listener=SSL, networkProcessor=1><>connections',
    'kafka_server_socket_server_metrics_connections_tls_info{cipher=TLS_AES,protocol=TLSv1.3,listener=SSL,networkProcessor=1}',
  ],
  [
    'kafka.server<type=socket-server-metrics, listener=SSL, networkProcessor=1><>connection-count',
    'kafka_server_socket_server_metrics_connection_count{listener=SSL,networkProcessor=1}',
  ],
  ['java.lang<type=Memory><HeapMemoryUsage>used', 'named by the exporter'],
];
for (const [bean, metric, value = '1.0'] of beans) test(`shows ${bean} as ${metric}`, () => assert.equal(metricOf(bean, value), metric));

test('shows no rates and means of the older library, which are many and which no dashboard asks for', () =>
  assert.equal(metricOf('kafka.server<type=BrokerTopicMetrics, name=BytesInPerSec><>OneMinuteRate', '1.0'), undefined));
