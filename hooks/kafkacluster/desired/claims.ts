/**
 * PersistentVolumeClaims, the one child that is data. A new claim is built from the spec; one that exists is returned
 * as it was last written, and only its size may grow: everything else of a claim is immutable, and the API server
 * would refuse a change at every sync. A claim never shrinks and is never left out.
 */
import type { StorageConfig } from '../../api/kafka-cluster.ts';
import { canonicalQuantities, canonicalQuantity, quantityUnits } from '../../kube/quantity.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../kube/types.ts';
import type { Cluster, KafkaNode } from '../cluster.ts';
import { keepAsIs } from '../keep.ts';
import { ANNOTATION, brokerLabels, claimName, LABEL, propagated, roleText } from '../names.ts';
import type { Observed } from '../observed.ts';
import type { QuorumMark } from '../quorum.ts';
import { lastOf } from '../remember.ts';

/** The second owner that keeps a claim alive when its KafkaCluster is deleted. */
export interface Anchor {
  readonly name: string;
  readonly uid: string;
}

export interface ClaimFacts {
  readonly clusterId: string;
  readonly mark: QuorumMark | undefined;
  /** Undefined under policy Delete; `unknown` when it is wanted and was not shown: then a claim keeps the owners it has. */
  readonly anchor: Anchor | 'unknown' | undefined;
}

/** A claim for a storage configuration of a node that has none yet. */
export const newClaim = (
  cluster: Cluster,
  storage: { readonly node: KafkaNode; readonly config: StorageConfig },
  facts: ClaimFacts,
): PersistentVolumeClaim => {
  const { node, config } = storage;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(cluster, node.id, config.mountPath),
      namespace: cluster.namespace,
      labels: claimLabels(cluster, node),
      annotations: {
        [ANNOTATION.mountPath]: config.mountPath,
        [ANNOTATION.clusterId]: facts.clusterId,
        ...(facts.mark !== undefined && { [ANNOTATION.quorum]: facts.mark }),
      },
      ...ownersOf(facts.anchor),
    },
    spec: claimSpec(config.pvcSpec ?? {}, node, config.mountPath),
  };
};

/** An existing claim: as last written, with the owner that the policy asks for, and larger when it may grow. */
export const existingClaim = (
  observed: PersistentVolumeClaim,
  wanted: string | undefined,
  context: { readonly facts: ClaimFacts; readonly observed: Observed },
): PersistentVolumeClaim => {
  const kept = keepAsIs(observed) as PersistentVolumeClaim;
  const grown = wanted === undefined ? undefined : growth(observed, wanted, context.observed);
  const { clusterId, anchor } = context.facts;
  const anchorKey = typeof anchor === 'object' ? `${anchor.name}/${anchor.uid}` : anchor;
  return rememberClaim(kept, [clusterId, anchorKey, grown], () => withFacts(kept, context.facts, grown));
};

const rememberClaim = lastOf<PersistentVolumeClaim, PersistentVolumeClaim>();

const withFacts = (kept: PersistentVolumeClaim, facts: ClaimFacts, grown: string | undefined): PersistentVolumeClaim => {
  const { spec } = kept;
  return {
    ...kept,
    metadata: {
      ...(facts.anchor === 'unknown' ? kept.metadata : withoutOwners(kept)),
      ...annotationsOf(kept, facts),
      ...ownersOf(facts.anchor),
    },
    ...(grown !== undefined && {
      spec: { ...spec, resources: { ...spec?.resources, requests: { ...spec?.resources?.requests, storage: grown } } },
    }),
  };
};

/** A claim that Koperator made says from now on which cluster's data it holds. */
const annotationsOf = (kept: PersistentVolumeClaim, { clusterId }: ClaimFacts) => {
  const annotations = kept.metadata?.annotations ?? {};
  return clusterId === '' || annotations[ANNOTATION.clusterId] !== undefined
    ? {}
    : { annotations: { ...annotations, [ANNOTATION.clusterId]: clusterId } };
};

const withoutOwners = (claim: PersistentVolumeClaim): NonNullable<PersistentVolumeClaim['metadata']> => {
  const { ownerReferences: _owners, ...metadata } = claim.metadata ?? {};
  return metadata;
};

/** The size to ask for when it is larger than what was asked for and the volume can take it; undefined otherwise. */
const growth = (observed: PersistentVolumeClaim, wanted: string, world: Observed): string | undefined => {
  const now = quantityUnits(observed.spec?.resources?.requests?.['storage'] ?? '0');
  const target = quantityUnits(wanted);
  if (now === undefined || target === undefined || target <= now) return undefined;
  return canGrow(observed, world) ? canonicalQuantity(wanted) : undefined;
};

/** Kubernetes lets a claim grow when it is bound and its class allows expansion. */
export const canGrow = (claim: PersistentVolumeClaim, world: Observed): boolean =>
  claim.status?.phase === 'Bound' && world.growableClasses.has(claim.spec?.storageClassName ?? '');

const claimLabels = (cluster: Cluster, node: KafkaNode) =>
  propagated(cluster, { ...brokerLabels(cluster, node.id), [LABEL.claimRoles]: roleText(node) });

// No `controller: true`: Metacontroller adds its own reference, this one only keeps the garbage collector away.
const ownersOf = (anchor: ClaimFacts['anchor']) =>
  anchor === undefined || anchor === 'unknown'
    ? {}
    : { ownerReferences: [{ apiVersion: 'v1', kind: 'Namespace', name: anchor.name, uid: anchor.uid }] };

/** Koperator renders claims as Go templates with these two variables. */
const claimSpec = (spec: PersistentVolumeClaimSpec, node: KafkaNode, mountPath: string): PersistentVolumeClaimSpec => {
  const rendered = renderTemplates(spec, { BrokerId: String(node.id), MountPath: mountPath }) as PersistentVolumeClaimSpec;
  const { requests, limits } = rendered.resources ?? {};
  return {
    ...rendered,
    accessModes: rendered.accessModes ?? ['ReadWriteOnce'],
    resources: {
      ...(requests !== undefined && { requests: canonicalQuantities(requests) }),
      ...(limits !== undefined && { limits: canonicalQuantities(limits) }),
    },
  };
};

/** Replaces `{{ .BrokerId }}` and `{{ .MountPath }}` in every text; validation refuses any other template. */
const renderTemplates = (value: unknown, variables: Readonly<Record<string, string>>): unknown => {
  if (typeof value === 'string') return value.replace(/\{\{-?\s*\.(\w+)\s*-?\}\}/g, (whole, name: string) => variables[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => renderTemplates(item, variables));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderTemplates(item, variables)]));
  return value;
};
