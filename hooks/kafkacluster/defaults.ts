/**
 * Every default of a KafkaCluster in one place. Where Koperator has a default ours is the same, but for images:
 * an image that nobody chose comes from Apache Kafka's own repository, once, at creation (architecture, section 6).
 */
import type { InternalListener } from '../api/kafka-cluster.ts';

/** Newest release that these hooks were run against, per mode. ZooKeeper mode ends with Kafka 3.9. */
export const DEFAULT_IMAGE = { kraft: 'docker.io/apache/kafka:4.3.1', zookeeper: 'docker.io/apache/kafka:3.9.2' } as const;
export const DEFAULT_CRUISE_CONTROL_IMAGE = 'adobe/cruise-control:3.0.3-adbe-20260722';
export const DEFAULT_ENVOY_IMAGE = 'envoyproxy/envoy:v1.39.0';
export const DEFAULT_JMX_IMAGE = 'ghcr.io/adobe/koperator/jmx-javaagent:1.5.0';
export const DEFAULT_JMX_JAR = '/jmx_prometheus_javaagent.jar';
export const DEFAULT_DOMAIN = 'cluster.local';

export const DEFAULT_HEAP = '-Xmx2G -Xms2G';
export const DEFAULT_JVM_PERFORMANCE =
  '-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true -Dsun.net.inetaddr.ttl=60';
export const DEFAULT_GRACE_SECONDS = 120;
export const DEFAULT_RESOURCES = {
  requests: { cpu: '1', memory: '2Gi' },
  limits: { cpu: '1500m', memory: '3Gi' },
} as const;
export const INIT_RESOURCES = {
  requests: { cpu: '100m', memory: '100Mi' },
  limits: { cpu: '100m', memory: '100Mi' },
} as const;
/** KB/s, for Cruise Control's capacity file. */
export const DEFAULT_NETWORK_CAPACITY = '125000';

export const METRICS_PORT = 9020;
export const DEFAULT_ANYCAST_PORT = 29092;
export const ENVOY_ADMIN_PORT = 8081;
export const ENVOY_HEALTH_PORT = 8080;
/** Envoy's own listener for Prometheus and for probes; its administration interface is reachable from inside its Pod alone. */
export const ENVOY_STATS_PORT = 8082;

/** One listener for brokers and clients, one for controllers: the ports of Koperator's samples. */
export const DEFAULT_INTERNAL_LISTENER: InternalListener = {
  type: 'plaintext',
  name: 'internal',
  containerPort: 29092,
  usedForInnerBrokerCommunication: true,
};
export const DEFAULT_CONTROLLER_LISTENER: InternalListener = {
  type: 'plaintext',
  name: 'controller',
  containerPort: 29093,
  usedForControllerCommunication: true,
};
