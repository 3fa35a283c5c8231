/**
 * Risks of single brokers: those that leave, disks that cannot grow or do not last, Pods without a place, an older Kafka.
 * Each is read from the model that the hooks act upon and from the objects around it.
 */
import { formatVersion, isAtLeast } from '../kafka/version.ts';
import type { KafkaNode } from '../kafkacluster/cluster.ts';
import { canGrow } from '../kafkacluster/desired/claims.ts';
import { quantityUnits } from '../kube/quantity.ts';
import type { PersistentVolumeClaim } from '../kube/types.ts';
import { whyStuck } from './broker-changes.ts';
import { type ClusterView, nodeOf, thereOf } from './cluster-view.ts';
import { nameBrokers } from './id-list.ts';
import type { BrokerRisk } from './risks.ts';
import { placeCode, whyUnplaced } from './unplaced.ts';

/** Risks broker by broker, those of one kind after each other. */
export const brokerRisks = (view: ClusterView, before: ClusterView | undefined): readonly BrokerRisk[] => {
  const nodes = view.input?.cluster.nodes ?? [];
  const kinds = [leaving, (node: KafkaNode) => stuck(view, node), onEmptyDir, unplaced(view), downgraded(before)];
  return kinds.flatMap((find) => nodes.flatMap(find));
};

const leaving = ({ id, leftDisks, removed }: KafkaNode): readonly BrokerRisk[] => {
  if (removed)
    return [
      {
        code: 'BROKER_LEAVES',
        id,
        say: (ids) =>
          `${nameBrokers(ids)} ${ids.length === 1 ? 'leaves: it stays until its' : 'leave: they stay until their'} partitions are moved, and nothing moves them yet`,
      },
    ];
  const disks = leftDisks.join(', ');
  const say = (ids: readonly number[]): string =>
    `${disks} of ${nameBrokers(ids)} leaves: it stays in use until its replicas are moved, and nothing moves them yet`;
  return disks === '' ? [] : [{ code: 'DISK_LEAVES', id, say }];
};

const sizeOf = (claim: PersistentVolumeClaim): bigint => quantityUnits(claim.spec?.resources?.requests?.['storage'] ?? '0') ?? 0n;

const stuck = (view: ClusterView, { id, config }: KafkaNode): readonly BrokerRisk[] =>
  (config.storageConfigs ?? []).flatMap(({ mountPath, pvcSpec }): readonly BrokerRisk[] => {
    const claim = thereOf(view, id)?.claims.get(mountPath);
    const wanted = quantityUnits(pvcSpec?.resources?.requests?.['storage'] ?? '0') ?? 0n;
    if (claim === undefined || view.input === undefined || wanted <= sizeOf(claim) || canGrow(claim, view.input.observed)) return [];
    const named = (ids: readonly number[]): string =>
      ids.length === 1 ? `claim ${claim.metadata?.name}` : `claims of ${nameBrokers(ids)} for ${mountPath}`;
    return [{ code: 'CLAIM_NOT_EXPANDABLE', id, say: (ids) => `${named(ids)} cannot grow: ${whyStuck(claim)}` }];
  });

const onEmptyDir = ({ id, config, removed }: KafkaNode): readonly BrokerRisk[] => {
  const lasts = (config.storageConfigs ?? []).every(({ pvcSpec, emptyDir }) => pvcSpec !== undefined || emptyDir === undefined);
  const say = (ids: readonly number[]): string =>
    `${nameBrokers(ids)} ${ids.length === 1 ? 'keeps' : 'keep'} records in an emptyDir: they are gone with the Pod`;
  return removed || lasts ? [] : [{ code: 'EMPTY_DIR', id, say }];
};

/** Pods that are there and that no node takes, in the scheduler's words. */
const unplaced =
  (view: ClusterView) =>
  ({ id }: KafkaNode): readonly BrokerRisk[] => {
    const message = whyUnplaced(thereOf(view, id)?.pod);
    return message === undefined ? [] : [{ code: placeCode(message), id, say: (ids) => `${nameBrokers(ids)}: ${message}` }];
  };

const downgraded =
  (before: ClusterView | undefined) =>
  ({ id, version }: KafkaNode): readonly BrokerRisk[] => {
    const was = nodeOf(before, id)?.version;
    if (was === undefined || version === undefined || isAtLeast(version, `${was.major}.${was.minor}`)) return [];
    const way = `from Kafka ${formatVersion(was)} back to ${formatVersion(version)}`;
    const say = (ids: readonly number[]): string =>
      `${nameBrokers(ids)} ${ids.length === 1 ? `goes ${way}: it` : `go ${way}: they`} may not read what the newer one wrote`;
    return [{ code: 'VERSION_DOWN', id, say }];
  };
