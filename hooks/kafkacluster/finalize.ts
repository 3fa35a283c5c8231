/**
 * The end of a KafkaCluster: brokers stop first and controllers last, for a broker's controlled shutdown needs the
 * quorum. Claims are never part of what goes: under policy Retain the last step waits until each claim is seen with the
 * owner that outlives the KafkaCluster; under policy Delete the garbage collector takes them when this is over.
 */
import type { KafkaCluster, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import { stampConditions } from '../kube/conditions.ts';
import type { KubeObject, PersistentVolumeClaim, Pod } from '../kube/types.ts';
import type { CompositeRequest, CompositeResponse } from '../protocol/composite.ts';
import type { CallContext } from '../protocol/controller.ts';
import { type ClaimFacts, existingClaim } from './desired/claims.ts';
import { keepAsIs } from './keep.ts';
import { LABEL } from './names.ts';
import { objects, observe } from './observed.ts';
import { anchorOf } from './render.ts';
import { withoutGeneration } from './status.ts';

/** Finalize: called instead of sync once the KafkaCluster has a deletion timestamp. */
export const finalize = async (
  request: CompositeRequest<KafkaCluster>,
  { now }: CallContext,
): Promise<CompositeResponse<KafkaClusterStatus>> => {
  const { parent, children } = request;
  const observed = observe(request);
  const retain = parent.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted !== 'Delete';
  const anchor = anchorOf({ cluster: identityOf(parent), observed });
  const pods = objects<Pod>(children, 'Pod.v1');
  const brokers = pods.filter((pod) => pod.metadata?.labels?.[LABEL.isBroker] !== 'false');
  const staying = brokers.length > 0 ? pods.filter((pod) => !brokers.includes(pod)) : [];
  const claims = objects<PersistentVolumeClaim>(children, 'PersistentVolumeClaim.v1');
  const safe = !retain || claims.every((claim) => isKept(claim, anchor));
  const message =
    pods.length > 0 ? `${pods.length} Pods are stopping` : safe ? 'all Pods are gone' : 'claims wait for the owner that keeps them';
  return {
    status: {
      ...withoutGeneration(parent.status),
      conditions: stampConditions(
        [
          { type: 'Ready', status: 'False', reason: 'Deleting', message },
          { type: 'Reconciling', status: 'True', reason: 'Deleting', message },
        ],
        parent.status?.conditions ?? [],
        { now, generation: parent.metadata.generation ?? 0 },
      ),
    },
    children: [
      ...others(request),
      ...staying.map(keepAsIs),
      ...claims.map((claim) => existingClaim(claim, undefined, { facts: { clusterId: '', mark: undefined, anchor }, observed })),
    ],
    finalized: pods.length === 0 && safe,
    ...(pods.length > 0 && { resyncAfterSeconds: 10 }),
  };
};

/** Configuration and Services stay until the last Pod is gone: brokers that stop still look each other up. */
const others = ({ children }: CompositeRequest<KafkaCluster>): readonly KubeObject[] =>
  Object.entries(children)
    .filter(([group]) => group !== 'Pod.v1' && group !== 'PersistentVolumeClaim.v1')
    .flatMap(([, group]) => Object.values(group).map(keepAsIs));

const isKept = (claim: PersistentVolumeClaim, anchor: ClaimFacts['anchor']): boolean =>
  claim.metadata?.deletionTimestamp !== undefined ||
  (anchor !== undefined && anchor !== 'unknown' && claim.metadata?.ownerReferences?.some((owner) => owner.uid === anchor.uid) === true);

const identityOf = ({ metadata, spec }: KafkaCluster) => ({ name: metadata.name ?? '', namespace: metadata.namespace ?? '', spec });
