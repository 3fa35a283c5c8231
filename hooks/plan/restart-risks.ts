/**
 * Brokers that would not come back from the restart that they wait for. Their next Pods, as the hooks would make them,
 * are tried with the scheduler's own rules, one restart after the other in the order of their ids: who is told to delete
 * a Pod by hand has to know whether any node takes the next one.
 */
import { createRandom } from '../engine/clock/random.ts';
import { chooseNode } from '../engine/kubernetes/scheduler/choose-node.ts';
import { placementOf } from '../engine/kubernetes/scheduler/placement.ts';
import { claimsFor, type Disks } from '../engine/kubernetes/scheduler/volume-fit.ts';
import { decide } from '../kafkacluster/decide.ts';
import type { Input } from '../kafkacluster/gather.ts';
import { brokerIdOf } from '../kafkacluster/observed.ts';
import { render } from '../kafkacluster/render.ts';
import type { KubeObject, Node, Pod } from '../kube/types.ts';
import { waitingParts } from './broker-changes.ts';
import { type ClusterView, idsOf, thereOf } from './cluster-view.ts';
import { nameBrokers } from './id-list.ts';
import type { BrokerRisk, Situation } from './risks.ts';
import { placeCode } from './unplaced.ts';

/** One for each broker whose next Pod no node takes; none where no node is known. */
export const restartRisks = ({ view, objects }: Situation): readonly BrokerRisk[] => {
  const { input } = view;
  const nodes = objects.filter((object): object is Node => object.kind === 'Node');
  const waiting = restarting(view);
  if (input === undefined || waiting.length === 0 || nodes.length === 0) return [];
  const next = nextPods(input);
  const disks = disksOf(objects);
  const random = createRandom(1);
  let pods = objects.filter((object): object is Pod => object.kind === 'Pod');
  return waiting.flatMap(({ id, pod }): readonly BrokerRisk[] => {
    const wanted = next.get(id);
    if (wanted === undefined) return [];
    const others = pods.filter((other) => other.metadata?.uid !== pod.metadata?.uid);
    const placement = placementOf({ nodes: { list: () => nodes }, pods: { list: () => others } }, new Map());
    const choice = chooseNode({ pod: wanted, claims: claimsFor(disks, wanted), placement, random, promised: pod.spec?.nodeName });
    if ('message' in choice) {
      const { message } = choice;
      const say = (ids: readonly number[]): string =>
        `${nameBrokers(ids)} would not come back from ${ids.length === 1 ? 'its restart' : 'their restarts'}: ${message}`;
      return [{ code: placeCode(message), id, say }];
    }
    const nodeName = choice.node.metadata?.name ?? '';
    pods = [...others, { ...wanted, metadata: { ...wanted.metadata, ...uidOf(pod) }, spec: { containers: [], ...wanted.spec, nodeName } }];
    return [];
  });
};

const uidOf = ({ metadata }: Pod): { readonly uid?: string } => (metadata?.uid === undefined ? {} : { uid: metadata.uid });

/** Brokers that run and wait for a restart, ascending. */
const restarting = (view: ClusterView): readonly { readonly id: number; readonly pod: Pod }[] =>
  idsOf(view).flatMap((id) => {
    const pod = thereOf(view, id)?.pod;
    return pod?.spec?.nodeName === undefined || waitingParts(view, id).length === 0 ? [] : [{ id, pod }];
  });

/** The Pods that the hooks ask for; those that run are replaced by them when they are deleted. */
const nextPods = (input: Input): ReadonlyMap<number | undefined, Pod> =>
  new Map(
    render(input, decide(input))
      .filter((object): object is Pod => object.kind === 'Pod')
      .map((pod) => [brokerIdOf(pod), pod]),
  );

const disksOf = (objects: readonly KubeObject[]): Disks => {
  const named = new Map(objects.map((object) => [`${object.kind} ${object.metadata?.namespace ?? ''}/${object.metadata?.name}`, object]));
  const table = <T extends KubeObject>(kind: string) => ({
    get: ({ namespace = '', name }: { readonly namespace?: string; readonly name: string }) =>
      named.get(`${kind} ${namespace}/${name}`) as T | undefined,
  });
  return { claims: table('PersistentVolumeClaim'), volumes: table('PersistentVolume'), storageClasses: table('StorageClass') };
};
