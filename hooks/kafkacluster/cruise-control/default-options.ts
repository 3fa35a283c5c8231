/**
 * A complete configuration of Cruise Control, so that a user need not write one (Koperator's users all copy the same
 * 150 lines). Every value here meets the checks that Cruise Control makes at its start (kafka-facts.md, sections 1.2, 1.6,
 * 1.8 and 1.12); values that equal its own defaults stand here when a check or another value depends on them.
 */
import type { Cluster } from '../cluster.ts';
import { goalOptions } from './goals.ts';
import { brokerCount, CONFIG_FOLDER, HOME, metricsTopic, REST_PORT } from './names.ts';

type Options = Readonly<Record<string, string>>;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PACKAGE = 'com.linkedin.kafka.cruisecontrol';

/** Our options under the user's. */
export const defaultOptions = (cluster: Cluster, user: ReadonlyMap<string, string>): Options => ({
  ...webServer,
  ...samplingOptions(cluster),
  ...files,
  ...goalOptions(user),
  ...thresholds,
  ...executor,
  ...anomalyDetector,
  ...userTasks,
});

const webServer: Options = {
  'webserver.http.port': String(REST_PORT),
  // The default is the loopback address, where neither the Service nor the probe finds it.
  'webserver.http.address': '0.0.0.0',
  'webserver.api.urlprefix': '/kafkacruisecontrol/*',
  'webserver.ui.urlprefix': '/*',
  'webserver.ui.diskpath': `${HOME}/cruise-control-ui/dist/`,
  'webserver.request.maxBlockTimeMs': '10000',
  // A review for every request would need a person for every broker that is added.
  'two.step.verification.enabled': 'false',
};

/** Usable one window and one sample after the start: 6 minutes instead of more than an hour with Cruise Control's defaults. */
const samplingOptions = (cluster: Cluster): Options => ({
  'metric.sampler.class': `${PACKAGE}.monitor.sampling.CruiseControlMetricsReporterSampler`,
  'metric.reporter.topic': metricsTopic(cluster).name,
  'metric.sampling.interval.ms': String(MINUTE),
  'metadata.max.age.ms': '55000',
  // What the reporters in the brokers do by default.
  'cruise.control.metrics.reporter.metrics.reporting.interval.ms': String(MINUTE),
  'sampling.allow.cpu.capacity.estimation': 'true',
  'partition.metrics.window.ms': String(5 * MINUTE),
  // Distribution goals want half of the windows, so that with three of them one is enough.
  'num.partition.metrics.windows': '3',
  'min.samples.per.partition.metrics.window': '1',
  'broker.metrics.window.ms': String(5 * MINUTE),
  'num.broker.metrics.windows': '20',
  'min.samples.per.broker.metrics.window': '1',
  // Topics that were just created have no samples yet, and must not stop everything else.
  'min.valid.partition.ratio': '0.95',
  'sample.store.class': `${PACKAGE}.monitor.sampling.KafkaSampleStore`,
  'partition.metric.sample.store.topic': '__KafkaCruiseControlPartitionMetricSamples',
  'broker.metric.sample.store.topic': '__KafkaCruiseControlModelTrainingSamples',
  'sample.store.topic.replication.factor': String(Math.max(1, Math.min(3, brokerCount(cluster)))),
  'topic.config.provider.class': `${PACKAGE}.config.KafkaAdminTopicConfigProvider`,
});

const files: Options = {
  'broker.capacity.config.resolver.class': `${PACKAGE}.config.BrokerCapacityConfigFileResolver`,
  'capacity.config.file': `${CONFIG_FOLDER}/capacity.json`,
  'cluster.configs.file': `${CONFIG_FOLDER}/clusterConfigs.json`,
  'failed.brokers.file.path': `${HOME}/fileStore/failedBrokers.txt`,
};

const thresholds: Options = {
  'cpu.capacity.threshold': '0.7',
  'disk.capacity.threshold': '0.8',
  'network.inbound.capacity.threshold': '0.8',
  'network.outbound.capacity.threshold': '0.8',
  'cpu.balance.threshold': '1.1',
  'disk.balance.threshold': '1.1',
  'network.inbound.balance.threshold': '1.1',
  'network.outbound.balance.threshold': '1.1',
  'replica.count.balance.threshold': '1.1',
  'max.replicas.per.broker': '10000',
  'proposal.expiration.ms': String(MINUTE),
  'num.proposal.precompute.threads': '1',
};

const executor: Options = {
  'num.concurrent.partition.movements.per.broker': '5',
  'num.concurrent.intra.broker.partition.movements': '2',
  'num.concurrent.leader.movements': '1000',
  'num.concurrent.leader.movements.per.broker': '250',
  'max.num.cluster.movements': '1250',
  'max.num.cluster.partition.movements': '1250',
  'execution.progress.check.interval.ms': '10000',
  'leader.movement.timeout.ms': String(3 * MINUTE),
  'task.execution.alerting.threshold.ms': String(1.5 * MINUTE),
  'concurrency.adjuster.interval.ms': String(6 * MINUTE),
  'default.replica.movement.strategies': `${PACKAGE}.executor.strategy.BaseReplicaMovementStrategy`,
};

/** It detects and tells. To heal is the hooks' work: two that move replicas on their own account fight each other. */
const anomalyDetector: Options = {
  'anomaly.notifier.class': `${PACKAGE}.detector.notifier.SelfHealingNotifier`,
  'anomaly.detection.interval.ms': String(5 * MINUTE),
  'self.healing.enabled': 'false',
  // Longer than a Pod takes to come back on another machine, for whoever switches healing on.
  'broker.failure.alert.threshold.ms': String(15 * MINUTE),
  'broker.failure.self.healing.threshold.ms': String(30 * MINUTE),
};

/** The hooks hold nothing but a task's id: a task that is forgotten while it runs looks like one that failed. */
const userTasks: Options = {
  // Each request holds a slot for up to 5 s, the ones that only ask for the state too.
  'max.active.user.tasks': '50',
  'max.cached.completed.user.tasks': '100',
  // Counted from the start of a task: a drain of a large broker takes days.
  'completed.user.task.retention.time.ms': String(7 * DAY),
  'completed.kafka.admin.user.task.retention.time.ms': String(14 * DAY),
};
