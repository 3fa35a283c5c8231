/**
 * From what was seen in the engine to the plan: which clusters are concerned, what is refused, what each broker is in
 * for. Pure: the same observation gives the same plan.
 */
import { isKafkaCluster } from '../api/is-kafka-cluster.ts';
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import type { KubeObject } from '../kube/types.ts';
import { brokerPlans } from './broker-plans.ts';
import { type ClusterView, viewCluster } from './cluster-view.ts';
import { estimateOf } from './estimate.ts';
import { authoredChanges, identityOf, objectChanges } from './object-changes.ts';
import { type Applied, type Failing, type Observation, titleOf } from './observation.ts';
import type { AppliedChange, BrokerPlan, ClusterPlan, Plan, Refusal } from './plan.ts';
import { clustersReferredTo, referenceNotes } from './references.ts';
import { risksOf } from './risks.ts';
import { stepsOf } from './steps.ts';
import { underWay } from './under-way.ts';

/** The plan of an observation. */
export const makePlan = (observation: Observation): Plan => {
  const { before, after, applied, now } = observation;
  const clustersBefore = before.filter(isKafkaCluster).map((cluster) => viewCluster(cluster as KafkaCluster, before, now));
  const known = new Map(clustersBefore.map((view) => [identityOf(view.parent), view]));
  const there = new Map(before.map((object) => [identityOf(object), object]));
  const views = after.filter(isKafkaCluster).map((cluster) => {
    const view = viewCluster(cluster as KafkaCluster, after, now);
    return { ...view, found: foundBy(view, known.get(identityOf(view.parent)), there) };
  });
  const named = new Set(applied.map(({ wanted }) => identityOf(wanted)));
  const referred = clustersReferredTo(applied);
  const written = applied.flatMap(appliedChange);
  const clusters = views
    .map((view) => ({ view, plan: clusterPlan(observation, known.get(identityOf(view.parent)), view) }))
    .filter(({ view, plan }) => named.has(identityOf(view.parent)) || referred.has(titleOf(view.parent)) || isChange(plan))
    .map(({ plan }) => plan);
  return {
    changes: written.length > 0 || clusters.some(isChange),
    refused: refusals(applied, views, named),
    applied: written,
    clusters,
    underWay: underWay(observation, clustersBefore),
    notes: [...notesOf(observation), ...referenceNotes(applied, after)],
  };
};

/** What is a cluster's own now and was there before, but not its own. */
const foundBy = (
  { children }: ClusterView,
  before: ClusterView | undefined,
  there: ReadonlyMap<string, KubeObject>,
): readonly KubeObject[] => {
  const own = new Set(before?.children.map(identityOf));
  return children.map(identityOf).flatMap((identity) => (own.has(identity) ? [] : (there.get(identity) ?? [])));
};

const isChange = ({ brokers, objects }: ClusterPlan): boolean => objects.length > 0 || brokers.some(happens);

/** Whether a broker is in for anything, or only keeps what it has. */
const happens = ({ action, changes, why }: BrokerPlan): boolean => action !== 'nothing' || changes.length > 0 || why !== '';

const clusterPlan = (observation: Observation, before: ClusterView | undefined, after: ClusterView): ClusterPlan => {
  const brokers = brokerPlans(before, after);
  const own = new Set([...(before?.children ?? []), ...after.children].map(identityOf));
  const uid = after.parent.metadata.uid;
  const isOwn = (object: KubeObject): boolean =>
    own.has(identityOf(object)) ||
    object.metadata?.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) === true;
  const steps = stepsOf(observation.seen, after.parent, isOwn);
  const situation = before === undefined ? undefined : { view: before, objects: observation.before };
  return {
    namespace: after.parent.metadata.namespace ?? '',
    name: after.parent.metadata.name ?? '',
    brokers,
    objects: objectChanges([...(before?.children ?? []), ...(after.found ?? [])], after.children),
    steps,
    failing: failingOf(observation, after),
    estimate: estimateOf(steps, brokers, after),
    risks: risksOf(situation, { view: after, objects: observation.after }),
  };
};

/** What fails with the files and does not without them. */
const failingOf = ({ failing }: Observation, { parent }: ClusterView): readonly string[] => {
  const known = new Set(failing.before.map(failureText));
  return failing.after
    .filter((failure) => failure.parent === titleOf(parent) && !known.has(failureText(failure)))
    .map(({ write, message }) => (write === '' ? message : `${write}: ${message}`));
};

const failureText = ({ parent, write, message }: Failing): string => `${parent} ${write} ${message}`;

const appliedChange = ({ before, after }: Applied): readonly AppliedChange[] => {
  if (after === undefined) return [];
  const { kind = '', metadata } = after;
  const changes = before === undefined ? [] : authoredChanges(before, after);
  if (before !== undefined && changes.length === 0) return [];
  const { name = '', namespace } = metadata ?? {};
  return [{ verb: before === undefined ? 'create' : 'update', kind, name, changes, ...(namespace !== undefined && { namespace }) }];
};

/** What the API server did not take, and what it took and the hooks do not. */
const refusals = (applied: readonly Applied[], views: readonly ClusterView[], named: ReadonlySet<string>): readonly Refusal[] => [
  ...applied.flatMap(({ wanted, refused }) => (refused === undefined ? [] : [{ object: titleOf(wanted), message: refused }])),
  ...views
    .filter(({ parent }) => named.has(identityOf(parent)))
    .flatMap(({ parent, problems }) => problems.map((message) => ({ object: titleOf(parent), message }))),
];

const notesOf = ({ rests, applied }: Observation): readonly string[] => [
  ...(rests.before ? [] : ['the cluster does not come to rest by itself: what is shown may be of its own doing']),
  ...(rests.after ? [] : ['what the files start does not come to an end in the time that was looked at']),
  ...applied
    .filter(({ unrecorded, after }) => unrecorded && after !== undefined)
    .map(({ wanted }) => `${titleOf(wanted)} was not made by kubectl apply: fields that the file lacks stay as they are`),
];
