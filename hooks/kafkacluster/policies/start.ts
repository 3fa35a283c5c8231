/**
 * May the Pod of a node without one be created now? What a Pod needs must be seen first, and nothing may exist that
 * could be a second process with the same broker id.
 */
import type { BrokerState, KafkaClusterStatus } from '../../api/kafka-cluster.ts';
import type { KafkaNode } from '../cluster.ts';
import type { Ways } from '../external/advertised.ts';
import { isFirstStart, whyNotYet } from '../external/ways.ts';
import type { ClusterId } from '../identity.ts';
import { type Observed, observedNode } from '../observed.ts';
import type { Quorum } from '../quorum.ts';
import { blocked, type Decision, firstObjection, proceed, wait } from './decision.ts';

export interface StartInput {
  readonly node: KafkaNode;
  readonly observed: Observed;
  readonly clusterId: ClusterId;
  readonly quorum: Quorum | undefined;
  readonly status: KafkaClusterStatus | undefined;
  readonly state: BrokerState | undefined;
  /** How clients outside reach it. */
  readonly ways: Ways;
  /** Its ConfigMap is there and says something else than it should. */
  readonly hasOldConfiguration?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type StartPolicy = (input: StartInput) => Decision;

const nothingForeignHasTheId: StartPolicy = ({ node, observed }) => {
  const foreign = observed.foreign.get(node.id);
  if (foreign === undefined) return proceed;
  return wait('AdoptionPending', `${foreign.join(', ')} of broker ${node.id} carries the cluster's label but is not adopted yet`, 5);
};

const disksAreOfOneCluster: StartPolicy = ({ clusterId }) =>
  clusterId.ok
    ? proceed
    : blocked(
        'ClusterIdConflict',
        `the claims carry the cluster ids ${clusterId.found.join(' and ')}: delete or relabel those that do not belong here`,
      );

// A node formats its disk with these: they must be on record before the first one does.
const identityIsRecorded: StartPolicy = ({ node, clusterId, quorum, status }) => {
  if (quorum === undefined || !clusterId.ok) return proceed;
  const recorded = status?.clusterID === clusterId.id && status.quorum?.mode === quorum.mode;
  return recorded ? proceed : wait('IdentityPending', `broker ${node.id} waits until cluster id and quorum are in status`);
};

// The voters of a static quorum are those of the spec: without some of them the others would elect a leader that lacks what those know.
const votersAreDescribed: StartPolicy = ({ node, quorum }) =>
  quorum?.mode === 'static' && node.isController && quorum.strangers.length > 0
    ? blocked(
        'QuorumIncomplete',
        `controller ${node.id} waits: the claims of controllers ${quorum.strangers.join(', ')} are there, and spec.brokers has them no more; put them back, or delete their claims to give them up`,
      )
    : proceed;

const claimsAreSeen: StartPolicy = ({ node, observed }) => {
  const claims = observedNode(observed, node.id).claims;
  const missing = (node.config.storageConfigs ?? [])
    .filter((s) => s.pvcSpec !== undefined && !claims.has(s.mountPath))
    .map((s) => s.mountPath);
  return missing.length === 0 ? proceed : wait('ClaimsPending', `broker ${node.id} waits for the claims of ${missing.join(', ')}`);
};

const noClaimIsGoing: StartPolicy = ({ node, observed }) => {
  const going = [...observedNode(observed, node.id).claims.values()].filter((claim) => claim.metadata?.deletionTimestamp !== undefined);
  return going.length === 0
    ? proceed
    : wait('ClaimsPending', `broker ${node.id}: ${going.map((claim) => claim.metadata?.name).join(', ')} is being deleted`);
};

// A broker tells clients its addresses from its first moment on, and they have to lead to it. One that has run before comes back without: its replicas matter more.
const addressesAreKnown: StartPolicy = ({ node, observed, state, ways }) => {
  if (!isFirstStart(state, observedNode(observed, node.id))) return proceed;
  const pending = [...ways].flatMap(([listener, way]) => {
    const why = whyNotYet(way);
    return why === undefined ? [] : [`listener ${listener}: ${why}`];
  });
  return pending.length === 0
    ? proceed
    : wait('ExternalAddressPending', `broker ${node.id} waits for its external address; ${pending.join('; ')}`);
};

// A Pod on another Kubernetes node would start with the address of the last one.
const oldAddressIsGone: StartPolicy = ({ node, observed, ways }) =>
  observedNode(observed, node.id).configMap !== undefined && [...ways.values()].some(({ kind }) => kind === 'unscheduled')
    ? wait('ExternalAddressPending', `broker ${node.id} waits until the configuration with the address of its last Kubernetes node is gone`)
    : proceed;

// What the Pod is made for and what it reads are to be the same, also when the one write is done and the other is not.
const configurationIsSeen: StartPolicy = ({ node, hasOldConfiguration = false }) =>
  hasOldConfiguration ? wait('Creating', `broker ${node.id} waits until its configuration is written`) : proceed;

const backOffIsOver: StartPolicy = ({ node, state, now }) => {
  const until = Date.parse(state?.restarts?.nextStartAfter ?? '');
  if (Number.isNaN(until) || until <= now) return proceed;
  return wait(
    'BackOff',
    `broker ${node.id} failed ${state?.restarts?.count} times in a row: next start at ${state?.restarts?.nextStartAfter}`,
    secondsUntil(until, now),
  );
};

/** Whole seconds from now to a moment, at least one: what a call waits for is never asked for at once. */
export const secondsUntil = (until: number, now: number): number => Math.max(1, Math.ceil((until - now) / 1000));

export const startPolicies: readonly StartPolicy[] = [
  nothingForeignHasTheId,
  disksAreOfOneCluster,
  identityIsRecorded,
  votersAreDescribed,
  noClaimIsGoing,
  claimsAreSeen,
  addressesAreKnown,
  oldAddressIsGone,
  backOffIsOver,
  configurationIsSeen,
];

/** Whether a missing Pod may be created. */
export const mayStart = (input: StartInput): Decision => firstObjection(startPolicies, input);
