/**
 * The disk that an alert of a volume means: the label persistentvolumeclaim names the claim, the claim's label and annotation name
 * broker and mount path, and the spec says how large it should be.
 */
import type { Broker, StorageConfig } from '../../api/kafka-cluster.ts';
import type { KafkaNode } from '../../kafkacluster/cluster.ts';
import { ANNOTATION, LABEL } from '../../kafkacluster/names.ts';
import { quantityUnits } from '../../kube/quantity.ts';
import type { PersistentVolumeClaim } from '../../kube/types.ts';
import { type Asked, wantedNodes } from '../asked.ts';
import { invalid, type Objection, wait } from '../decision.ts';
import { label, quoted, type Reading } from './annotations.ts';

export interface ClaimedDisk {
  readonly claim: PersistentVolumeClaim;
  readonly claimName: string;
  readonly node: KafkaNode;
  /** All disks of the node, its group's included, in their order. */
  readonly disks: readonly StorageConfig[];
  readonly disk: StorageConfig;
}

/** The disk of the alert's claim. */
export const claimedDisk = ({ alert, claim, cluster }: Asked): Reading<ClaimedDisk> => {
  const claimName = label(alert, 'persistentvolumeclaim');
  if (claimName === undefined) {
    return wrong(invalid('InvalidAlert', 'the label persistentvolumeclaim is missing; keep it in the expression of the rule'));
  }
  const labels = claim?.metadata?.labels ?? {};
  if (claim === undefined || labels[LABEL.cluster] !== cluster.name) {
    return wrong(
      invalid(
        'ClaimNotFound',
        `the label persistentvolumeclaim names ${quoted(claimName)}, which is no claim of KafkaCluster ${cluster.name} in its namespace`,
      ),
    );
  }
  const node = wantedNodes(cluster).find(({ id }) => String(id) === labels[LABEL.brokerId]);
  const mountPath = claim.metadata?.annotations?.[ANNOTATION.mountPath];
  const disks = node?.config.storageConfigs ?? [];
  const disk = disks.find((one) => one.mountPath === mountPath && one.pvcSpec !== undefined);
  return node === undefined || disk === undefined
    ? wrong(
        invalid(
          'ClaimNotFound',
          `claim ${claimName} is of broker ${labels[LABEL.brokerId]}, ${mountPath}, which spec.brokers does not have`,
        ),
      )
    : { ok: true, value: { claim, claimName, node, disks, disk } };
};

const wrong = (objection: Objection): Reading<ClaimedDisk> => ({ ok: false, objection });

/** Bytes that the spec asks for. */
export const specifiedBytes = ({ pvcSpec }: StorageConfig): bigint => quantityUnits(pvcSpec?.resources?.requests?.['storage'] ?? '0') ?? 0n;

/** Why the claim cannot be worked on now: it is not bound, or a growth of it is under way. */
export const claimIsBusy = ({ claim, claimName, disk }: ClaimedDisk): Objection | undefined => {
  const phase = claim.status?.phase ?? 'Pending';
  if (phase !== 'Bound') return wait('ClaimsPending', `claim ${claimName} is ${phase}, not Bound`);
  const asked = quantityUnits(claim.spec?.resources?.requests?.['storage'] ?? '0') ?? 0n;
  const has = quantityUnits(claim.status?.capacity?.['storage'] ?? '0') ?? 0n;
  return asked < specifiedBytes(disk) || has < asked ? wait('ClaimsPending', `claim ${claimName} is still growing`) : undefined;
};

/**
 * A broker whose own configuration names all its disks, in their order: what comes from the group is copied, so that no other broker
 * changes and the metadata disk stays the first.
 */
export const withDisks = (brokers: readonly Broker[], node: KafkaNode, storageConfigs: readonly StorageConfig[]): readonly Broker[] =>
  brokers.map((broker) => (broker.id === node.id ? { ...broker, brokerConfig: { ...broker.brokerConfig, storageConfigs } } : broker));
