/**
 * The Pod of Envoy: Koperator's image, arguments and mounts, as an ordinary user without rights, and with an end that gives the
 * load balancer time to send new connections elsewhere.
 */
import type { Cluster } from '../../kafkacluster/cluster.ts';
import { nonEmpty } from '../../kafkacluster/cluster.ts';
import { DEFAULT_ENVOY_IMAGE, ENVOY_STATS_PORT } from '../../kafkacluster/defaults.ts';
import { canonicalResources, RESTRICTED_CONTAINER, SECRET_MODE } from '../../kafkacluster/desired/restricted.ts';
import type { Ingress } from '../../kafkacluster/external/ingress.ts';
import { ANYCAST_PORT_NAME, envoyConfigName } from '../../kafkacluster/external/names.ts';
import type { Container, PodSpec, Probe, Volume, VolumeMount } from '../../kube/types.ts';
import { CERTIFICATE_FILE, CERTIFICATE_FOLDER, CONFIG_FOLDER, FILE, KEY_FILE } from '../config/folders.ts';

const DEFAULT_RESOURCES = { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '100m', memory: '100Mi' } };
/** The user `envoy` of Envoy's image. The group is what may read the mounted key. */
const ENVOY_USER = 101;
const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: ENVOY_USER,
  runAsGroup: ENVOY_USER,
  fsGroup: ENVOY_USER,
  seccompProfile: { type: 'RuntimeDefault' },
};
/** How long a load balancer may take to notice that a Pod is about to go; seconds. */
const FAREWELL_SECONDS = 30;

/** The Pod of a load balancer's Envoy; with the Secret of the certificate, when TLS ends there. */
export const podSpec = (cluster: Cluster, ingress: Ingress, tlsSecretName: string | undefined): PodSpec => {
  const { envoy } = ingress;
  const mounted = [
    configuration(envoyConfigName(cluster, ingress)),
    ...(tlsSecretName === undefined ? [] : [certificate(tlsSecretName, ingress.isSni)]),
  ];
  const serviceAccountName = nonEmpty(envoy.serviceAccountName);
  const priorityClassName = nonEmpty(envoy.priorityClassName);
  return {
    securityContext: { ...RESTRICTED_POD, ...envoy.podSecurityContext },
    ...(serviceAccountName === undefined ? { automountServiceAccountToken: false } : { serviceAccountName }),
    ...(envoy.imagePullSecrets?.length && { imagePullSecrets: envoy.imagePullSecrets }),
    ...(Object.keys(envoy.nodeSelector ?? {}).length > 0 && { nodeSelector: envoy.nodeSelector ?? {} }),
    ...(envoy.tolerations?.length && { tolerations: envoy.tolerations }),
    ...(envoy.affinity !== undefined && { affinity: envoy.affinity }),
    ...(envoy.topologySpreadConstraints?.length && { topologySpreadConstraints: envoy.topologySpreadConstraints }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    // Names of brokers are complete: with the default of 5 each would be looked up under every search domain first.
    dnsConfig: { options: [{ name: 'ndots', value: '1' }] },
    terminationGracePeriodSeconds: FAREWELL_SECONDS + 15,
    containers: [
      container(
        ingress,
        mounted.map(({ mount }) => mount),
      ),
    ],
    volumes: mounted.map(({ volume }) => volume),
  };
};

const container = ({ envoy, targetPort, healthPort }: Ingress, volumeMounts: readonly VolumeMount[]): Container => ({
  name: 'envoy',
  image: nonEmpty(envoy.image) ?? DEFAULT_ENVOY_IMAGE,
  // By its name: not every image starts it by itself, and what some do before it needs root.
  command: ['envoy'],
  args: ['-c', `${CONFIG_FOLDER}/${FILE.bootstrap}`, ...concurrency(envoy.envoyCommandLineArgs?.concurrency)],
  ports: [
    { name: ANYCAST_PORT_NAME, containerPort: targetPort, protocol: 'TCP' },
    { name: 'tcp-health', containerPort: healthPort, protocol: 'TCP' },
    { name: 'metrics', containerPort: ENVOY_STATS_PORT, protocol: 'TCP' },
  ],
  resources: canonicalResources(envoy.resourceRequirements ?? DEFAULT_RESOURCES),
  securityContext: { ...RESTRICTED_CONTAINER, readOnlyRootFilesystem: true },
  readinessProbe: probe({ periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3 }),
  // Slow to judge: a restart closes every connection, and a start waits for DNS and for a first health check.
  livenessProbe: probe({ periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
  lifecycle: { preStop: { exec: { command: ['sleep', String(FAREWELL_SECONDS)] } } },
  terminationMessagePolicy: 'FallbackToLogsOnError',
  volumeMounts,
});

const concurrency = (threads: number | undefined): readonly string[] => (threads === undefined ? [] : ['--concurrency', String(threads)]);

const probe = (times: Probe): Probe => ({ httpGet: { path: '/ready', port: ENVOY_STATS_PORT }, ...times });

interface Mounted {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** The whole folder: the kubelet never renews a single file that is mounted by subPath. */
const configuration = (name: string): Mounted => ({
  volume: { name, configMap: { name } },
  mount: { name, mountPath: CONFIG_FOLDER, readOnly: true },
});

/** With a port a broker no wanted way shows the certificate: then its Secret may be missing. */
const certificate = (secretName: string, isNeeded: boolean): Mounted => ({
  volume: {
    name: 'certificate',
    secret: {
      secretName,
      ...(!isNeeded && { optional: true }),
      defaultMode: SECRET_MODE,
      items: [
        { key: 'tls.crt', path: fileName(CERTIFICATE_FILE) },
        { key: 'tls.key', path: fileName(KEY_FILE) },
      ],
    },
  },
  mount: { name: 'certificate', mountPath: CERTIFICATE_FOLDER, readOnly: true },
});

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
