/**
 * The containers of a broker Pod: Kafka, and the two that put jars in its way before it starts
 * (the JMX exporter, and Cruise Control's metrics reporter where there is a Cruise Control).
 */
import type { Container, ContainerPort, EnvVar, Probe, VolumeMount } from '../../kube/types.ts';
import { controllerListeners, innerListener, isControllerOnly } from '../addresses.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import {
  DEFAULT_CRUISE_CONTROL_IMAGE,
  DEFAULT_HEAP,
  DEFAULT_JMX_IMAGE,
  DEFAULT_JMX_JAR,
  DEFAULT_JVM_PERFORMANCE,
  DEFAULT_RESOURCES,
  INIT_RESOURCES,
  METRICS_PORT,
} from '../defaults.ts';
import { mergeEnvVars } from '../env-vars.ts';
import { type FormatFacts, formatOptions } from '../quorum.ts';
import { log4jFile } from './config-maps.ts';
import { canonicalResources, RESTRICTED_CONTAINER } from './restricted.ts';
import { portName } from './services.ts';
import { CONTROLLER_READY_SCRIPT, FORMAT_OPTIONS, START_SCRIPT } from './start-script.ts';

/** The container `kafka`. `format` is undefined in ZooKeeper mode, where brokers format nothing. */
export const kafkaContainer = (
  cluster: Cluster,
  node: KafkaNode,
  parts: { readonly format: FormatFacts | undefined; readonly mounts: readonly VolumeMount[] },
): Container => {
  const probe = readinessProbe(cluster, node);
  return {
    name: 'kafka',
    image: node.image,
    command: ['bash', '-c', START_SCRIPT],
    env: environment(cluster, node, parts.format),
    ports: ports(cluster, node),
    resources: canonicalResources(node.config.resourceRequirements ?? DEFAULT_RESOURCES),
    securityContext: { ...RESTRICTED_CONTAINER, ...node.config.securityContext },
    ...(probe !== undefined && { readinessProbe: probe }),
    // The last lines of a broker that fails are the hint that status shows.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...parts.mounts],
  };
};

/** Init containers of ours, sorted by name with the user's. */
export const initContainers = (cluster: Cluster, node: KafkaNode): readonly Container[] =>
  [...(node.config.initContainers ?? []), jmxContainer(cluster), ...reporterContainer(cluster, node)].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );

const jmxContainer = (cluster: Cluster): Container => {
  const jar = cluster.spec.monitoringConfig?.pathToJar || DEFAULT_JMX_JAR;
  return {
    name: 'jmx-exporter',
    image: cluster.spec.monitoringConfig?.jmxImage || DEFAULT_JMX_IMAGE,
    command: ['cp', jar, '/opt/jmx-exporter/jmx_prometheus.jar'],
    resources: INIT_RESOURCES,
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [{ name: 'jmx-jar-data', mountPath: '/opt/jmx-exporter/' }],
  };
};

/** Controllers serve no partitions: their load is none of Cruise Control's business. */
const reporterContainer = (cluster: Cluster, node: KafkaNode): readonly Container[] => {
  if (cluster.spec.cruiseControlConfig === undefined || !node.isBroker) return [];
  const image =
    node.config.metricsReporterImage ||
    cluster.spec.clusterMetricsReporterImage ||
    cluster.spec.cruiseControlConfig.image ||
    DEFAULT_CRUISE_CONTROL_IMAGE;
  return [
    {
      name: 'cruise-control-reporter',
      image,
      command: [
        'cp',
        '/opt/cruise-control/cruise-control/build/dependant-libs/cruise-control-metrics-reporter.jar',
        '/opt/kafka/libs/extensions/cruise-control-metrics-reporter.jar',
      ],
      resources: INIT_RESOURCES,
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [{ name: 'extensions', mountPath: '/opt/kafka/libs/extensions' }],
    },
  ];
};

/** Explicit fields of the broker beat `envs`, `envs` beat the defaults. */
const environment = (cluster: Cluster, node: KafkaNode, format: FormatFacts | undefined): readonly EnvVar[] => {
  const { config } = node;
  const log4j = log4jFile(node);
  const defaults: readonly EnvVar[] = [
    { name: 'CLASSPATH', value: '/opt/kafka/libs/extensions/*' },
    { name: 'KAFKA_OPTS', value: `-javaagent:/opt/jmx-exporter/jmx_prometheus.jar=${METRICS_PORT}:/etc/jmx-exporter/config.yaml` },
    { name: 'ENVOY_SIDECAR_STATUS', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['sidecar.istio.io/status']" } } },
    { name: 'KAFKA_HEAP_OPTS', value: DEFAULT_HEAP },
    { name: 'KAFKA_JVM_PERFORMANCE_OPTS', value: DEFAULT_JVM_PERFORMANCE },
    ...(log4j === undefined ? [] : [{ name: 'KAFKA_LOG4J_OPTS', value: log4j.option }]),
  ];
  const explicit: readonly EnvVar[] = [
    ...(config.kafkaHeapOpts ? [{ name: 'KAFKA_HEAP_OPTS', value: config.kafkaHeapOpts }] : []),
    ...(config.kafkaJvmPerfOpts ? [{ name: 'KAFKA_JVM_PERFORMANCE_OPTS', value: config.kafkaJvmPerfOpts }] : []),
  ];
  const merged = mergeEnvVars(defaults, cluster.spec.envs, config.envs, explicit);
  const storage = storageEnvironment(cluster, node, { format, named: new Set(merged.map((v) => v.name)) });
  // What the start script formats follows from the storage, whatever a user's variable says.
  return [...merged.filter((v) => !storage.some((own) => own.name === v.name)), ...storage];
};

const storageEnvironment = (
  cluster: Cluster,
  node: KafkaNode,
  context: { readonly format: FormatFacts | undefined; readonly named: ReadonlySet<string> },
): readonly EnvVar[] => {
  const { format, named } = context;
  if (format === undefined) return [];
  const options = formatOptions(cluster, node, format).join(' ');
  return [
    ...(named.has('CLUSTER_ID') ? [] : [{ name: 'CLUSTER_ID', value: format.clusterId }]),
    { name: 'LOG_DIRS', value: (node.config.storageConfigs ?? []).map((s) => s.mountPath).join(',') },
    ...(options === '' ? [] : [{ name: FORMAT_OPTIONS, value: options }]),
  ];
};

const ports = (cluster: Cluster, node: KafkaNode): readonly ContainerPort[] => {
  const internal = cluster.internalListeners.filter((l) => (isControllerOnly(cluster, l) ? node.isController : node.isBroker));
  const external = node.isBroker ? cluster.externalListeners : [];
  const jmx = cluster.spec.envs?.find((v) => v.name === 'JMX_PORT')?.value;
  return [
    ...[...external, ...internal].map((l) => ({
      name: shortPortName(portName(l.name), l.containerPort),
      containerPort: l.containerPort,
      protocol: 'TCP',
    })),
    ...(cluster.spec.additionalPorts ?? []).map((p) => ({ ...p, protocol: p.protocol ?? 'TCP' })),
    ...(jmx !== undefined && /^\d+$/.test(jmx) ? [{ name: 'jmx', containerPort: Number(jmx), protocol: 'TCP' }] : []),
    { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
  ];
};

/** A container port's name has at most 15 characters (RFC 6335), a service's 63; cut off, two long names could become one. */
const shortPortName = (name: string, port: number): string => (name.length <= 15 ? name : `tcp-${port}`);

/**
 * A broker opens its own listeners only after the controllers have unfenced it, so a connection is the truth; a pure
 * controller is ready when it has a place in the quorum. Nothing is ever killed for not being ready: log recovery takes what it takes.
 */
const readinessProbe = (cluster: Cluster, node: KafkaNode): Probe | undefined => {
  if (!node.isBroker) {
    return {
      exec: { command: ['bash', '-c', CONTROLLER_READY_SCRIPT] },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 10,
      failureThreshold: 3,
    };
  }
  const inner = innerListener(cluster);
  if (inner === undefined || controllerListeners(cluster).some((l) => l.name === inner.name)) return undefined;
  return { tcpSocket: { port: inner.containerPort }, initialDelaySeconds: 2, periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 5 };
};
