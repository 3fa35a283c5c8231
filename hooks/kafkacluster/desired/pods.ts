/**
 * The broker Pod. Built from nothing at each sync; what already runs is left as it is by Metacontroller (OnDelete),
 * and whether it should be replaced is told by the annotation with the fingerprints of the user's inputs, never by
 * comparing Pods: defaults and admission webhooks would make that comparison mean nothing.
 */
import type { Pod, PodSpec } from '../../kube/types.ts';
import { subdomainOf } from '../addresses.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { DEFAULT_GRACE_SECONDS } from '../defaults.ts';
import { ANNOTATION, brokerLabels, kafkaLabels, LABEL, nodeName, propagated, roleText } from '../names.ts';
import type { ObservedNode } from '../observed.ts';
import type { FormatFacts } from '../quorum.ts';
import { lastOf } from '../remember.ts';
import { initContainers, kafkaContainer } from './containers.ts';
import { RESTRICTED_POD } from './restricted.ts';
import { mountedVolumes } from './volumes.ts';

/** Raised when the code here renders a different Pod from the same inputs; never a reason to restart (architecture, section 6). */
export const TEMPLATE_VERSION = '1';

export interface PodFacts {
  readonly format: FormatFacts | undefined;
  /** Fingerprints of the inputs, see inputs.ts. */
  readonly inputs: string;
  /** Its ways in from outside, see external/made-with.ts. */
  readonly waysIn: string | undefined;
  readonly observed: ObservedNode;
}

/** The desired Pod of a node. */
export const brokerPod = (cluster: Cluster, node: KafkaNode, facts: PodFacts): Pod => {
  const { format, inputs, waysIn, observed } = facts;
  const claims = [...observed.claims].map(([path, claim]) => [path, claim.metadata?.name]);
  const key = JSON.stringify([format, inputs, waysIn, observed.pod?.metadata?.name, claims]);
  return rememberPod(node, [cluster, key], () => makePod(cluster, node, facts));
};

const rememberPod = lastOf<KafkaNode, Pod>();

const makePod = (cluster: Cluster, node: KafkaNode, facts: PodFacts): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    // An adopted Pod keeps its random name for its lifetime.
    name: facts.observed.pod?.metadata?.name ?? nodeName(cluster, node.id),
    namespace: cluster.namespace,
    labels: podLabels(cluster, node),
    annotations: {
      ...node.config.brokerAnnotations,
      [ANNOTATION.inputs]: facts.inputs,
      ...(facts.waysIn !== undefined && { [ANNOTATION.waysIn]: facts.waysIn }),
      [ANNOTATION.template]: TEMPLATE_VERSION,
    },
  },
  spec: podSpec(cluster, node, facts),
});

const podLabels = (cluster: Cluster, node: KafkaNode) =>
  propagated(cluster, {
    ...node.config.brokerLabels,
    ...brokerLabels(cluster, node.id),
    [LABEL.isController]: String(node.isController),
    [LABEL.isBroker]: String(node.isBroker),
    ...(cluster.mode === 'kraft' && { [LABEL.processRoles]: roleText(node) }),
  });

const podSpec = (cluster: Cluster, node: KafkaNode, facts: PodFacts): PodSpec => {
  const { config } = node;
  const mounted = mountedVolumes(cluster, node, facts.observed);
  const mounts = [...mounted.map((m) => m.mount), ...(config.volumeMounts ?? [])];
  const inits = initContainers(cluster, node);
  return {
    restartPolicy: 'Never',
    ...(cluster.headless && { hostname: nodeName(cluster, node.id), subdomain: subdomainOf(cluster, node) }),
    ...(config.serviceAccountName ? { serviceAccountName: config.serviceAccountName } : { automountServiceAccountToken: false }),
    securityContext: { ...RESTRICTED_POD, ...config.podSecurityContext },
    terminationGracePeriodSeconds: config.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
    ...(config.priorityClassName && { priorityClassName: config.priorityClassName }),
    ...(Object.keys(config.nodeSelector ?? {}).length > 0 && { nodeSelector: config.nodeSelector }),
    ...(config.tolerations?.length && { tolerations: config.tolerations }),
    ...(config.imagePullSecrets?.length && { imagePullSecrets: config.imagePullSecrets }),
    affinity: config.affinity ?? spreadOverNodes(cluster),
    ...(config.affinity === undefined && { topologySpreadConstraints: [spreadOverZones(cluster, node)] }),
    initContainers: [...inits],
    containers: [kafkaContainer(cluster, node, { format: facts.format, mounts }), ...(config.containers ?? [])],
    volumes: [...mounted.map((m) => m.volume), ...(config.volumes ?? [])],
  };
};

const spreadOverNodes = (cluster: Cluster): NonNullable<PodSpec['affinity']> => {
  const term = { labelSelector: { matchLabels: kafkaLabels(cluster) }, topologyKey: 'kubernetes.io/hostname' };
  return {
    podAntiAffinity:
      cluster.spec.oneBrokerPerNode === true
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  };
};

/** Preferred, not required: after the loss of a zone a broker whose volume is elsewhere must still be able to start. */
const spreadOverZones = (cluster: Cluster, node: KafkaNode) => {
  const role = node.isBroker ? { [LABEL.isBroker]: 'true' } : { [LABEL.isController]: 'true' };
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...kafkaLabels(cluster), ...role } },
  };
};
