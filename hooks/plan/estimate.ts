/**
 * How long it takes and how much data has to move, as far as that can be told without asking Kafka. A figure that
 * cannot be told is absent, and a note says why: a guess would be believed.
 */
import { quantityUnits } from '../kube/quantity.ts';
import { type ClusterView, nodeOf, thereOf } from './cluster-view.ts';
import { nameBrokers } from './id-list.ts';
import type { BrokerAction, BrokerPlan, Estimate, Step } from './plan.ts';
import { whyUnplaced } from './unplaced.ts';

/** The estimate for the steps that were seen and for the brokers and disks that are to leave. */
export const estimateOf = (steps: readonly Step[], brokers: readonly BrokerPlan[], after: ClusterView): Estimate => {
  const stuck = brokers
    .filter(({ id, state, action }) => state === 'now' && STARTS.has(action) && isUnplaced(after, id))
    .map(({ id }) => id);
  const leaving = brokers.flatMap((broker) => leavingSizes(broker, after));
  const pending = brokers.some(({ state }) => state === 'pending');
  return {
    ...(stuck.length === 0 && { seconds: Math.max(0, ...steps.map(({ at }) => at)) }),
    ...(leaving.length > 0 &&
      !leaving.includes(undefined) && { bytesToMoveAtMost: Number(leaving.reduce<bigint>((sum, size) => sum + (size ?? 0n), 0n)) }),
    notes: [
      ...(stuck.length > 0
        ? [`it does not come to an end: no node takes the ${stuck.length === 1 ? 'Pod' : 'Pods'} of ${nameBrokers(stuck)}`]
        : []),
      ...(steps.length > 0 && stuck.length === 0
        ? ['times are the engine’s: images that are at hand and disks with little to recover']
        : []),
      ...(pending ? ['what is pending is not in it'] : []),
      ...(leaving.includes(undefined) ? ['how much has to move is unknown: an emptyDir says nothing of its size'] : []),
      ...(leaving.length > 0 && !leaving.includes(undefined)
        ? ['how full the disks are only Kafka knows: the size of their claims is the most']
        : []),
    ],
  };
};

const STARTS: ReadonlySet<BrokerAction> = new Set(['create', 'restart']);

const isUnplaced = (after: ClusterView, id: number): boolean => whyUnplaced(thereOf(after, id)?.pod) !== undefined;

/** Bytes of each disk that leaves; undefined for one without a claim. */
const leavingSizes = ({ id, action, changes }: BrokerPlan, after: ClusterView): readonly (bigint | undefined)[] => {
  const claims = thereOf(after, id)?.claims;
  const node = nodeOf(after, id);
  const paths =
    action === 'remove'
      ? (node?.config.storageConfigs ?? []).map(({ mountPath }) => mountPath)
      : changes.filter(({ what }) => what === 'disk').map(({ key }) => key);
  return paths.map((path) => {
    const size = claims?.get(path)?.spec?.resources?.requests?.['storage'];
    return size === undefined ? undefined : quantityUnits(size);
  });
};
