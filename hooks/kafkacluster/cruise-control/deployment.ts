/**
 * The Deployment of Cruise Control: one Pod, never two, for each would undo what the other moves. Koperator's shape
 * (koperator.md, section 2.10) without root: the image's folders belong to root, so the two that it writes to are volumes.
 */
import type { CruiseControlConfig } from '../../api/kafka-cluster.ts';
import { shortHash } from '../../kube/hash.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import type { Container, Deployment, PodSpec, ResourceRequirements, Volume, VolumeMount } from '../../kube/types.ts';
import { clientSecretName } from '../broker-config/stores.ts';
import type { Cluster } from '../cluster.ts';
import { DEFAULT_CRUISE_CONTROL_IMAGE, DEFAULT_JMX_IMAGE, DEFAULT_JMX_JAR, INIT_RESOURCES, METRICS_PORT } from '../defaults.ts';
import { canonicalResources, RESTRICTED_CONTAINER, RESTRICTED_POD, SECRET_MODE } from '../desired/restricted.ts';
import { cruiseControlJmxName, cruiseControlName, propagated } from '../names.ts';
import type { CruiseControlFiles } from './config-map.ts';
import { CONFIG_FOLDER, configMapName, cruiseControlLabels, HOME, KEYSTORES, ownCruiseControl, REST_PORT } from './names.ts';
import { usesClientStores } from './properties.ts';

const DEFAULT_RESOURCES: ResourceRequirements = { requests: { cpu: '200m', memory: '768Mi' }, limits: { cpu: '200m', memory: '768Mi' } };
/**
 * The image's start script is a shell that does not pass SIGTERM on to the JVM, and without this Cruise Control would be
 * killed in the middle of a move. By /proc, for the image need not have `ps`.
 */
const STOP_SCRIPT =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's expansion
  'for exe in /proc/[0-9]*/exe; do case $(readlink "$exe") in */java) pid=${exe#/proc/}; kill -TERM "${pid%/exe}" ;; esac; done';

/** `<cluster>-cruisecontrol`; undefined without a Cruise Control of ours. */
export const cruiseControlDeployment = (cluster: Cluster, files: CruiseControlFiles): Deployment | undefined => {
  const config = ownCruiseControl(cluster);
  if (config === undefined) return undefined;
  const labels = propagated(cluster, cruiseControlLabels(cluster));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: cruiseControlName(cluster), namespace: cluster.namespace, labels },
    spec: {
      replicas: 1,
      // Not Recreate: a Deployment of Koperator's holds the API server's `rollingUpdate`, which a merge leaves in place and Recreate forbids.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      selector: { matchLabels: cruiseControlLabels(cluster) },
      template: { metadata: { labels, annotations: podAnnotations(config, files) }, spec: podSpec(cluster, config) },
    },
  };
};

const CAPACITY_MODE = 'cruise-control.banzaicloud.com/broker-capacity-config';

/** A changed fingerprint rolls the Pod. Capacities count unless the user says that they are not static: something else keeps them up to date then. */
const podAnnotations = (config: CruiseControlConfig, files: CruiseControlFiles): Readonly<Record<string, string>> => {
  const mode = config.cruiseControlAnnotations?.[CAPACITY_MODE];
  return {
    ...config.cruiseControlAnnotations,
    'cruiseControlConfig.json': sha256(files['cruisecontrol.properties']),
    'cruiseControlClusterConfig.json': sha256(files['clusterConfigs.json']),
    'cruiseControlLogConfig.json': sha256(files['log4j.properties']),
    ...((mode === undefined || mode === 'static') && { 'cruiseControlCapacity.json': sha256(files['capacity.json']) }),
  };
};

const sha256 = (text: string): string => shortHash(text, 64);

const podSpec = (cluster: Cluster, config: CruiseControlConfig): PodSpec => {
  const mounted = mountedVolumes(cluster);
  return {
    securityContext: { ...RESTRICTED_POD, ...config.podSecurityContext },
    ...(config.serviceAccountName ? { serviceAccountName: config.serviceAccountName } : { automountServiceAccountToken: false }),
    ...(config.imagePullSecrets?.length && { imagePullSecrets: config.imagePullSecrets }),
    ...(config.nodeSelector !== undefined && { nodeSelector: config.nodeSelector }),
    ...(config.tolerations?.length && { tolerations: config.tolerations }),
    ...(config.affinity !== undefined && { affinity: config.affinity }),
    ...(config.priorityClassName && { priorityClassName: config.priorityClassName }),
    terminationGracePeriodSeconds: 30,
    initContainers: [...(config.initContainers ?? []).map(canonicalContainer), jmxContainer(cluster)],
    containers: [cruiseControlContainer(cluster, config, [...(config.volumeMounts ?? []), ...mounted.map((m) => m.mount)])],
    volumes: [...(config.volumes ?? []).map(canonicalVolume), ...mounted.map((m) => m.volume)],
  };
};

const cruiseControlContainer = (cluster: Cluster, config: CruiseControlConfig, mounts: readonly VolumeMount[]): Container => ({
  name: cruiseControlName(cluster),
  image: config.image || DEFAULT_CRUISE_CONTROL_IMAGE,
  env: [{ name: 'KAFKA_OPTS', value: `-javaagent:/opt/jmx-exporter/jmx_prometheus.jar=${METRICS_PORT}:/etc/jmx-exporter/config.yaml` }],
  ports: [
    { name: 'cc', containerPort: REST_PORT, protocol: 'TCP' },
    { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
  ],
  resources: canonicalResources(config.resourceRequirements ?? DEFAULT_RESOURCES),
  securityContext: { ...RESTRICTED_CONTAINER, ...config.securityContext },
  readinessProbe: { tcpSocket: { port: REST_PORT }, initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 },
  lifecycle: { preStop: { exec: { command: ['bash', '-c', STOP_SCRIPT] } } },
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts: mounts,
});

const jmxContainer = (cluster: Cluster): Container => ({
  name: 'jmx-exporter',
  image: cluster.spec.monitoringConfig?.jmxImage || DEFAULT_JMX_IMAGE,
  command: ['cp', cluster.spec.monitoringConfig?.pathToJar || DEFAULT_JMX_JAR, '/opt/jmx-exporter/jmx_prometheus.jar'],
  resources: INIT_RESOURCES,
  securityContext: RESTRICTED_CONTAINER,
  volumeMounts: [{ name: 'jmx-jar-data', mountPath: '/opt/jmx-exporter/' }],
});

interface Mounted {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** Names of volumes are Koperator's where it has them: a merge finds list items by name. */
const mountedVolumes = (cluster: Cluster): readonly Mounted[] => [
  ...(usesClientStores(cluster) ? [keystores(cluster)] : []),
  configured(configMapName(cluster), CONFIG_FOLDER),
  scratch('jmx-jar-data', '/opt/jmx-exporter/'),
  configured(cruiseControlJmxName(cluster), '/etc/jmx-exporter/'),
  // For log4j configurations that write files, as Koperator's does.
  scratch('logs', `${HOME}/logs`),
  // When brokers failed; a new Pod starts counting anew, which matters only to self-healing.
  scratch('file-store', `${HOME}/fileStore`),
];

const configured = (name: string, mountPath: string): Mounted => ({ volume: { name, configMap: { name } }, mount: { name, mountPath } });
const scratch = (name: string, mountPath: string): Mounted => ({ volume: { name, emptyDir: {} }, mount: { name, mountPath } });

const keystores = (cluster: Cluster): Mounted => ({
  volume: { name: 'ks-files', secret: { secretName: clientSecretName(cluster) ?? '', defaultMode: SECRET_MODE } },
  mount: { name: 'ks-files', mountPath: KEYSTORES, readOnly: true },
});

/** A Deployment is compared with what the API server stores: quantities of the user's must be in its form. */

const canonicalContainer = (container: Container): Container =>
  container.resources === undefined ? container : { ...container, resources: canonicalResources(container.resources) };

const canonicalVolume = (volume: Volume): Volume =>
  volume.emptyDir?.sizeLimit === undefined
    ? volume
    : { ...volume, emptyDir: { ...volume.emptyDir, sizeLimit: canonicalQuantity(volume.emptyDir.sizeLimit) } };
