/**
 * Risks of single brokers: those that leave, disks that cannot grow or do not last, Pods without a place, an older Kafka.
 * Each is read from the model that the hooks act upon and from the objects around it.
 */
import { formatVersion, isAtLeast } from '../kafka/version.ts';
import type { KafkaNode } from '../kafkacluster/cluster.ts';
import { canGrow } from '../kafkacluster/desired/claims.ts';
import { quantityUnits } from '../kube/quantity.ts';
import type { Node, PersistentVolumeClaim, Pod } from '../kube/types.ts';
import { type ClusterView, nodeOf, thereOf } from './cluster-view.ts';
import { listIds, nameBrokers } from './id-list.ts';
import type { FoundRisk, Situation } from './risks.ts';

/** Risks by broker; equal ones of several brokers are one. */
export const brokerRisks = ({ view, objects }: Situation, before: ClusterView | undefined): readonly FoundRisk[] => {
  const { input } = view;
  if (input === undefined) return [];
  const nodes = input.cluster.nodes;
  return [
    ...leaving(nodes),
    ...nodes.flatMap((node) => stuck(view, node)),
    ...onEmptyDirs(nodes),
    ...withoutSpace(view),
    ...inOneZone(
      view,
      objects.filter((object): object is Node => object.kind === 'Node'),
    ),
    ...downgraded(view, before),
  ];
};

const leaving = (nodes: readonly KafkaNode[]): readonly FoundRisk[] => [
  ...nodes
    .filter(({ removed }) => removed)
    .map(({ id }) => ({
      code: 'BROKER_LEAVES' as const,
      message: `broker ${id} leaves: it stays until its partitions are moved, and nothing moves them yet`,
    })),
  ...nodes
    .filter(({ leftDisks, removed }) => leftDisks.length > 0 && !removed)
    .map(({ id, leftDisks }) => ({
      code: 'DISK_LEAVES' as const,
      message: `${leftDisks.join(', ')} of broker ${id} leaves: it stays in use until its replicas are moved, and nothing moves them yet`,
    })),
];

const sizeOf = (claim: PersistentVolumeClaim): bigint => quantityUnits(claim.spec?.resources?.requests?.['storage'] ?? '0') ?? 0n;

const stuck = (view: ClusterView, node: KafkaNode): readonly FoundRisk[] =>
  (node.config.storageConfigs ?? []).flatMap((disk) => {
    const claim = thereOf(view, node.id)?.claims.get(disk.mountPath);
    const wanted = quantityUnits(disk.pvcSpec?.resources?.requests?.['storage'] ?? '0') ?? 0n;
    if (claim === undefined || view.input === undefined || wanted <= sizeOf(claim) || canGrow(claim, view.input.observed)) return [];
    const className = claim.spec?.storageClassName;
    const why = claim.status?.phase === 'Bound' ? `storage class ${className} has no allowVolumeExpansion` : 'it is not bound';
    return [{ code: 'CLAIM_NOT_EXPANDABLE', message: `claim ${claim.metadata?.name} cannot grow: ${why}` }];
  });

const onEmptyDirs = (nodes: readonly KafkaNode[]): readonly FoundRisk[] => {
  const ids = nodes
    .filter(
      ({ config, removed }) =>
        !removed && (config.storageConfigs ?? []).some(({ pvcSpec, emptyDir }) => pvcSpec === undefined && emptyDir !== undefined),
    )
    .map(({ id }) => id);
  return ids.length === 0
    ? []
    : [
        {
          code: 'EMPTY_DIR',
          message: `${nameBrokers(ids)} ${ids.length === 1 ? 'keeps' : 'keep'} records in an emptyDir: they are gone with the Pod`,
        },
      ];
};

/** What the scheduler says of a Pod that no node takes. */
const withoutSpace = (view: ClusterView): readonly FoundRisk[] =>
  (view.input?.cluster.nodes ?? []).flatMap(({ id }) => {
    const pod = thereOf(view, id)?.pod;
    const refused = pod?.status?.conditions?.find(
      ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
    );
    if (refused === undefined) return [];
    const message = refused.message ?? 'no node takes its Pod';
    return [{ code: message.includes('Insufficient ') ? 'NO_SPACE' : 'UNSCHEDULABLE', message: `broker ${id}: ${message}` }];
  });

const ZONE = 'topology.kubernetes.io/zone';

/** Only where zones are known and there is more than one. */
const inOneZone = (view: ClusterView, nodes: readonly Node[]): readonly FoundRisk[] => {
  const zones = new Map(nodes.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels?.[ZONE]]));
  if (new Set([...zones.values()].filter((zone) => zone !== undefined)).size < 2) return [];
  const running = (view.input?.cluster.nodes ?? []).flatMap(({ id }) => {
    const pod: Pod | undefined = thereOf(view, id)?.pod;
    const zone = zones.get(pod?.spec?.nodeName ?? '');
    return zone === undefined ? [] : [{ id, zone }];
  });
  const zone = running[0]?.zone;
  if (zone === undefined || running.length < 2 || running.some((other) => other.zone !== zone)) return [];
  return [{ code: 'SINGLE_ZONE', message: `brokers ${listIds(running.map(({ id }) => id))} all run in zone ${zone}` }];
};

const downgraded = (view: ClusterView, before: ClusterView | undefined): readonly FoundRisk[] =>
  (view.input?.cluster.nodes ?? []).flatMap(({ id, version }) => {
    const was = nodeOf(before, id)?.version;
    if (was === undefined || version === undefined || isAtLeast(version, `${was.major}.${was.minor}`)) return [];
    return [
      {
        code: 'VERSION_DOWN',
        message: `broker ${id} goes from Kafka ${formatVersion(was)} back to ${formatVersion(version)}: it may not read what the newer one wrote`,
      },
    ];
  });
