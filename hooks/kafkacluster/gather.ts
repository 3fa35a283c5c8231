/**
 * From a request to the plain Input that everything after it reads. This release needs nothing from outside the request:
 * readiness comes from the brokers' own probes, and the rest is in the spec, the children and the status.
 */
import type { BrokerState, KafkaCluster, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import { isReady } from '../kube/pod-readiness.ts';
import type { PersistentVolumeClaim } from '../kube/types.ts';
import type { CompositeRequest } from '../protocol/composite.ts';
import { type AlertsSeen, seeAlerts } from './alerts/status.ts';
import { type Cluster, type KafkaNode, readCluster } from './cluster.ts';
import { type AllWays, findWays } from './external/ways.ts';
import { type ClusterId, decideClusterId } from './identity.ts';
import { ANNOTATION, claimName } from './names.ts';
import { brokerIdOf, type Observed, observe, observedNode } from './observed.ts';
import { decideQuorum, type Quorum, type QuorumMark } from './quorum.ts';

export interface Input {
  readonly cluster: Cluster;
  readonly observed: Observed;
  readonly status: KafkaClusterStatus | undefined;
  readonly clusterId: ClusterId;
  readonly quorum: Quorum | undefined;
  /** Marks on the claims of controllers that were seen. */
  readonly marks: ReadonlyMap<number, QuorumMark | undefined>;
  /** How brokers are reached from outside. */
  readonly ways: AllWays;
  /** What alerts did, and how many stand against rolling upgrades. */
  readonly alerts: AlertsSeen;
  /** When a rebalance was asked for; undefined when none waits. */
  readonly rebalance: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What status says of a broker. */
export const stateOf = (status: KafkaClusterStatus | undefined, id: number): BrokerState | undefined => status?.brokersState?.[String(id)];

/** The Input of one call. */
export const gather = (request: CompositeRequest<KafkaCluster>, now: number): Input => {
  const { parent } = request;
  const observed = observe(request);
  const cluster = withLeftDisks(parent, observed);
  const controllers = cluster.nodes.filter((node) => node.isController);
  const strangers = strangersClaims(cluster, observed);
  const claims = [...controllers.flatMap((node) => metadataClaims(observed, node)), ...strangers];
  const marks = new Map(claims.map(({ id, claim }) => [id, readMark(claim.metadata?.annotations?.[ANNOTATION.quorum])] as const));
  const retained = claims.some(({ claim }) => isOlder(claim, parent));
  const controllerReady = controllers.some((node) => {
    const pod = observedNode(observed, node.id).pod;
    return pod !== undefined && isReady(pod);
  });
  return {
    cluster,
    observed,
    status: parent.status,
    clusterId: decideClusterId(parent, clusterIdsOnClaims(observed)),
    quorum: decideQuorum(cluster, {
      status: parent.status,
      marks,
      retained,
      controllerReady,
      strangers: strangers.map(({ id }) => id).filter((id) => observedNode(observed, id).pod === undefined),
    }),
    marks,
    ways: findWays(cluster, observed, parent.status),
    alerts: seeAlerts(parent.metadata, now),
    rebalance: parent.metadata.annotations?.[ANNOTATION.rebalance],
    now,
  };
};

/** The model, with the disks that brokers have and the spec no longer mentions. */
const withLeftDisks = (parent: KafkaCluster, observed: Observed): Cluster => {
  const cluster = readCluster(parent);
  const left = cluster.nodes.flatMap((node) => {
    const paths = (node.config.storageConfigs ?? []).map(({ mountPath }) => mountPath);
    // A claim of a mentioned disk is one by its name, too, whatever a person did to its annotation.
    const names = new Set(paths.map((path) => claimName(cluster, node.id, path)));
    return [...observedNode(observed, node.id).claims]
      .filter(([path, claim]) => path.startsWith('/') && !paths.includes(path) && !names.has(claim.metadata?.name ?? ''))
      .map(([mountPath]) => ({ id: node.id, mountPath }));
  });
  return left.length === 0
    ? cluster
    : readCluster(
        parent,
        left.sort((a, b) => a.id - b.id || (a.mountPath < b.mountPath ? -1 : 1)),
      );
};

interface OwnedClaim {
  readonly id: number;
  readonly claim: PersistentVolumeClaim;
}

/** Claims of a quorum's members that neither spec nor status describes: after a KafkaCluster was deleted and applied again without them. */
const strangersClaims = (cluster: Cluster, { byId, foreignClaims }: Observed): readonly OwnedClaim[] => {
  const described = new Set(cluster.nodes.map(({ id }) => id));
  return [...[...byId.values()].flatMap(({ claims }) => [...claims.values()]), ...foreignClaims].flatMap((claim) => {
    const id = brokerIdOf(claim);
    return id === undefined || described.has(id) || readMark(claim.metadata?.annotations?.[ANNOTATION.quorum]) === undefined
      ? []
      : [{ id, claim }];
  });
};

/** The claim on which a controller keeps the metadata log (the first of log.dirs), adopted or not. */
const metadataClaims = (observed: Observed, node: KafkaNode): readonly OwnedClaim[] => {
  const path = node.config.storageConfigs?.[0]?.mountPath;
  if (path === undefined) return [];
  const own = observedNode(observed, node.id).claims.get(path);
  const foreign = observed.foreignClaims.find((c) => brokerIdOf(c) === node.id && c.metadata?.annotations?.[ANNOTATION.mountPath] === path);
  const claim = own ?? foreign;
  return claim === undefined ? [] : [{ id: node.id, claim }];
};

const isOlder = (claim: PersistentVolumeClaim, parent: KafkaCluster): boolean =>
  Date.parse(claim.metadata?.creationTimestamp ?? '') < Date.parse(parent.metadata.creationTimestamp ?? '');

/** Ours and those that wait for adoption: both tell what is on the disks. */
const clusterIdsOnClaims = (observed: Observed): readonly string[] =>
  [...[...observed.byId.values()].flatMap((node) => [...node.claims.values()]), ...observed.foreignClaims]
    .map((claim) => claim.metadata?.annotations?.[ANNOTATION.clusterId])
    .filter((id): id is string => id !== undefined && id !== '');

const readMark = (text: string | undefined): QuorumMark | undefined =>
  text === 'static' || text === 'dynamic-initial' || text === 'dynamic-joining' ? text : undefined;
