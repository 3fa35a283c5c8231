/**
 * What a KafkaCluster ends as: the controller's own sync, asked again and again with its last answer as the observed
 * world, until the answer stays the same (claims come first, then the Pods that need them). The world is a friendly one:
 * every claim is bound, every Pod runs and is ready, and the clock stands still, so that the same input gives the same output.
 */
import type { KafkaCluster, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import { failure } from '../errors.ts';
import { isAttachment, MADE_BY } from '../kafkacluster/external/attachments.ts';
import type { KubeObject, Service } from '../kube/types.ts';
import { CONTROLLER_UID, type CompositeRequest, type CompositeResponse, groupKey, type ObjectGroups } from '../protocol/composite.ts';
import type { CallContext, DecoratorController } from '../protocol/controller.ts';
import { LAST_APPLIED } from '../protocol/last-applied.ts';

export type Request = CompositeRequest<KafkaCluster>;
export type Answer = CompositeResponse<KafkaClusterStatus>;
export type Sync = (request: Request, context: CallContext) => Promise<Answer>;

/** UID of what has none because no API server has seen it. */
export const NO_UID = '00000000-0000-0000-0000-000000000000';
/** The virtual moment of all calls, milliseconds since the epoch. */
export const VIRTUAL_NOW = Date.UTC(2000, 0, 1);
const PARENT_CREATED = '2000-01-01T00:00:00Z';
const CHILD_CREATED = '2000-01-01T00:00:01Z';
const KUBERNETES_NODE = 'node';
const MOST_ROUNDS = 10;

/** The first call: nothing of the cluster exists. What an earlier status decided for good is remembered, the rest of it is not. */
export const firstRequest = (given: KafkaCluster): Request => {
  const { status: before, ...rest } = given;
  const namespace = given.metadata.namespace ?? 'default';
  const parent: KafkaCluster = {
    ...rest,
    metadata: { uid: NO_UID, generation: 1, ...given.metadata, namespace, creationTimestamp: PARENT_CREATED },
    ...(before !== undefined && { status: remembered(before) }),
  };
  return { controller: {}, parent, children: {}, related: relatedOf(parent), finalizing: false };
};

/** Fields that a cluster is given once and keeps. */
const remembered = ({ clusterID, image, quorum, brokersState }: KafkaClusterStatus): KafkaClusterStatus => ({
  ...(clusterID !== undefined && { clusterID }),
  ...(image !== undefined && { image }),
  ...(quorum !== undefined && { quorum }),
  ...(brokersState !== undefined && {
    brokersState: Object.fromEntries(
      Object.entries(brokersState).map(([id, { rackAwarenessState: rack }]) => [
        id,
        rack === undefined ? {} : { rackAwarenessState: rack },
      ]),
    ),
  }),
});

/** The call after an answer was applied as Metacontroller does it: Pods that exist stay as they are (OnDelete), all else follows. */
export const nextRequest = ({ parent, children, ...same }: Request, answer: Answer): Request => {
  const groups: Record<string, Record<string, KubeObject>> = {};
  for (const desired of answer.children) {
    const group = groupKey(desired);
    const key = keyOf(desired);
    const running = group === 'Pod.v1' ? children[group]?.[key] : undefined;
    groups[group] = { ...groups[group], [key]: running ?? observedForm(desired, parent) };
  }
  const generation = parent.metadata.generation ?? 1;
  return { ...same, parent: { ...parent, status: { ...answer.status, observedGeneration: generation } }, children: groups };
};

/** The answer that stays the same; what decorators make is among the children. Throws NOT_SETTLED when there is none. */
export const settle = async ({ sync, decorators }: Hooks, given: KafkaCluster): Promise<Answer> => {
  let request = firstRequest(given);
  let last = '';
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const answer = await sync(request, { now: VIRTUAL_NOW });
    const text = JSON.stringify(answer);
    if (text === last) return answer;
    last = text;
    const next = nextRequest(request, answer);
    request = withAttachments(next, await attachmentsOf(decorators, next));
  }
  throw failure('NOT_SETTLED', { name: given.metadata.name ?? '', rounds: MOST_ROUNDS });
};

export interface Hooks {
  readonly sync: Sync;
  readonly decorators: readonly DecoratorController<KafkaCluster>[];
}

const attachmentsOf = async (decorators: Hooks['decorators'], { parent, children }: Request): Promise<readonly KubeObject[]> => {
  const calls = decorators.map((decorator) =>
    decorator.sync(
      { controller: {}, object: parent, attachments: madeBy(children, decorator.name), related: {}, finalizing: false },
      { now: VIRTUAL_NOW },
    ),
  );
  return (await Promise.all(calls)).flatMap(({ attachments }, at) =>
    attachments.map((object) => withAnnotation(object, decorators[at]?.name ?? '')),
  );
};

const withAnnotation = (object: KubeObject, decorator: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, [MADE_BY]: decorator } },
});

const madeBy = (children: ObjectGroups, decorator: string): ObjectGroups =>
  Object.fromEntries(
    Object.entries(children).map(([group, objects]) => [
      group,
      Object.fromEntries(Object.entries(objects).filter(([, { metadata }]) => metadata?.annotations?.[MADE_BY] === decorator)),
    ]),
  );

/** The next world with what decorators made; what they made before and do not want now is gone. */
const withAttachments = ({ children, ...same }: Request, attachments: readonly KubeObject[]): Request => {
  const groups = Object.fromEntries(
    Object.entries(children).map(([group, objects]) => [
      group,
      Object.fromEntries(Object.entries(objects).filter(([, object]) => !isAttachment(object))),
    ]),
  );
  for (const desired of attachments) {
    const group = groupKey(desired);
    groups[group] = { ...groups[group], [keyOf(desired)]: observedForm(desired, same.parent) };
  }
  return { ...same, children: groups };
};

export const keyOf = ({ metadata }: KubeObject): string => `${metadata?.namespace}/${metadata?.name}`;

const nodeAddresses = {
  status: {
    addresses: ['Hostname', 'ExternalIP', 'InternalIP', 'InternalDNS', 'ExternalDNS'].map((type) => ({
      type,
      address: `<${type} of the Kubernetes node>`,
    })),
  },
};

const observedForm = (desired: KubeObject, parent: KafkaCluster): KubeObject => {
  const { metadata } = desired;
  const form = {
    ...desired,
    metadata: {
      ...metadata,
      uid: `${desired.kind}/${metadata?.name}`,
      creationTimestamp: CHILD_CREATED,
      labels: { ...metadata?.labels, [CONTROLLER_UID]: parent.metadata.uid ?? '' },
      annotations: { ...metadata?.annotations, [LAST_APPLIED]: JSON.stringify(desired) },
    },
  };
  switch (groupKey(desired)) {
    case 'PersistentVolumeClaim.v1':
      return Object.assign(form, { status: { phase: 'Bound' } });
    case 'Pod.v1':
      return Object.assign(form, {
        spec: { ...('spec' in desired && typeof desired.spec === 'object' && desired.spec), nodeName: KUBERNETES_NODE },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      });
    case 'Service.v1':
      return Object.assign(form, servedForm(desired));
    case 'Deployment.apps/v1':
      return Object.assign(form, { status: { availableReplicas: 1 } });
    default:
      return form;
  }
};

/** What only a Kubernetes cluster tells stands there in words: the address of a load balancer, a node port. */
const servedForm = (desired: Service): object => {
  const { name } = desired.metadata ?? {};
  const { spec } = desired;
  if (spec?.type === 'LoadBalancer') return { status: { loadBalancer: { ingress: [{ hostname: `<address of ${name}>` }] } } };
  if (spec?.type !== 'NodePort') return {};
  return { spec: { ...spec, ports: spec.ports?.map((port) => ({ nodePort: `<node port of ${name}>`, ...port })) } };
};

/** What customize asks for: namespaces that may own claims, and a Kubernetes node whose labels say what would stand there. */
const relatedOf = ({ metadata, spec }: KafkaCluster): ObjectGroups => {
  const namespaces = [metadata.namespace ?? 'default', 'kube-system'];
  const labels = Object.fromEntries((spec.rackAwareness?.labels ?? []).map((label) => [label, `<value of ${label}>`]));
  return {
    'Namespace.v1': Object.fromEntries(
      namespaces.map((name) => [name, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: NO_UID } }]),
    ),
    'Node.v1': { [KUBERNETES_NODE]: { apiVersion: 'v1', kind: 'Node', metadata: { name: KUBERNETES_NODE, labels }, ...nodeAddresses } },
  };
};
