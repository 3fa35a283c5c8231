/**
 * Guards of the cluster: alerts act on a cluster at rest only. What status says is the truth; where it does not speak of the present
 * spec yet, nothing is done.
 */
import type { BrokerState } from '../../api/kafka-cluster.ts';
import { type Asked, nameOf, stateOf, wantedNodes } from '../asked.ts';
import type { Proposal } from '../commands/command.ts';
import { blocked, proceed, type Verdict, wait } from '../decision.ts';

type Guard = (asked: Asked) => Verdict;

const condition = ({ target }: Asked, type: string) => target.status?.conditions?.find((one) => one.type === type);

const specIsValid: Guard = (asked) => {
  const stalled = condition(asked, 'Stalled');
  return stalled?.status === 'True'
    ? blocked('SpecInvalid', `the cluster is stalled: ${stalled.message ?? stalled.reason ?? ''}`)
    : proceed;
};

const specIsObserved: Guard = ({ target }) =>
  target.status?.observedGeneration === target.metadata.generation
    ? proceed
    : wait(
        'NotObserved',
        `the controller has seen generation ${target.status?.observedGeneration ?? 0} of the spec, which is at ${target.metadata.generation}`,
      );

const everythingIsAdopted: Guard = (asked) => {
  const pending = condition(asked, 'AdoptionPending');
  return pending?.status === 'True' ? wait('AdoptionPending', pending.message ?? 'objects of the cluster are not adopted yet') : proceed;
};

const nothingRolls: Guard = ({ target }) => {
  const granted = states(target.status?.brokersState).filter(([, { grant }]) => grant !== undefined);
  if (granted.length > 0) return wait('BrokersRolling', `the Pods of brokers ${ids(granted)} are being replaced`);
  return target.status?.state === 'ClusterRollingUpgrading' ? wait('BrokersRolling', 'brokers are being restarted one by one') : proceed;
};

const nothingDrains: Guard = (asked) => {
  const removal = condition(asked, 'RemovalPending');
  if (removal?.status === 'True') return wait('BrokersDraining', removal.message ?? 'a broker or a disk is being removed');
  const moving = states(asked.target.status?.brokersState).filter(([, state]) => isMoving(state));
  return moving.length > 0 ? wait('BrokersDraining', `Cruise Control moves data of brokers ${ids(moving)}`) : proceed;
};

/** Guards that need to know nothing of the change, in this order. */
export const restGuards: readonly Guard[] = [specIsValid, specIsObserved, everythingIsAdopted, nothingRolls, nothingDrains];

/** Every node runs, but for one that the change is to help. */
export const brokersAreReady = ({ target, cluster }: Asked, { unready }: Proposal): Verdict => {
  const waiting = wantedNodes(cluster).filter((node) => node.id !== unready && stateOf(target, node.id)?.phase !== 'Running');
  const [first] = waiting;
  if (first === undefined) return proceed;
  const state = stateOf(target, first.id);
  const why = state?.reason === 'ClaimsPending' ? 'ClaimsPending' : 'BrokersNotReady';
  return wait(
    why,
    `${waiting.map(nameOf).join(', ')} ${waiting.length === 1 ? 'is' : 'are'} not ready: ${state?.message ?? state?.phase ?? 'not seen yet'}`,
  );
};

const MOVING = /^Graceful\w+(Scheduled|Running)$/;

const isMoving = ({ gracefulActionState }: BrokerState): boolean =>
  [
    gracefulActionState?.cruiseControlState,
    ...Object.values(gracefulActionState?.volumeStates ?? {}).map(({ cruiseControlVolumeState }) => cruiseControlVolumeState),
  ].some((state) => state !== undefined && MOVING.test(state));

type States = readonly (readonly [id: string, state: BrokerState])[];
const states = (all: Readonly<Record<string, BrokerState>> | undefined): States => Object.entries(all ?? {});
const ids = (found: States): string => found.map(([id]) => id).join(', ');
