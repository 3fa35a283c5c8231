// Generated from schemas/kafka-cluster.schema.yaml by "npm run generate". Do not edit.
import type { Affinity, Container, ContainerPort, EmptyDirVolumeSource, EnvVar, LabelSelector, LocalObjectReference, ObjectMeta, PersistentVolumeClaimSpec, PodSecurityContext, ResourceRequirements, SecurityContext, Toleration, TopologySpreadConstraint, Volume, VolumeMount } from '../kube/types.ts';

export interface KafkaCluster {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** What is wanted. */
  readonly spec: KafkaClusterSpec;
  /** What is known. */
  readonly status?: KafkaClusterStatus;
}

export interface KafkaClusterSpec {
  /**
   * Run without ZooKeeper. Absent, it is decided by zkAddresses.
   * Default: true, unless zkAddresses is set.
   */
  readonly kRaft?: boolean;
  /**
   * Version of Kafka in the image, such as 4.1 or 3.9.2. Needed when the tag of the image does not tell it.
   * Default: read from the tag of the image.
   */
  readonly kafkaVersion?: string;
  /** The brokers and controllers, each with an id of its own. */
  readonly brokers: readonly Broker[];
  /** Configurations by name that brokers refer to with brokerConfigGroup. */
  readonly brokerConfigGroups?: Readonly<Record<string, BrokerConfig>>;
  /**
   * Where Kafka listens, inside and outside the Kubernetes cluster.
   * Default: plaintext inside the Kubernetes cluster only.
   */
  readonly listenersConfig?: ListenersConfig;
  /**
   * One headless Service and a stable host name for each broker. Otherwise each broker has a Service with an address of its own.
   * Default: true.
   */
  readonly headlessServiceEnabled?: boolean;
  /**
   * Never run two brokers on one Kubernetes node. Otherwise it is only avoided.
   * Default: false.
   */
  readonly oneBrokerPerNode?: boolean;
  /**
   * Kafka image of all brokers that name none.
   * Default: chosen when the cluster is made, then kept in status.image.
   */
  readonly clusterImage?: string;
  /**
   * Image from which Cruise Control's metrics reporter is copied into the brokers.
   * Default: the image of Cruise Control.
   */
  readonly clusterMetricsReporterImage?: string;
  /** Static Kafka properties of all brokers, one key=value a line. A change restarts the brokers, one after the other. */
  readonly readOnlyConfig?: string;
  /** Dynamic Kafka properties that hold for the whole cluster, one key=value a line. They are applied without a restart. */
  readonly clusterWideConfig?: string;
  /** host:port of the ZooKeeper servers. Needed in ZooKeeper mode. */
  readonly zkAddresses?: readonly string[];
  /**
   * Path in ZooKeeper under which the cluster keeps its data. A missing / at the start is added.
   * Default: /.
   */
  readonly zkPath?: string;
  /** Tell each broker its rack from the labels of the Kubernetes node that it runs on. */
  readonly rackAwareness?: RackAwareness;
  /** How many brokers may be away while others are restarted. */
  readonly rollingUpgradeConfig?: RollingUpgradeConfig;
  /** PodDisruptionBudget of the brokers. */
  readonly disruptionBudget?: DisruptionBudget;
  /** Broker Pods with these labels are replaced, one after the other, as in a rolling upgrade. */
  readonly taintedBrokersSelector?: LabelSelector;
  /** Whether the claims outlive the KafkaCluster. */
  readonly persistentVolumeClaimRetentionPolicy?: PersistentVolumeClaimRetentionPolicy;
  /** Environment variables of all brokers. A name that starts or ends with + adds to the value before or after it. */
  readonly envs?: readonly EnvVar[];
  /** Ports of the kafka container, and of the Services, besides those of the listeners. */
  readonly additionalPorts?: readonly ContainerPort[];
  /**
   * Copy the labels of the KafkaCluster to everything that is made for it.
   * Default: false.
   */
  readonly propagateLabels?: boolean;
  /**
   * DNS suffix of the Kubernetes cluster.
   * Default: cluster.local.
   */
  readonly kubernetesClusterDomain?: string;
  /** Secret with keystore.jks, truststore.jks and password, with which Cruise Control and the operator come to the brokers. */
  readonly clientSSLCertSecret?: SecretReference;
  /**
   * Cruise Control, which moves data between brokers.
   * Default: no Cruise Control.
   */
  readonly cruiseControlConfig?: CruiseControlConfig;
  /** Exporters of metrics. */
  readonly monitoringConfig?: MonitoringConfig;
  /** Bounds for what alerts may do. All have safe defaults. */
  readonly alertManagerConfig?: AlertManagerConfig;
  /**
   * What stands before external listeners. contour came with the fork, istioingress was of the original.
   * Default: envoy.
   */
  readonly ingressController?: 'envoy' | 'contour' | 'istioingress';
  /** Envoy before external listeners. */
  readonly envoyConfig?: EnvoyConfig;
  /** Contour's routes to external listeners. */
  readonly contourIngressConfig?: ContourIngressConfig;
  /** Istio control plane that serves the gateways. */
  readonly istioControlPlane?: IstioControlPlane;
  /** Istio's gateway before external listeners. */
  readonly istioIngressConfig?: Readonly<Record<string, unknown>>;
  /**
   * Remove what was made for an ingress controller that is no longer used.
   * Default: false.
   */
  readonly removeUnusedIngressResources?: boolean;
  /**
   * Give the Services of brokers and of Cruise Control the type LoadBalancer, for work from a desk.
   * Default: false.
   */
  readonly localDebugEnabled?: boolean;
}

export interface Broker {
  /** Identity of the process in Kafka (broker.id, in KRaft node.id). It names the Pod and the claims, and stays with the data for life. */
  readonly id: number;
  /** Key of spec.brokerConfigGroups whose configuration this broker starts from. Empty means none. */
  readonly brokerConfigGroup?: string;
  /** Static Kafka properties of this broker alone, one key=value a line. They win over the cluster's. A change restarts the broker. */
  readonly readOnlyConfig?: string;
  /** Configuration of this broker alone. It is merged over the one of its group, and wins. */
  readonly brokerConfig?: BrokerConfig;
}

export interface BrokerConfig {
  /** KRaft only: what the process is (process.roles). broker, controller or both. */
  readonly processRoles?: readonly string[];
  /**
   * Kafka image of this broker, instead of spec.clusterImage.
   * Default: spec.clusterImage.
   */
  readonly image?: string;
  /**
   * Image from which Cruise Control's metrics reporter is copied, instead of spec.clusterMetricsReporterImage.
   * Default: spec.clusterMetricsReporterImage.
   */
  readonly metricsReporterImage?: string;
  /** Dynamic Kafka properties of this broker, one key=value a line. They are applied while it runs, without a restart. */
  readonly config?: string;
  /** Disks of the broker. Kafka keeps its data in the directory kafka of each (log.dirs). */
  readonly storageConfigs?: readonly StorageConfig[];
  /**
   * ServiceAccount of the Pod.
   * Default: default.
   */
  readonly serviceAccountName?: string;
  /**
   * CPU and memory of the kafka container.
   * Default: requests 1 CPU and 2Gi, limits 1500m and 3Gi.
   */
  readonly resourceRequirements?: ResourceRequirements;
  /** Secrets with credentials for the image registries of the Pod. */
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  /** Labels that a Kubernetes node must carry to run the broker. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints of Kubernetes nodes that the Pod bears. */
  readonly tolerations?: readonly Toleration[];
  /** Where the Pod may or should run. It takes the place of the anti-affinity that spec.oneBrokerPerNode makes. */
  readonly affinity?: Affinity;
  /** Security settings of the Pod, such as fsGroup. */
  readonly podSecurityContext?: PodSecurityContext;
  /** Security settings of the kafka container. */
  readonly securityContext?: SecurityContext;
  /** PriorityClass of the Pod. */
  readonly priorityClassName?: string;
  /**
   * Heap options of the JVM (KAFKA_HEAP_OPTS).
   * Default: -Xmx2G -Xms2G.
   */
  readonly kafkaHeapOpts?: string;
  /**
   * Performance options of the JVM (KAFKA_JVM_PERFORMANCE_OPTS).
   * Default: -server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true -Dsun.net.inetaddr.ttl=60.
   */
  readonly kafkaJvmPerfOpts?: string;
  /** Logging configuration of the broker, the text of a log4j file. */
  readonly log4jConfig?: string;
  /** Annotations of the Pod. */
  readonly brokerAnnotations?: Readonly<Record<string, string>>;
  /** Labels of the Pod. The labels by which Pods are found cannot be replaced. */
  readonly brokerLabels?: Readonly<Record<string, string>>;
  /** Network capacity of the broker, for Cruise Control's plans. */
  readonly networkConfig?: NetworkConfig;
  /** NodePort listeners: external IP of the broker by name of the listener. It is put on the Service and advertised to clients. */
  readonly nodePortExternalIP?: Readonly<Record<string, string>>;
  /** NodePort listeners: which address of its Kubernetes node the broker advertises. */
  readonly nodePortNodeAddressType?: 'Hostname' | 'ExternalIP' | 'InternalIP' | 'InternalDNS' | 'ExternalDNS';
  /**
   * Names of the ingress configurations of external listeners through which this broker is reached.
   * Default: the listener's defaultIngressConfig.
   */
  readonly brokerIngressMapping?: readonly string[];
  /** Init containers that the Pod runs besides those of kafka-hooks. */
  readonly initContainers?: readonly Container[];
  /** Containers that run beside Kafka. */
  readonly containers?: readonly Container[];
  /** Volumes of the Pod besides those of kafka-hooks. */
  readonly volumes?: readonly Volume[];
  /** Mounts of the kafka container besides those of kafka-hooks. */
  readonly volumeMounts?: readonly VolumeMount[];
  /** Environment variables of the kafka container. A name that starts or ends with + adds to the value before or after it. */
  readonly envs?: readonly EnvVar[];
  /**
   * Seconds that Kafka has to shut down before it is killed.
   * Default: 120.
   */
  readonly terminationGracePeriodSeconds?: number;
}

export interface StorageConfig {
  /** Where the disk is mounted in the kafka container. It is the identity of the disk and stays with the data for life. */
  readonly mountPath: string;
  /** Spec of the claim for this disk. Its size may grow and never shrinks. It wins over emptyDir. */
  readonly pvcSpec?: PersistentVolumeClaimSpec;
  /** A disk that lives and dies with the Pod, for tests. */
  readonly emptyDir?: EmptyDirVolumeSource;
}

export interface NetworkConfig {
  /**
   * What the broker can receive, in KB/s.
   * Default: 125000.
   */
  readonly incomingNetworkThroughPut?: string;
  /**
   * What the broker can send, in KB/s.
   * Default: 125000.
   */
  readonly outgoingNetworkThroughPut?: string;
}

export interface ListenersConfig {
  /**
   * Listeners for brokers, controllers and clients inside the Kubernetes cluster.
   * Default: internal on port 29092 for brokers and clients, in KRaft also controller on 29093, both plaintext.
   */
  readonly internalListeners?: readonly InternalListener[];
  /** Listeners for clients outside the Kubernetes cluster. */
  readonly externalListeners?: readonly ExternalListener[];
  /** Certificates of listeners that use TLS and name no secret of their own. */
  readonly sslSecrets?: SslSecrets;
  /** Annotations of the Services inside the cluster. */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
}

export interface InternalListener {
  /** Security protocol of the listener (Kafka's listener.security.protocol.map, in lower case). */
  readonly type: 'ssl' | 'plaintext' | 'sasl_ssl' | 'sasl_plaintext';
  /** Name of the listener. In Kafka it is written in upper case. */
  readonly name: string;
  /** Port on which Kafka listens in its container. */
  readonly containerPort: number;
  /** Secret with keystore.jks, truststore.jks and password for this listener, instead of the generated one. */
  readonly serverSSLCertSecret?: SecretReference;
  /**
   * Whether clients must, may or need not show a certificate (Kafka's ssl.client.auth).
   * Default: required.
   */
  readonly sslClientAuth?: 'required' | 'requested' | 'none';
  /**
   * Brokers talk to each other over this listener (Kafka's inter.broker.listener.name).
   * Default: false.
   */
  readonly usedForInnerBrokerCommunication?: boolean;
  /**
   * The operator's own Kafka client uses this listener.
   * Default: the listener between brokers.
   */
  readonly usedForKafkaAdminCommunication?: boolean;
  /**
   * KRaft: listener of the controllers (controller.listener.names). ZooKeeper: listener of the control plane.
   * Default: false.
   */
  readonly usedForControllerCommunication?: boolean;
  /**
   * With externalListenerForHostname, a broker is advertised on this port plus its id. 0 means not set.
   * Default: 0.
   */
  readonly internalStartingPort?: number;
  /** Name of the external listener whose host name this listener advertises too. */
  readonly externalListenerForHostname?: string;
}

export interface ListenerCommon {
  /** Security protocol of the listener (Kafka's listener.security.protocol.map, in lower case). */
  readonly type: 'ssl' | 'plaintext' | 'sasl_ssl' | 'sasl_plaintext';
  /** Name of the listener. In Kafka it is written in upper case. */
  readonly name: string;
  /** Port on which Kafka listens in its container. */
  readonly containerPort: number;
  /** Secret with keystore.jks, truststore.jks and password for this listener, instead of the generated one. */
  readonly serverSSLCertSecret?: SecretReference;
  /**
   * Whether clients must, may or need not show a certificate (Kafka's ssl.client.auth).
   * Default: required.
   */
  readonly sslClientAuth?: 'required' | 'requested' | 'none';
  /**
   * Brokers talk to each other over this listener (Kafka's inter.broker.listener.name).
   * Default: false.
   */
  readonly usedForInnerBrokerCommunication?: boolean;
  /**
   * The operator's own Kafka client uses this listener.
   * Default: the listener between brokers.
   */
  readonly usedForKafkaAdminCommunication?: boolean;
}

export interface SecretReference {
  /** Name of the Secret, in the namespace of the resource. */
  readonly name?: string;
}

export interface ExternalListener {
  /** Security protocol of the listener (Kafka's listener.security.protocol.map, in lower case). */
  readonly type: 'ssl' | 'plaintext' | 'sasl_ssl' | 'sasl_plaintext';
  /** Name of the listener. In Kafka it is written in upper case. */
  readonly name: string;
  /** Port on which Kafka listens in its container. */
  readonly containerPort: number;
  /** Secret with keystore.jks, truststore.jks and password for this listener, instead of the generated one. */
  readonly serverSSLCertSecret?: SecretReference;
  /**
   * Whether clients must, may or need not show a certificate (Kafka's ssl.client.auth).
   * Default: required.
   */
  readonly sslClientAuth?: 'required' | 'requested' | 'none';
  /**
   * Brokers talk to each other over this listener (Kafka's inter.broker.listener.name).
   * Default: false.
   */
  readonly usedForInnerBrokerCommunication?: boolean;
  /**
   * The operator's own Kafka client uses this listener.
   * Default: the listener between brokers.
   */
  readonly usedForKafkaAdminCommunication?: boolean;
  /** Host name that is advertised, instead of the address of the load balancer. */
  readonly hostnameOverride?: string;
  /** Annotations of the Service. */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /** externalTrafficPolicy of the Service, Cluster or Local. */
  readonly externalTrafficPolicy?: string;
  /**
   * Type of the Service.
   * Default: LoadBalancer.
   */
  readonly serviceType?: string;
  /** Secret with the certificate that the proxy shows when it ends TLS. */
  readonly tlsSecretName?: string;
  /** A broker is advertised on this port plus its id. -1 means one port for all, told apart by TLS server name; 0 with NodePort lets Kubernetes choose. */
  readonly externalStartingPort: number;
  /**
   * Port on which any broker answers, for the first contact of a client.
   * Default: 29092.
   */
  readonly anyCastPort?: number;
  /**
   * Port of the proxy's container behind anyCastPort.
   * Default: 29092.
   */
  readonly ingressControllerTargetPort?: number;
  /**
   * How clients reach the listener. ClusterIP is for an ingress that stands in front, and came with the fork.
   * Default: LoadBalancer.
   */
  readonly accessMethod?: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  /** Several ways into this listener, each with settings of its own. */
  readonly config?: ListenerIngressConfig;
}

export interface IngressServiceSettings {
  /** Host name that is advertised, instead of the address of the load balancer. */
  readonly hostnameOverride?: string;
  /** Annotations of the Service. */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /** externalTrafficPolicy of the Service, Cluster or Local. */
  readonly externalTrafficPolicy?: string;
  /**
   * Type of the Service.
   * Default: LoadBalancer.
   */
  readonly serviceType?: string;
  /** Secret with the certificate that the proxy shows when it ends TLS. */
  readonly tlsSecretName?: string;
}

export interface ListenerIngressConfig {
  /** Key of ingressConfig for brokers without a brokerIngressMapping. */
  readonly defaultIngressConfig: string;
  /** Ways into the listener by name. */
  readonly ingressConfig?: Readonly<Record<string, IngressConfig>>;
}

export interface IngressConfig {
  /** Host name that is advertised, instead of the address of the load balancer. */
  readonly hostnameOverride?: string;
  /** Annotations of the Service. */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /** externalTrafficPolicy of the Service, Cluster or Local. */
  readonly externalTrafficPolicy?: string;
  /**
   * Type of the Service.
   * Default: LoadBalancer.
   */
  readonly serviceType?: string;
  /** Secret with the certificate that the proxy shows when it ends TLS. */
  readonly tlsSecretName?: string;
  /** Envoy of this way in. It is merged over spec.envoyConfig, and wins. */
  readonly envoyConfig?: EnvoyConfig;
  /** Contour's routes of this way in, instead of spec.contourIngressConfig. */
  readonly contourIngressConfig?: ContourIngressConfig;
  /** Istio's gateway of this way in, instead of spec.istioIngressConfig. */
  readonly istioIngressConfig?: Readonly<Record<string, unknown>>;
}

export interface EnvoyConfig {
  /**
   * Envoy image.
   * Default: envoyproxy/envoy:v1.39.0.
   */
  readonly image?: string;
  /**
   * Number of Envoy Pods.
   * Default: 1.
   */
  readonly replicas?: number;
  /**
   * CPU and memory of the Envoy container.
   * Default: 100m and 100Mi, requested and limited.
   */
  readonly resourceRequirements?: ResourceRequirements;
  /**
   * ServiceAccount of the Pods.
   * Default: default.
   */
  readonly serviceAccountName?: string;
  /** Secrets with credentials for the image registry. */
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  /** Where the Pods may or should run. */
  readonly affinity?: Affinity;
  /** How the Pods spread over zones or Kubernetes nodes. */
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  /** Labels that a Kubernetes node must carry to run Envoy. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints of Kubernetes nodes that the Pods bear. */
  readonly tolerations?: readonly Toleration[];
  /** Annotations of the Pods. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Address ranges (CIDR) that the load balancer lets in. */
  readonly loadBalancerSourceRanges?: readonly string[];
  /** Fixed address of the load balancer, where the provider has such. */
  readonly loadBalancerIP?: string;
  /**
   * Port of Envoy's administration interface.
   * Default: 8081.
   */
  readonly adminPort?: number;
  /**
   * Port on which Envoy answers health checks of the load balancer.
   * Default: 8080.
   */
  readonly healthCheckPort?: number;
  /**
   * Answer health checks that speak HTTP 1.0.
   * Default: false.
   */
  readonly enableHealthCheckHttp10?: boolean;
  /** PodDisruptionBudget of the Envoy Pods. */
  readonly disruptionBudget?: EnvoyDisruptionBudget;
  /** Options of the envoy program. */
  readonly envoyCommandLineArgs?: EnvoyCommandLineArgs;
  /** PriorityClass of the Pods. */
  readonly priorityClassName?: string;
  /** Security settings of the Pods. */
  readonly podSecurityContext?: PodSecurityContext;
  /** Host name of a broker for TLS server names, with %id in place of its id. */
  readonly brokerHostnameTemplate?: string;
}

export interface EnvoyDisruptionBudget {
  /**
   * Make a PodDisruptionBudget.
   * Default: false.
   */
  readonly create?: boolean;
  /** How many Pods, a number or a percentage such as 20%. */
  readonly budget?: string;
  /**
   * Which of the two the budget counts.
   * Default: minAvailable.
   */
  readonly strategy?: 'minAvailable' | 'maxUnavailable';
}

export interface DisruptionBudget {
  /**
   * Make a PodDisruptionBudget.
   * Default: false.
   */
  readonly create?: boolean;
  /** How many Pods, a number or a percentage such as 20%. */
  readonly budget?: string;
}

export interface EnvoyCommandLineArgs {
  /**
   * Number of worker threads.
   * Default: Envoy's own, one for each CPU.
   */
  readonly concurrency?: number;
  readonly [k: string]: unknown;
}

export interface ContourIngressConfig {
  /** Secret with the certificate of the routes. */
  readonly tlsSecretName?: string;
  /** Host name of a broker, with %id in place of its id. */
  readonly brokerFQDNTemplate?: string;
}

export interface SslSecrets {
  /** Secret with the certificate authority, which is made when create is true and read otherwise. */
  readonly tlsSecretName: string;
  /** Secret with the password of Java key stores. Not used for generated certificates. */
  readonly jksPasswordName?: string;
  /**
   * Make the certificate authority, instead of reading it from tlsSecretName.
   * Default: false.
   */
  readonly create?: boolean;
  /** Issuer that signs the certificates, instead of an authority of the cluster's own. */
  readonly issuerRef?: IssuerReference;
  /**
   * What makes the certificates.
   * Default: cert-manager.
   */
  readonly pkiBackend?: 'cert-manager';
}

export interface IssuerReference {
  /** Name of the issuer. */
  readonly name: string;
  /**
   * Issuer or ClusterIssuer, or a kind of another group that cert-manager knows.
   * Default: Issuer.
   */
  readonly kind?: string;
  /**
   * API group of the issuer.
   * Default: cert-manager.io.
   */
  readonly group?: string;
}

export interface RackAwareness {
  /** Labels of Kubernetes nodes whose values make up broker.rack, such as topology.kubernetes.io/zone. */
  readonly labels: readonly string[];
}

export interface RollingUpgradeConfig {
  /**
   * Brokers are restarted while fewer than this many have offline or out-of-sync replicas or stand under an alert for rolling upgrades. 0 stops all restarts.
   * Default: 1.
   */
  readonly failureThreshold?: number;
  /**
   * Brokers of one rack that may be restarted at the same time.
   * Default: 1.
   */
  readonly concurrentBrokerRestartCountPerRack?: number;
}

export interface PersistentVolumeClaimRetentionPolicy {
  /**
   * What happens to the claims, and with them the data, when the KafkaCluster is deleted.
   * Default: Retain.
   */
  readonly whenDeleted?: 'Retain' | 'Delete';
}

export interface CruiseControlConfig {
  /** host:port of a Cruise Control that runs elsewhere. Then none is made here. */
  readonly cruiseControlEndpoint?: string;
  /**
   * Cruise Control image.
   * Default: adobe/cruise-control:3.0.3-adbe-20260722.
   */
  readonly image?: string;
  /** Text of cruisecontrol.properties. What kafka-hooks knows, such as bootstrap.servers, is added. */
  readonly config?: string;
  /**
   * Capacity of the brokers, the JSON of Cruise Control's capacity file.
   * Default: made from the brokers' claims, CPU limits and networkConfig.
   */
  readonly capacityConfig?: string;
  /** Text of clusterConfigs.json. */
  readonly clusterConfig?: string;
  /** Logging configuration, the text of a log4j file. */
  readonly log4jConfig?: string;
  /** Topic in which brokers report their metrics. */
  readonly topicConfig?: CruiseControlTopicConfig;
  /**
   * CPU and memory of the container.
   * Default: 200m and 768Mi, requested and limited.
   */
  readonly resourceRequirements?: ResourceRequirements;
  /**
   * ServiceAccount of the Pod.
   * Default: default.
   */
  readonly serviceAccountName?: string;
  /** Secrets with credentials for the image registry. */
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  /** Labels that a Kubernetes node must carry to run Cruise Control. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints of Kubernetes nodes that the Pod bears. */
  readonly tolerations?: readonly Toleration[];
  /** Where the Pod may or should run. */
  readonly affinity?: Affinity;
  /** Annotations of the Pod. */
  readonly cruiseControlAnnotations?: Readonly<Record<string, string>>;
  /** Init containers of the Pod besides those of kafka-hooks. */
  readonly initContainers?: readonly Container[];
  /** Volumes of the Pod besides those of kafka-hooks. */
  readonly volumes?: readonly Volume[];
  /** Mounts of the container besides those of kafka-hooks. */
  readonly volumeMounts?: readonly VolumeMount[];
  /** Security settings of the Pod. */
  readonly podSecurityContext?: PodSecurityContext;
  /** Security settings of the container. */
  readonly securityContext?: SecurityContext;
  /** PriorityClass of the Pod. */
  readonly priorityClassName?: string;
  /** Kept so that existing resources stay valid. Nothing reads it. */
  readonly cruiseControlTaskSpec?: CruiseControlTaskSpec;
  /** What the CruiseControlOperations that are made for this cluster carry. */
  readonly cruiseControlOperationSpec?: CruiseControlOperationDefaults;
}

export interface CruiseControlTopicConfig {
  /** Number of partitions. */
  readonly partitions: number;
  /** Number of replicas of each partition. */
  readonly replicationFactor: number;
}

export interface CruiseControlTaskSpec {
  /** Minutes after which a task was once tried again. Not used. */
  readonly RetryDurationMinutes?: number;
}

export interface CruiseControlOperationDefaults {
  /**
   * Seconds after which a finished operation is deleted.
   * Default: finished operations are kept.
   */
  readonly ttlSecondsAfterFinished?: number;
}

export interface MonitoringConfig {
  /**
   * Image from which the JMX exporter is copied.
   * Default: ghcr.io/adobe/koperator/jmx-javaagent:1.5.0.
   */
  readonly jmxImage?: string;
  /**
   * Where the exporter's jar is in that image.
   * Default: /jmx_prometheus_javaagent.jar.
   */
  readonly pathToJar?: string;
  /**
   * Configuration of the exporter in Kafka's Pods, as YAML.
   * Default: rules that come with kafka-hooks.
   */
  readonly kafkaJMXExporterConfig?: string;
  /**
   * Configuration of the exporter in Cruise Control's Pod, as YAML.
   * Default: rules that come with kafka-hooks.
   */
  readonly cCJMXExporterConfig?: string;
}

export interface AlertManagerConfig {
  /**
   * Alerts never remove a broker when so many are left. 0 or less means no limit.
   * Default: 3.
   */
  readonly downScaleLimit?: number;
  /**
   * Alerts never add a broker when there are so many. 0 or less means no limit.
   * Default: twice as many as alerts did not add.
   */
  readonly upScaleLimit?: number;
  /**
   * Limits for the brokers of one group, by its name in brokerConfigGroups. They hold beside those of the cluster.
   * Default: no limits of groups.
   */
  readonly groups?: Readonly<Record<string, AlertGroupLimits>>;
  /**
   * Alerts never make a disk larger than this, neither by growing one nor by adding one. A quantity, such as 500Gi.
   * Default: 2Ti.
   */
  readonly maxDiskSize?: string;
  /**
   * Alerts never give a broker more disks than this.
   * Default: 4.
   */
  readonly maxDisksPerBroker?: number;
  /**
   * Commands that alerts may give, in any case. An empty list allows none.
   * Default: upScale, downScale, addPvc, resizePvc, rebalance, replaceBroker and your own.
   */
  readonly allowedCommands?: readonly string[];
  /**
   * How long a command rests after alerts acted with it, by its name. Disk commands rest for each disk or broker, the others for the cluster.
   * Default: 3600; resizePvc 900, downScale and rebalance 21600, replaceBroker 86400.
   */
  readonly coolDownSeconds?: Readonly<Record<string, number>>;
  /**
   * An alert that goes on firing acts again after this time, by the name of its command.
   * Default: an alert acts once, until it has resolved and fires anew.
   */
  readonly repeatAfterSeconds?: Readonly<Record<string, number>>;
  /**
   * Alerts remove no broker for so long after one was added by an alert.
   * Default: 21600.
   */
  readonly noDownScaleAfterUpScaleSeconds?: number;
  /**
   * Alerts change the cluster at most so often within 24 hours, whatever the commands.
   * Default: 12.
   */
  readonly maxActionsPerDay?: number;
  /**
   * Alerts change nothing. What they would have done is in status.alerts.
   * Default: false.
   */
  readonly dryRun?: boolean;
}

export interface AlertGroupLimits {
  /**
   * Alerts never remove a broker of the group when so many are left.
   * Default: no limit.
   */
  readonly minBrokers?: number;
  /**
   * Alerts never add a broker to the group when there are so many.
   * Default: no limit.
   */
  readonly maxBrokers?: number;
}

export interface IstioControlPlane {
  /** Name of the control plane. */
  readonly name?: string;
  /** Namespace of the control plane. */
  readonly namespace?: string;
}

export interface KafkaClusterStatus {
  /** What holds and what does not, each with a reason. Ready is the one to wait for. */
  readonly conditions?: readonly Condition[];
  /** Generation of the spec that this status answers. */
  readonly observedGeneration?: number;
  /** Phase of the cluster: ClusterReconciling, ClusterRollingUpgrading or ClusterRunning. */
  readonly state?: string;
  /** Alerts with the label rollingupgrade that fire for this cluster. Koperator never wrote anything but 0. */
  readonly alertCount?: number;
  /** What alerts did last, or why they did nothing; newest first. */
  readonly alerts?: readonly AlertDecision[];
  /** Brokers that are ready, of those that are wanted, such as 2/3. */
  readonly brokers?: string;
  /** Version of Kafka that the cluster is made for. */
  readonly kafkaVersion?: string;
  /** Kafka image that was chosen when the cluster was made and the spec named none. It is never changed by an upgrade of kafka-hooks. */
  readonly image?: string;
  /** The last spec that was valid, as base64 of gzip of its JSON. The cluster goes on with it while the present one is refused. */
  readonly lastValidSpec?: string;
  /** How the controllers vote (KRaft). */
  readonly quorum?: QuorumStatus;
  /** Outcome of rolling upgrades. */
  readonly rollingUpgradeStatus?: RollingUpgradeStatus;
  /** Topic of the metrics reporter: CruiseControlTopicNotReady or CruiseControlTopicReady. */
  readonly cruiseControlTopicStatus?: string;
  /** Addresses by listener. */
  readonly listenerStatuses?: ListenerStatuses;
  /** Kafka's cluster id (KRaft). It is chosen once, and every disk carries it. */
  readonly clusterID?: string;
  /** What is known of each broker, by id. */
  readonly brokersState?: Readonly<Record<string, BrokerState>>;
}

export interface Condition {
  /** What the condition is about, such as Ready, Reconciling or Stalled. */
  readonly type: string;
  /** True, False or Unknown. */
  readonly status: string;
  /** One word for programs; the reasons are listed in the documentation. */
  readonly reason?: string;
  /** A sentence for people, which names the object it is about. */
  readonly message?: string;
  /** When status last changed, RFC 3339 in UTC. */
  readonly lastTransitionTime?: string;
  /** Generation of the spec that was judged. */
  readonly observedGeneration?: number;
}

export interface AlertDecision {
  /** When it was decided, RFC 3339 in UTC. */
  readonly time?: string;
  /** Name of the alert. */
  readonly alert?: string;
  /** What the alert asked for. */
  readonly command?: string;
  /** What the command is about, cluster, a broker or a claim. */
  readonly target?: string;
  /** Acted, DryRun, Refused or Invalid. */
  readonly outcome?: string;
  /** One word for why. */
  readonly reason?: string;
  /** A sentence for what was done, or why not. */
  readonly message?: string;
  /** The same alert may act after this time, RFC 3339 in UTC. */
  readonly allowedAgainAfter?: string;
}

export interface QuorumStatus {
  /** static (voters are named in the configuration) or dynamic (voters join and leave, KIP-853). */
  readonly mode?: string;
  /** A controller has been ready once. From then on a new disk joins the quorum and never founds a second one. */
  readonly established?: boolean;
  /** Ids of the first voters of a dynamic quorum. */
  readonly initialControllers?: readonly number[];
}

export interface RollingUpgradeStatus {
  /** When the last rolling upgrade ended well, written as 2006-01-02 15:04:05. */
  readonly lastSuccess?: string;
  /** Alerts that stand against a rolling upgrade. */
  readonly errorCount?: number;
}

export interface ListenerStatuses {
  /** Addresses of internal listeners. Those of controllers are left out. */
  readonly internalListeners?: Readonly<Record<string, readonly ListenerAddress[]>>;
  /** Addresses of external listeners, as far as they are known. */
  readonly externalListeners?: Readonly<Record<string, readonly ListenerAddress[]>>;
}

export interface ListenerAddress {
  /** What is reached, such as any-broker or broker-0. */
  readonly name?: string;
  /** host:port. */
  readonly address?: string;
}

export interface BrokerState {
  /** ConfigInSync or ConfigOutOfSync. The static configuration that the broker runs with. */
  readonly configurationState?: string;
  /** PerBrokerConfigInSync, PerBrokerConfigOutOfSync or PerBrokerConfigError. The dynamic configuration. */
  readonly perBrokerConfigurationState?: string;
  /** Empty, WaitingForRackAwareness, Configured, or the line broker.rack=… that was found for the broker. */
  readonly rackAwarenessState?: string;
  /** What Cruise Control does for this broker and its disks. */
  readonly gracefulActionState?: GracefulActionState;
  /** Ingress configurations through which the broker is reached. */
  readonly externalListenerConfigNames?: readonly string[];
  /** Version of Kafka that the broker reports. */
  readonly version?: string;
  /** Image that the broker runs with. */
  readonly image?: string;
  /** Item of spec.brokers as gzip in base64. A broker that left the spec lives on with it until it is drained. */
  readonly configurationBackup?: string;
  /** Running, Starting, Creating, Waiting, Failed or Terminating. */
  readonly phase?: string;
  /** One word for why the broker is in this phase. */
  readonly reason?: string;
  /** A sentence for why the broker is in this phase. */
  readonly message?: string;
  /** Kubernetes node on which the broker runs. */
  readonly node?: string;
  /** Name of the broker's Pod. */
  readonly podName?: string;
  /** Failures in a row. */
  readonly restarts?: BrokerRestarts;
  /** Permission to replace one Pod. It is void as soon as the Pod has another UID. */
  readonly grant?: RestartGrant;
  /** What the running broker tells clients outside. Kafka reads it at its start, so it may differ from what the spec asks for. */
  readonly advertised?: AdvertisedListeners;
  /** Changes that the running Pod does not have yet. */
  readonly pendingRestart?: PendingRestart;
  /** How far the removal of the broker is. */
  readonly removal?: BrokerRemoval;
}

export interface GracefulActionState {
  /** Empty, or GracefulUpscale or GracefulDownscale followed by Required, Scheduled, Running, Succeeded, CompletedWithError or Paused. */
  readonly cruiseControlState?: string;
  /** CruiseControlOperation that works on it. */
  readonly cruiseControlOperationReference?: OperationReference;
  /** State of each disk, by mount path. */
  readonly volumeStates?: Readonly<Record<string, VolumeState>>;
}

export interface OperationReference {
  /** Name of the CruiseControlOperation. */
  readonly name?: string;
}

export interface VolumeState {
  /** GracefulDiskRemoval or GracefulDiskRebalance followed by Required, Scheduled, Running, Succeeded, CompletedWithError or Paused. */
  readonly cruiseControlVolumeState?: string;
  /** CruiseControlOperation that works on it. */
  readonly cruiseControlOperationReference?: OperationReference;
}

export interface BrokerRestarts {
  /** Failures in a row. */
  readonly count?: number;
  /** Exit code of the last one. */
  readonly lastExitCode?: number;
  /** Reason that Kubernetes gave for the last one, such as OOMKilled. */
  readonly lastReason?: string;
  /** The most telling line of the last one's log. */
  readonly lastMessage?: string;
  /** When the last one ended, RFC 3339 in UTC. */
  readonly lastFinishedAt?: string;
  /** The broker is not started before this time, RFC 3339 in UTC. */
  readonly nextStartAfter?: string;
}

export interface RestartGrant {
  /** Name of the Pod that may be replaced. */
  readonly podName?: string;
  /** UID of that Pod. */
  readonly uid?: string;
  /** One word for why. */
  readonly reason?: string;
  /** A sentence for why. */
  readonly message?: string;
}

export interface AdvertisedListeners {
  /** UID of the Pod that advertises this. */
  readonly podUid?: string;
  /** External listeners by name. */
  readonly listeners?: Readonly<Record<string, AdvertisedListener>>;
}

export interface AdvertisedListener {
  /** How clients reach it, LoadBalancer, NodePort or ClusterIP. */
  readonly via?: string;
  /** Host and port. */
  readonly address?: string;
  /** Ingress configuration of the listener. */
  readonly config?: string;
  /** Kubernetes node whose address it is. */
  readonly node?: string;
  /** Port on which the broker listens. */
  readonly containerPort?: number;
}

export interface PendingRestart {
  /** One word for why a restart is needed. */
  readonly reason?: string;
  /** Parts of the configuration that changed. */
  readonly changed?: readonly string[];
}

export interface BrokerRemoval {
  /** One word for where the removal stands. */
  readonly reason?: string;
  /** A sentence that says what is still to be done. */
  readonly message?: string;
}
