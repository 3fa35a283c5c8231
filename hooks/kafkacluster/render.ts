/**
 * From decisions to the whole desired world. Rules that hold whatever was decided: every claim that was seen is in the
 * answer, everything of a broker that cannot be described is in it as it is, and a Pod is missing only when its decision says so.
 */
import { mountedClaims } from '../kube/mounted-claims.ts';
import type { KubeObject, PersistentVolumeClaim } from '../kube/types.ts';
import type { Cluster, KafkaNode } from './cluster.ts';
import { cruiseControlChildren } from './cruise-control/children.ts';
import { cruiseControlFacts } from './cruise-control/facts.ts';
import type { Decisions, NodePlan } from './decide.ts';
import { type ClaimFacts, existingClaim, newClaim } from './desired/claims.ts';
import { brokerConfigMap } from './desired/config-maps.ts';
import { disruptionBudgets } from './desired/disruption-budgets.ts';
import { brokerPod } from './desired/pods.ts';
import { services } from './desired/services.ts';
import { isAttachment } from './external/attachments.ts';
import { madeNow, writeMade } from './external/made-with.ts';
import { isFirstStart, knownAddresses, waysOf, whyNotYet } from './external/ways.ts';
import { type Input, stateOf } from './gather.ts';
import { isForeignMade, keepAsIs } from './keep.ts';
import { monitoringConfigMaps } from './monitoring/config-maps.ts';
import { claimName } from './names.ts';
import { brokerIdOf, type Observed, observedNode } from './observed.ts';
import { failureOf } from './policies/failure.ts';
import { markForNewClaim } from './quorum.ts';
import { lastOf } from './remember.ts';

/** Every desired child, in a stable order. */
export const render = (input: Input, decisions: Decisions): readonly KubeObject[] => {
  const { cluster } = input;
  const shared = rememberShared(cluster, [], () => [...services(cluster), ...disruptionBudgets(cluster), ...monitoringConfigMaps(cluster)]);
  const cruiseControl = cruiseControlChildren(cluster, cruiseControlFacts(input, decisions));
  const own = decisions.nodes.flatMap((plan) => nodeChildren(input, plan));
  return withKept(input, decisions, [...shared, ...own, ...cruiseControl]);
};

const rememberShared = lastOf<Cluster, readonly KubeObject[]>();

const nodeChildren = (input: Input, plan: NodePlan): readonly KubeObject[] => {
  const { cluster, quorum } = input;
  const { node, rack } = plan;
  const observed = observedNode(input.observed, node.id);
  const ways = waysOf(input.ways, node.id);
  const facts = { quorum, rack: rack.kind === 'known' ? rack.rack : undefined, external: knownAddresses(ways) };
  return [
    ...claims(input, node),
    // A broker reads rack and addresses at its start: the Pod waits for this ConfigMap.
    ...(rack.kind === 'pending' || isWithheld(input, node) || isHeld(plan) ? [] : [brokerConfigMap(cluster, node, facts)]),
    ...(plan.decision.pod === 'present'
      ? [
          brokerPod(cluster, node, {
            format: formatFacts(input, node),
            inputs: plan.inputs,
            waysIn: writeMade(madeNow(cluster, node, waysOf(input.ways, node.id))),
            observed,
          }),
        ]
      : []),
  ];
};

/** While an address is not known that the broker needs at its first start, or that is to be that of a Kubernetes node which its Pod does not have yet. */
const isWithheld = ({ ways, observed, status }: Input, node: KafkaNode): boolean => {
  const all = [...waysOf(ways, node.id).values()];
  if (all.some(({ kind }) => kind === 'unscheduled')) return true;
  return all.some((way) => whyNotYet(way) !== undefined) && isFirstStart(stateOf(status, node.id), observedNode(observed, node.id));
};

/**
 * While Kafka may not have read it yet: what a Pod was made for is what it starts with, and what status says of it is true;
 * a folder of log.dirs that the Pod does not mount would be made in the container. A broker that is ready has read it.
 */
const isHeld = ({ decision: { phase, pendingRestart } }: NodePlan): boolean =>
  phase === 'Starting' && ['configuration', 'log4j', 'storage'].some((part) => pendingRestart.includes(part));

const formatFacts = ({ quorum, clusterId, marks }: Input, node: KafkaNode) =>
  quorum === undefined || !clusterId.ok ? undefined : { quorum, clusterId: clusterId.id, mark: marks.get(node.id) };

const claims = (input: Input, node: KafkaNode): readonly PersistentVolumeClaim[] => {
  const { cluster, observed, clusterId } = input;
  const anchor = anchorOf(input);
  const there = observedNode(observed, node.id);
  const facts: ClaimFacts = { clusterId: clusterId.ok ? clusterId.id : '', mark: undefined, anchor };
  const wanted = new Map((node.config.storageConfigs ?? []).map((storage) => [storage.mountPath, storage]));
  const existing = [...there.claims].map(([path, claim]) => {
    const size = wanted.get(path)?.pvcSpec?.resources?.requests?.['storage'];
    return existingClaim(claim, size, { facts, observed });
  });
  // A broker that left the spec gets no new disk, and none is made while it is unknown whose disks these are.
  if (node.removed || !clusterId.ok || observed.foreign.has(node.id)) return existing;
  const first = node.config.storageConfigs?.[0]?.mountPath;
  // By name too: a claim whose annotation a person changed is there, and gets its annotation back.
  const names = new Set([...there.claims.values()].map((claim) => claim.metadata?.name));
  // A Pod that waits for a claim would take a new one and format it as the old one should have been.
  const awaited = new Set(there.pod === undefined || failureOf(there.pod) !== undefined ? [] : mountedClaims(there.pod));
  const missing = [...wanted.values()].filter(({ pvcSpec, mountPath }) => {
    const name = claimName(cluster, node.id, mountPath);
    return pvcSpec !== undefined && !there.claims.has(mountPath) && !names.has(name) && !awaited.has(name);
  });
  return [
    ...existing,
    ...missing.map((config) =>
      newClaim(cluster, { node, config }, { ...facts, mark: config.mountPath === first ? newMark(input, node) : undefined }),
    ),
  ];
};

const newMark = ({ quorum }: Input, node: KafkaNode) =>
  quorum === undefined || !node.isController ? undefined : markForNewClaim(quorum, node.id);

/** The namespace that keeps a claim alive; another one where Metacontroller could not tell two owners of one name apart. */
export const anchorName = (cluster: { readonly name: string; readonly namespace: string }): string =>
  cluster.name === cluster.namespace ? 'kube-system' : cluster.namespace;

interface AnchorFacts {
  readonly cluster: Pick<Cluster, 'name' | 'namespace' | 'spec'>;
  readonly observed: Pick<Observed, 'namespaces'>;
}

/** The owner that keeps claims alive under policy Retain. */
export const anchorOf = ({ cluster, observed }: AnchorFacts): ClaimFacts['anchor'] => {
  if (cluster.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete') return undefined;
  const name = anchorName(cluster);
  const uid = observed.namespaces.get(name);
  return uid === undefined || uid === '' ? 'unknown' : { name, uid };
};

/** What is kept although nothing asks for it any more. */
const withKept = (input: Input, decisions: Decisions, desired: readonly KubeObject[]): readonly KubeObject[] => {
  const named = new Set(desired.map(identity));
  const keeps = keeper(input, decisions);
  const kept = Object.entries(input.observed.children).flatMap(([group, byKey]) =>
    Object.values(byKey).filter((object) => !named.has(identity(object)) && keeps(group, object)),
  );
  return [...desired, ...kept.map(keepAsIs)];
};

/** Whether an observed child that is not desired stays. Pods are not asked about here but for brokers that nobody can describe. */
const keeper = (input: Input, decisions: Decisions): ((group: string, object: KubeObject) => boolean) => {
  const undescribed = new Set(decisions.undescribed);
  const configured = new Set(decisions.nodes.filter((plan) => isHeld(plan) || !isWithheld(input, plan.node)).map(({ node }) => node.id));
  // Brokers that run with the other addressing are found under it until they restart.
  const restarting = decisions.nodes.some(({ decision }) => decision.pendingRestart.length > 0);
  return (group, object) => {
    if (isAttachment(object)) return true;
    const id = brokerIdOf(object) ?? -1;
    if (undescribed.has(id) || group === CLAIMS) return true;
    if (group === PODS) return false;
    if (group === SERVICES && restarting) return true;
    // The configuration of a Pod that is about to read it, or whose rack is not known any more.
    if (group === CONFIG_MAPS && configured.has(id)) return true;
    return isForeignMade(object);
  };
};

const PODS = 'Pod.v1';
const CLAIMS = 'PersistentVolumeClaim.v1';
const SERVICES = 'Service.v1';
const CONFIG_MAPS = 'ConfigMap.v1';

const identity = (object: KubeObject): string => `${object.kind}/${object.metadata?.name}`;
