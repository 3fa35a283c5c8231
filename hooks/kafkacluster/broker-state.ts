/**
 * status.brokersState of one broker. Koperator's four states keep their meaning for its users' tools; ours say in words
 * what the broker does, why, and what waits for it.
 */
import type { BrokerState } from '../api/kafka-cluster.ts';
import { formatVersion } from '../kafka/version.ts';
import { quantityUnits } from '../kube/quantity.ts';
import type { Pod } from '../kube/types.ts';
import type { Cluster, KafkaNode } from './cluster.ts';
import { writeBackup } from './configuration-backup.ts';
import type { NodePlan } from './decide.ts';
import { canGrow } from './desired/claims.ts';
import { recordAdvertised } from './external/advertised.ts';
import { configNames } from './external/ingress.ts';
import { madeNow, readMade } from './external/made-with.ts';
import { waysOf } from './external/ways.ts';
import { type Input, stateOf } from './gather.ts';
import { observedNode } from './observed.ts';
import { rackState } from './rack.ts';

/** The state of a broker that the spec or its own backup describes. */
export const brokerState = (input: Input, plan: NodePlan): BrokerState => {
  const { cluster } = input;
  const { node, decision, rack } = plan;
  const before = stateOf(input.status, node.id);
  const pod = observedNode(input.observed, node.id).pod;
  const restart = decision.pendingRestart;
  const message = [rack.kind === 'pending' && decision.phase === 'Starting' ? rack.message : decision.message, volumeMessage(input, node)]
    .filter((text) => text !== '')
    .join('; ');
  return {
    phase: decision.phase,
    reason: rack.kind === 'pending' && decision.phase === 'Starting' ? 'RackPending' : decision.reason,
    ...(message !== '' && { message }),
    ...(pod?.metadata?.name !== undefined && { podName: pod.metadata.name }),
    ...(pod?.spec?.nodeName !== undefined && { node: pod.spec.nodeName }),
    image: runs(pod) ?? node.image,
    ...(node.version !== undefined && { version: formatVersion(node.version) }),
    configurationState: restart.length === 0 ? 'ConfigInSync' : 'ConfigOutOfSync',
    perBrokerConfigurationState: hasDynamicConfig(cluster, node) ? 'PerBrokerConfigOutOfSync' : 'PerBrokerConfigInSync',
    rackAwarenessState: rackState(rack),
    gracefulActionState: before?.gracefulActionState ?? { cruiseControlState: firstGracefulState(input, node) },
    ...externalConfigs(cluster, node),
    configurationBackup: node.removed ? (before?.configurationBackup ?? '') : writeBackup(node.source, node.config),
    ...(decision.restarts !== undefined && { restarts: decision.restarts }),
    ...(decision.grant !== undefined && { grant: decision.grant }),
    ...advertised(input, node),
    ...(restart.length > 0 && { pendingRestart: { reason: 'RestartPending', changed: restart } }),
    ...(isLeaving(node) && { removal: { reason: 'RemovalPending', message: removalMessage(node) } }),
  };
};

const advertised = ({ cluster, observed, status, ways }: Input, node: KafkaNode) => {
  const before = stateOf(status, node.id)?.advertised;
  const pod = observedNode(observed, node.id).pod;
  const record =
    pod === undefined
      ? before
      : recordAdvertised(
          {
            pod,
            made: readMade(pod) ?? madeNow(cluster, node, waysOf(ways, node.id)),
            node: observed.nodes.get(pod.spec?.nodeName ?? ''),
            nodesAreShown: observed.nodes.size > 0,
          },
          before,
        );
  // That nothing is advertised is worth a word only where something is to be.
  const isNews = before !== undefined || cluster.externalListeners.length > 0 || Object.keys(record?.listeners ?? {}).length > 0;
  return record === undefined || !isNews ? {} : { advertised: record };
};

/** Left the spec, itself or one of its disks. */
export const isLeaving = (node: KafkaNode): boolean => node.removed || node.leftDisks.length > 0;

/** What waits, and for what. */
export const removalMessage = (node: KafkaNode): string =>
  node.removed
    ? `broker ${node.id} left the spec; it keeps running until its partitions are moved to other brokers`
    : `${node.leftDisks.join(', ')} of broker ${node.id} left the spec; it stays in use until its replicas are moved to other disks`;

/** The image that the Pod has, which an image of the spec that waits for a restart is not. */
const runs = (pod: Pod | undefined): string | undefined => pod?.spec?.containers?.find(({ name }) => name === 'kafka')?.image;

/** Dynamic options are applied by a later step than the Pods'; until then status says that they are not. */
const hasDynamicConfig = (cluster: Cluster, node: KafkaNode): boolean =>
  [node.config.config, cluster.spec.clusterWideConfig].some((text) => text !== undefined && text.trim() !== '');

/** Koperator: brokers of the first hour have nothing to take over, later ones do as soon as Cruise Control can see them. */
const firstGracefulState = ({ status }: Input, node: KafkaNode): string =>
  node.isBroker && status?.cruiseControlTopicStatus === 'CruiseControlTopicReady' ? 'GracefulUpscaleRequired' : 'GracefulUpscaleSucceeded';

const externalConfigs = (cluster: Cluster, node: KafkaNode) => {
  const named = cluster.externalListeners.flatMap((listener) => configNames(node, listener)).filter((name) => name !== undefined);
  return named.length === 0 ? {} : { externalListenerConfigNames: [...new Set(named)] };
};

/** Says when a claim should be larger than its class lets it be. */
const volumeMessage = (input: Input, node: KafkaNode): string => {
  const there = observedNode(input.observed, node.id);
  const stuck = (node.config.storageConfigs ?? []).flatMap((storage) => {
    const claim = there.claims.get(storage.mountPath);
    const wanted = quantityUnits(storage.pvcSpec?.resources?.requests?.['storage'] ?? '0') ?? 0n;
    const asked = quantityUnits(claim?.spec?.resources?.requests?.['storage'] ?? '0') ?? 0n;
    return claim !== undefined && wanted > asked && !canGrow(claim, input.observed) ? [claim.metadata?.name ?? ''] : [];
  });
  return stuck.length === 0
    ? ''
    : `${stuck.join(', ')} should grow, but the claim is not bound or its storage class has no allowVolumeExpansion`;
};
