/**
 * Guards of the change: how many brokers, how large and how many disks there may be after it. Each message names the field that
 * allows more.
 */
import type { KafkaNode } from '../../kafkacluster/cluster.ts';
import { readCluster } from '../../kafkacluster/cluster.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import { type Asked, wantedBrokers } from '../asked.ts';
import type { Proposal } from '../commands/command.ts';
import { blocked, proceed, type Verdict } from '../decision.ts';

/** A guard that knows the change. */
export type ChangeGuard = (asked: Asked, proposal: Proposal) => Verdict;

const FIELD = 'spec.alertManagerConfig';

const notTooManyBrokers: ChangeGuard = (asked, proposal) => {
  const { record, limits } = asked;
  const [before, after] = counts(asked, proposal);
  if (limits.mostBrokers === undefined || after <= before) return proceed;
  if (limits.mostBrokers !== 'double') {
    return after <= limits.mostBrokers
      ? proceed
      : blocked('AtMostBrokers', `there are ${before} brokers, and ${FIELD}.upScaleLimit is ${limits.mostBrokers}`);
  }
  const added = wantedBrokers(asked.cluster).filter(({ id }) => record.addedBrokers.includes(id)).length;
  return after <= 2 * (before - added)
    ? proceed
    : blocked(
        'AtMostBrokers',
        `alerts added ${added} of ${before} brokers; without ${FIELD}.upScaleLimit they at most double what they did not add`,
      );
};

const notTooFewBrokers: ChangeGuard = (asked, proposal) => {
  const least = asked.limits.leastBrokers;
  const [before, after] = counts(asked, proposal);
  return least === undefined || after >= before || after >= least
    ? proceed
    : blocked(
        'AtLeastBrokers',
        `there are ${before} brokers, and ${FIELD}.downScaleLimit is ${least}${asked.target.spec.alertManagerConfig?.downScaleLimit === undefined ? ' unless you set it' : ''}`,
      );
};

const groupsStayInBounds: ChangeGuard = (asked, proposal) => {
  for (const [group, { minBrokers, maxBrokers }] of Object.entries(asked.limits.groups)) {
    const [before, after] = counts(asked, proposal, group);
    if (after > before && maxBrokers !== undefined && after > maxBrokers) {
      return blocked(
        'AtMostBrokers',
        `there are ${before} brokers of group ${group}, and ${FIELD}.groups.${group}.maxBrokers is ${maxBrokers}`,
      );
    }
    if (after < before && minBrokers !== undefined && after < minBrokers) {
      return blocked(
        'AtLeastBrokers',
        `there are ${before} brokers of group ${group}, and ${FIELD}.groups.${group}.minBrokers is ${minBrokers}`,
      );
    }
  }
  return proceed;
};

const disksStayInBounds: ChangeGuard = (asked, { disk }) => {
  if (disk === undefined) return proceed;
  const { mostDiskSize, mostDisks } = asked.limits;
  if (disk.bytes > mostDiskSize.bytes) {
    return blocked(
      'AtMostDiskSize',
      `the disk would have ${canonicalQuantity(`${disk.bytes}`)} bytes, and ${FIELD}.maxDiskSize is ${mostDiskSize.text}`,
    );
  }
  const has = asked.cluster.nodes.find(({ id }) => id === disk.broker)?.config.storageConfigs?.length ?? 0;
  return disk.isNew && has >= mostDisks
    ? blocked('AtMostDisks', `broker ${disk.broker} has ${has} disks, and ${FIELD}.maxDisksPerBroker is ${mostDisks}`)
    : proceed;
};

/** In this order. */
export const boundGuards: readonly ChangeGuard[] = [notTooManyBrokers, notTooFewBrokers, groupsStayInBounds, disksStayInBounds];

/** Brokers before and after a change, of the cluster or of a group. */
const counts = ({ target, cluster }: Asked, { brokers }: Proposal, group?: string): readonly [before: number, after: number] => {
  const inGroup = ({ source }: KafkaNode): boolean => group === undefined || source.brokerConfigGroup === group;
  const before = wantedBrokers(cluster).filter(inGroup).length;
  if (brokers === undefined) return [before, before];
  const next = readCluster({ ...target, spec: { ...target.spec, brokers } });
  return [before, wantedBrokers(next).filter(inGroup).length];
};
