/**
 * Broker by broker: what happens, whether it happens now, why, and what it waits for. The most that happens names the
 * action; whatever else changes of the broker stands in its changes.
 */
import { isReady } from '../kube/pod-readiness.ts';
import type { Pod } from '../kube/types.ts';
import { brokerChanges, type Sides, withNewPod } from './broker-changes.ts';
import { brokerStateOf, type ClusterView, idsOf, nodeOf, thereOf } from './cluster-view.ts';
import type { BrokerAction, BrokerChange, BrokerPlan } from './plan.ts';

/** All brokers and controllers that one of the sides knows. */
export const brokerPlans = (before: ClusterView | undefined, after: ClusterView): readonly BrokerPlan[] =>
  idsOf(before, after).map((id) => brokerPlan({ id, before, after }));

const brokerPlan = (sides: Sides): BrokerPlan => {
  const { id, before, after } = sides;
  const [wasIn, isIn] = [isWanted(before, id), isWanted(after, id)];
  if (!isIn) return wasIn ? removal(sides) : nothing(id);
  if (!wasIn && podOf(before, id) !== undefined) return returned(sides);
  if (podOf(before, id) === undefined && (!wasIn || podOf(after, id) !== undefined)) return creation(sides, wasIn);
  return changed(sides);
};

const podOf = (view: ClusterView | undefined, id: number): Pod | undefined => thereOf(view, id)?.pod;

const isWanted = (view: ClusterView | undefined, id: number): boolean => nodeOf(view, id)?.removed === false;

const nothing = (id: number, why = ''): BrokerPlan => ({ id, action: 'nothing', state: 'now', changes: [], waitsFor: [], why });

const removal = (sides: Sides): BrokerPlan => {
  const { id, after } = sides;
  const there = thereOf(after, id);
  const stays = there?.pod !== undefined || (there?.claims.size ?? 0) > 0;
  // Until it goes it is a broker like any other, and may wait for a restart as well.
  const base = { id, action: 'remove' as const, changes: brokerChanges(sides), why: 'no longer in the spec' };
  return stays
    ? { ...base, state: 'pending', waitsFor: ['its partitions are moved to other brokers (draining is not part of this release)'] }
    : { ...base, state: 'now', waitsFor: [] };
};

const returned = (sides: Sides): BrokerPlan => {
  const plan = changed(sides);
  return plan.action === 'nothing' ? nothing(sides.id, 'in the spec again: the removal is called off') : plan;
};

const creation = ({ id, before, after }: Sides, wasIn: boolean): BrokerPlan => {
  const node = nodeOf(after, id);
  const claims = brokerChanges({ id, before, after }).filter(({ what, state }) => what === 'claim' && state === 'now');
  const pod = podOf(after, id);
  const state = pod === undefined ? 'pending' : 'now';
  const image: readonly BrokerChange[] =
    node === undefined ? [] : [{ what: 'image', key: 'image', to: node.image, needs: 'nothing', state }];
  const waits = pod !== undefined && isReady(pod) ? undefined : waitOf(after, id);
  return {
    id,
    action: 'create',
    state,
    changes: [...image, ...claims],
    waitsFor: waits === undefined ? [] : [waits],
    why: wasIn ? 'had no Pod' : 'new in the spec',
  };
};

/** The hooks want the Pod and it is not there: somebody does not take it, and the sync fails with the reason. */
const waitOf = (view: ClusterView, id: number): string | undefined => {
  const { reason, message } = brokerStateOf(view, id) ?? {};
  return reason === 'Creating' ? 'the API server takes its Pod' : message;
};

const changed = (sides: Sides): BrokerPlan => {
  const { id, before, after } = sides;
  const changes = brokerChanges(sides);
  const replaced = podOf(before, id)?.metadata?.uid !== podOf(after, id)?.metadata?.uid;
  const action: BrokerAction = replaced ? 'restart' : actionOf(changes);
  const settled = replaced ? changes.map(withNewPod) : changes;
  const decisive = settled.filter((change) => reasonsFor(action, change));
  return {
    id,
    action,
    state: !replaced && decisive.some(({ state }) => state === 'pending') ? 'pending' : 'now',
    changes: settled,
    waitsFor: replaced ? [] : WAITS[action],
    why: replaced ? 'its Pod had not started or had ended, and is made anew' : whyOf(sides, action),
  };
};

const actionOf = (changes: readonly BrokerChange[]): BrokerAction =>
  ORDER.find((action) => changes.some((change) => reasonsFor(action, change))) ?? 'nothing';

/** The gravest first. */
const ORDER: readonly BrokerAction[] = ['restart', 'remove-disk', 'reconfigure', 'grow'];

const reasonsFor = (action: BrokerAction, { what, needs }: BrokerChange): boolean => {
  switch (action) {
    case 'restart':
      return needs === 'restart';
    case 'remove-disk':
      return what === 'disk';
    case 'reconfigure':
      return needs === 'dynamic';
    case 'grow':
      return what === 'claim';
    default:
      return false;
  }
};

const WAITS: Readonly<Record<BrokerAction, readonly string[]>> = {
  create: [],
  grow: [],
  nothing: [],
  reconfigure: ['options that change at run time are not applied by this release'],
  remove: [],
  'remove-disk': ['its replicas are moved to other disks (draining is not part of this release)'],
  restart: ['rolling restarts are not part of this release: delete the Pod by hand when no partition is under-replicated'],
};

const WHY: Readonly<Record<BrokerAction, string>> = {
  create: '',
  grow: 'a claim is to be larger',
  nothing: '',
  reconfigure: 'options change that a running broker takes',
  remove: '',
  'remove-disk': 'a disk is no longer in the spec',
  restart: 'a running broker cannot follow these changes',
};

const whyOf = ({ id, before, after }: Sides, action: BrokerAction): string => {
  const calledOff = hasPendingRestart(before, id) && !hasPendingRestart(after, id);
  return action === 'nothing' && calledOff ? 'the restart that it waited for is no longer needed' : WHY[action];
};

const hasPendingRestart = (view: ClusterView | undefined, id: number): boolean =>
  (brokerStateOf(view, id)?.pendingRestart?.changed?.length ?? 0) > 0;
