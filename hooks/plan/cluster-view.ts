/**
 * A KafkaCluster at one moment, as its hook sees it: the same reading of spec, status and children, so that a plan and
 * the hook cannot mean different things by a broker.
 */
import type { BrokerState, KafkaCluster } from '../api/kafka-cluster.ts';
import type { KafkaNode } from '../kafkacluster/cluster.ts';
import { readSpec } from '../kafkacluster/configuration-backup.ts';
import { gather, type Input, stateOf } from '../kafkacluster/gather.ts';
import { LABEL } from '../kafkacluster/names.ts';
import { type ObservedNode, observedNode } from '../kafkacluster/observed.ts';
import { checkShape, validate } from '../kafkacluster/validation/validate.ts';
import type { KubeObject } from '../kube/types.ts';
import { type CompositeRequest, groupKey } from '../protocol/composite.ts';

export interface ClusterView {
  readonly parent: KafkaCluster;
  /** What the hook acts upon: of an impossible spec the last one that was possible; undefined when there is none. */
  readonly input: Input | undefined;
  /** What is wrong with the spec; empty when it can be. */
  readonly problems: readonly string[];
  /** Everything that the cluster controls, and the cluster's objects that are not adopted yet. */
  readonly children: readonly KubeObject[];
  /** Of the children those that were there before the cluster knew of them, as they were: disks that an earlier one left behind. */
  readonly found?: readonly KubeObject[];
}

/** The view of a KafkaCluster among all objects of a moment. */
export const viewCluster = (parent: KafkaCluster, objects: readonly KubeObject[], now: number): ClusterView => {
  const request = requestOf(parent, objects);
  const children = [...Object.values(request.children), foreignOf(request)].flatMap((group) => Object.values(group));
  const problems = problemsOf(request, now);
  const last = problems.length === 0 ? parent.spec : readSpec(parent.status?.lastValidSpec);
  const acting = last === undefined ? undefined : { ...request, parent: { ...parent, spec: last } };
  const usable = acting !== undefined && (problems.length === 0 || problemsOf(acting, now).length === 0);
  return { parent, input: usable ? gather(acting, now) : undefined, problems, children };
};

/** A broker or controller of the view; undefined when neither spec nor status can describe it. */
export const nodeOf = (view: ClusterView | undefined, id: number): KafkaNode | undefined =>
  view?.input?.cluster.nodes.find((node) => node.id === id);

export const thereOf = (view: ClusterView | undefined, id: number): ObservedNode | undefined =>
  view?.input === undefined ? undefined : observedNode(view.input.observed, id);

export const brokerStateOf = (view: ClusterView | undefined, id: number): BrokerState | undefined => stateOf(view?.parent.status, id);

/** Ids of all that spec or status know, ascending. */
export const idsOf = (...views: readonly (ClusterView | undefined)[]): readonly number[] => {
  const ids = views.flatMap((view) => [
    ...(view?.input?.cluster.nodes.map(({ id }) => id) ?? []),
    ...Object.keys(view?.parent.status?.brokersState ?? {}).map(Number),
  ]);
  return [...new Set(ids)].sort((a, b) => a - b);
};

type Request = CompositeRequest<KafkaCluster>;

const problemsOf = (request: Request, now: number): readonly string[] => {
  const misshapen = checkShape(request.parent);
  if (misshapen.length > 0) return misshapen;
  const input = gather(request, now);
  return validate(input.cluster, input.observed);
};

/** What customize asks for, whatever it asks for in this release: a plan shows no more for knowing too much. */
const RELATED = new Set(['Namespace.v1', 'Node.v1', 'StorageClass.storage.k8s.io/v1']);
const ADOPTABLE = new Set(['Pod.v1', 'PersistentVolumeClaim.v1']);

const requestOf = (parent: KafkaCluster, objects: readonly KubeObject[]): Request => {
  const children: Record<string, Record<string, KubeObject>> = {};
  const related: Record<string, Record<string, KubeObject>> = {};
  const { uid, name, namespace } = parent.metadata;
  for (const object of objects) {
    const group = groupKey(object);
    const owner = object.metadata?.ownerReferences?.find(({ controller }) => controller === true);
    if (owner !== undefined && owner.uid === uid) put(children, group, object);
    else if (RELATED.has(group)) put(related, group, object);
    else if (ADOPTABLE.has(group) && object.metadata?.namespace === namespace && object.metadata?.labels?.[LABEL.cluster] === name)
      put(related, group, object);
  }
  return { controller: {}, parent, children, related, finalizing: false };
};

const put = (groups: Record<string, Record<string, KubeObject>>, group: string, object: KubeObject): void => {
  const { namespace, name = '' } = object.metadata ?? {};
  const objects = groups[group] ?? {};
  groups[group] = objects;
  objects[namespace === undefined ? name : `${namespace}/${name}`] = object;
};

const foreignOf = ({ related }: Request): Readonly<Record<string, KubeObject>> =>
  Object.assign({}, ...[...ADOPTABLE].map((group) => related[group] ?? {}));
