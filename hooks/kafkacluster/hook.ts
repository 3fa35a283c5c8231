/**
 * KafkaCluster: from one observed world to one desired world. Metacontroller calls sync for every change of the
 * KafkaCluster, of its children and of what `customize` asked for. The steps below are all there is.
 */
import type { KafkaCluster, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import type { CompositeRequest, CompositeResponse } from '../protocol/composite.ts';
import type { CallContext, CompositeController, Grants } from '../protocol/controller.ts';
import { invalidConditions } from './cluster-conditions.ts';
import { customize } from './customize.ts';
import { decide } from './decide.ts';
import { finalize } from './finalize.ts';
import { gather } from './gather.ts';
import { keepEverything } from './keep.ts';
import { render } from './render.ts';
import { status } from './status.ts';
import { checkShape, validate } from './validation/validate.ts';

type Request = CompositeRequest<KafkaCluster>;
type Response = CompositeResponse<KafkaClusterStatus>;

const sync = async (request: Request, { now }: CallContext): Promise<Response> => {
  const misshapen = checkShape(request.parent);
  if (misshapen.length > 0) return refuse(request, misshapen, now);
  const input = gather(request, now);
  const problems = validate(input.cluster, input.observed);
  if (problems.length > 0) return refuse(request, problems, now);
  const decisions = decide(input);
  return {
    status: status(input, decisions),
    children: render(input, decisions),
    ...(decisions.seconds !== undefined && { resyncAfterSeconds: decisions.seconds }),
  };
};

/** An invalid spec changes nothing: every child stays as it is, and status says why. */
const refuse = ({ parent, children }: Request, problems: readonly string[], now: number): Response => ({
  status: {
    ...withoutGeneration(parent.status),
    state: parent.status?.state ?? 'ClusterReconciling',
    conditions: invalidConditions(problems, parent.status?.conditions ?? [], { now, generation: parent.metadata.generation ?? 0 }),
  },
  children: keepEverything(children),
});

/** Metacontroller stamps observedGeneration itself. */
const withoutGeneration = (before: KafkaClusterStatus | undefined): KafkaClusterStatus => {
  const { observedGeneration: _stamped, ...rest } = before ?? {};
  return rest;
};

/** Pods that status allows to be replaced, by name and UID. No claim is ever granted in this release. */
const granted = ({ status: before }: KafkaCluster): Grants => ({
  pods: Object.values(before?.brokersState ?? {}).flatMap(({ grant }) =>
    grant?.podName && grant.uid ? [{ name: grant.podName, uid: grant.uid }] : [],
  ),
  claims: [],
});

export const kafkaCluster: CompositeController<KafkaCluster, KafkaClusterStatus> = {
  type: 'composite',
  name: 'kafkacluster',
  customize,
  sync,
  finalize,
  granted,
};
