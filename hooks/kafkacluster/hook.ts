/**
 * KafkaCluster: from one observed world to one desired world. Metacontroller calls sync for every change of the
 * KafkaCluster, of its children and of what `customize` asked for. The steps below are all there is.
 */
import type { KafkaCluster, KafkaClusterStatus } from '../api/kafka-cluster.ts';
import type { CompositeRequest, CompositeResponse } from '../protocol/composite.ts';
import type { CallContext, CompositeController, Grants } from '../protocol/controller.ts';
import { invalidConditions } from './cluster-conditions.ts';
import { readSpec } from './configuration-backup.ts';
import { customize } from './customize.ts';
import { decide } from './decide.ts';
import { finalize } from './finalize.ts';
import { gather, type Input } from './gather.ts';
import { keepEverything } from './keep.ts';
import { render } from './render.ts';
import { status, withoutGeneration } from './status.ts';
import { checkShape, validate } from './validation/validate.ts';

type Request = CompositeRequest<KafkaCluster>;
type Response = CompositeResponse<KafkaClusterStatus>;

const sync = async (request: Request, { now }: CallContext): Promise<Response> => {
  const judged = judge(request, now);
  return judged.ok ? converge(judged.input) : refuse(request, judged.problems, now);
};

type Judged = { readonly ok: true; readonly input: Input } | { readonly ok: false; readonly problems: readonly string[] };

/** The Input of a spec that can be, or what is wrong with it. */
const judge = (request: Request, now: number): Judged => {
  const misshapen = checkShape(request.parent);
  if (misshapen.length > 0) return { ok: false, problems: misshapen };
  const input = gather(request, now);
  const problems = validate(input.cluster, input.observed, request.parent.status);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, input };
};

const converge = (input: Input): Response => {
  const decisions = decide(input);
  return {
    status: status(input, decisions),
    children: render(input, decisions),
    ...(decisions.seconds !== undefined && { resyncAfterSeconds: decisions.seconds }),
  };
};

/**
 * An invalid spec changes nothing, and status says why. The cluster goes on with the last spec that was valid, so a broker
 * that fails meanwhile still comes back; without one every child stays as it is.
 */
const refuse = (request: Request, problems: readonly string[], now: number): Response => {
  const { parent, children } = request;
  const spec = readSpec(parent.status?.lastValidSpec);
  const last = spec === undefined ? undefined : judge({ ...request, parent: { ...parent, spec } }, now);
  const held: Response = last?.ok ? converge(last.input) : { status: withoutGeneration(parent.status), children: keepEverything(children) };
  const before = parent.status?.conditions ?? [];
  const stamp = { now, generation: parent.metadata.generation ?? 0 };
  return {
    ...held,
    status: {
      ...held.status,
      state: held.status.state ?? 'ClusterReconciling',
      conditions: invalidConditions(problems, { before, others: held.status.conditions ?? [] }, stamp),
    },
  };
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
