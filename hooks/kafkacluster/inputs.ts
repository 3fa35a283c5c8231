/**
 * What of a user's wishes needs a restart, as fingerprints by part. The annotation on a running Pod against the one
 * that would be written now tells whether a restart is due and, by the names of the parts, why.
 * Inputs are taken from the spec, not from rendered objects: a new release that renders them otherwise restarts nothing.
 */
import { canonicalJson, shortHash } from '../kube/hash.ts';
import { type NodeFacts, userOptions } from './broker-config/broker-config.ts';
import { advertisedAddresses } from './broker-config/generated.ts';
import { clientSecretName, serverSecretName, sslListeners } from './broker-config/stores.ts';
import type { Cluster, KafkaNode } from './cluster.ts';
import { quorumVoters } from './quorum.ts';
import { lastOf } from './remember.ts';

/** A part of the inputs; the name is what status shows. */
export type InputPart = 'configuration' | 'environment' | 'image' | 'log4j' | 'pod' | 'resources' | 'secrets' | 'storage';

type Inputs = Readonly<Record<InputPart, unknown>>;

/** `part:fingerprint` of every part, sorted, separated by blanks: the value of the annotation. */
export const fingerprint = (cluster: Cluster, node: KafkaNode, facts: NodeFacts): string =>
  rememberFingerprint(node, [cluster, facts.quorum?.mode, JSON.stringify(facts.external)], () => makeFingerprint(cluster, node, facts));

// Of a node's facts only the mode of the quorum and the external addresses are inputs.
const rememberFingerprint = lastOf<KafkaNode, string>();

const makeFingerprint = (cluster: Cluster, node: KafkaNode, facts: NodeFacts): string =>
  Object.entries(inputsOf(cluster, node, facts))
    .map(([part, value]) => `${part}:${shortHash(canonicalJson(value))}`)
    .sort()
    .join(' ');

/** Names of the parts that differ between two annotations. */
export const changedParts = (running: string, wanted: string): readonly string[] => {
  if (running === wanted) return [];
  const before = readParts(running);
  const after = readParts(wanted);
  // A part that only one side has came with another release and says nothing.
  return [...after].filter(([part, hash]) => before.has(part) && before.get(part) !== hash).map(([part]) => part);
};

const readParts = (annotation: string): ReadonlyMap<string, string> =>
  new Map(
    annotation.split(' ').flatMap((item) => {
      const [part, hash] = item.split(':');
      return part !== undefined && hash !== undefined ? [[part, hash] as const] : [];
    }),
  );

/** What is fingerprinted, part by part: `plan` tells from two of them what differs. */
export const inputsOf = (cluster: Cluster, node: KafkaNode, facts: NodeFacts): Inputs => {
  const { config } = node;
  const { spec } = cluster;
  return {
    configuration: configurationInput(cluster, node, facts),
    environment: { envs: [spec.envs ?? [], config.envs ?? []], heap: config.kafkaHeapOpts, jvm: config.kafkaJvmPerfOpts },
    image: node.image,
    log4j: config.log4jConfig,
    pod: {
      affinity: config.affinity,
      annotations: config.brokerAnnotations,
      containers: config.containers,
      grace: config.terminationGracePeriodSeconds,
      headless: cluster.headless,
      imagePullSecrets: config.imagePullSecrets,
      initContainers: config.initContainers,
      jmx: [spec.monitoringConfig?.jmxImage, spec.monitoringConfig?.pathToJar],
      labels: config.brokerLabels,
      nodeSelector: config.nodeSelector,
      onePerNode: spec.oneBrokerPerNode === true,
      podSecurityContext: config.podSecurityContext,
      ports: spec.additionalPorts,
      priorityClassName: config.priorityClassName,
      reporter:
        spec.cruiseControlConfig === undefined
          ? undefined
          : [config.metricsReporterImage, spec.clusterMetricsReporterImage, spec.cruiseControlConfig.image],
      securityContext: config.securityContext,
      serviceAccountName: config.serviceAccountName,
      tolerations: config.tolerations,
      volumeMounts: config.volumeMounts,
      volumes: config.volumes,
    },
    resources: config.resourceRequirements,
    secrets: [sslListeners(cluster).map((listener) => serverSecretName(cluster, listener)), clientSecretName(cluster)],
    // Sizes are left out: a claim grows under a running broker.
    storage: (config.storageConfigs ?? []).map((storage) => [
      storage.mountPath,
      storage.pvcSpec === undefined ? storage.emptyDir : 'claim',
    ]),
  };
};

/** Whatever ends in the node's static configuration, by what the user said, not by how it is written down. */
const configurationInput = (cluster: Cluster, node: KafkaNode, { quorum, external }: NodeFacts): unknown => ({
  user: Object.fromEntries(userOptions(cluster, node)),
  roles: node.roles,
  listeners: [...cluster.internalListeners, ...cluster.externalListeners]
    .map((l) => [
      l.name,
      l.type,
      l.containerPort,
      l.usedForInnerBrokerCommunication === true,
      'usedForControllerCommunication' in l && l.usedForControllerCommunication === true,
      l.sslClientAuth ?? null,
    ])
    .sort(),
  advertised: node.isBroker ? [...advertisedAddresses(cluster, node, external)].sort() : undefined,
  // Members of a dynamic quorum may come and go: finding it by any of them is enough (KIP-853).
  voters: quorum?.mode === 'static' ? quorumVoters(cluster) : undefined,
  zookeeper: cluster.mode === 'zookeeper' ? [cluster.spec.zkAddresses, cluster.spec.zkPath] : undefined,
  rackLabels: node.isBroker ? cluster.spec.rackAwareness?.labels : undefined,
  reporter: node.isBroker && cluster.spec.cruiseControlConfig !== undefined ? true : undefined,
});
