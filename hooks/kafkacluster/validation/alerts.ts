/** Rules for what bounds alerts. A limit that cannot be read, or that is for a group that is not there, would bound nothing. */
import type { Problem } from '../../kube/problem.ts';
import { isQuantity } from '../../kube/quantity.ts';
import type { Cluster } from '../cluster.ts';

const PATH = 'spec.alertManagerConfig';

/** The limits of alerts can be read and are about something. */
export const alertLimitsAreSound = ({ spec }: Cluster): readonly Problem[] => {
  const { maxDiskSize, groups = {} } = spec.alertManagerConfig ?? {};
  const known = Object.keys(spec.brokerConfigGroups ?? {});
  return [
    ...(maxDiskSize === undefined || isQuantity(maxDiskSize)
      ? []
      : [{ path: `${PATH}.maxDiskSize`, value: maxDiskSize, message: 'is no size; write one such as 500Gi' }]),
    ...Object.keys(groups)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path: `${PATH}.groups`,
        value: name,
        message: `names no group of spec.brokerConfigGroups, which has ${known.join(', ') || 'none'}`,
      })),
  ];
};
