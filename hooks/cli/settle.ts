/**
 * What a KafkaCluster ends as: the controller's own sync, asked again and again with its last answer as the observed
 * world, until the answer stays the same (claims come first, then the Pods that need them). The world is a friendly one:
 * every claim is bound, every Pod runs and is ready, and the clock stands still, so that the same input gives the same output.
 */
import type { KafkaCluster, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import { failure } from '../errors.ts';
import type { KubeObject } from '../kube/types.ts';
import { CONTROLLER_UID, type CompositeRequest, type CompositeResponse, groupKey, type ObjectGroups } from '../protocol/composite.ts';
import type { CallContext } from '../protocol/controller.ts';
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

/** The answer that stays the same. Throws NOT_SETTLED when there is none. */
export const settle = async (sync: Sync, given: KafkaCluster): Promise<Answer> => {
  let request = firstRequest(given);
  let last = '';
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const answer = await sync(request, { now: VIRTUAL_NOW });
    const text = JSON.stringify(answer);
    if (text === last) return answer;
    last = text;
    request = nextRequest(request, answer);
  }
  throw failure('NOT_SETTLED', { name: given.metadata.name ?? '', rounds: MOST_ROUNDS });
};

export const keyOf = ({ metadata }: KubeObject): string => `${metadata?.namespace}/${metadata?.name}`;

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
    default:
      return form;
  }
};

/** What customize asks for: namespaces that may own claims, and a Kubernetes node whose labels say what would stand there. */
const relatedOf = ({ metadata, spec }: KafkaCluster): ObjectGroups => {
  const namespaces = [metadata.namespace ?? 'default', 'kube-system'];
  const labels = Object.fromEntries((spec.rackAwareness?.labels ?? []).map((label) => [label, `<value of ${label}>`]));
  return {
    'Namespace.v1': Object.fromEntries(
      namespaces.map((name) => [name, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: NO_UID } }]),
    ),
    'Node.v1': { [KUBERNETES_NODE]: { apiVersion: 'v1', kind: 'Node', metadata: { name: KUBERNETES_NODE, labels } } },
  };
};
