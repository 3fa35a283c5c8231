/**
 * Faults of the hooks, put in by hand behind the response guard, as if neither the hook nor the guard had been careful.
 * They prove that the simulation can see: an invariant that no fault of ours ever trips holds nothing.
 */
import type { KafkaCluster, KafkaClusterStatus } from '../../hooks/api/kafka-cluster.ts';
import type { HookAnswer, HookCaller } from '../../hooks/engine/metacontroller/hook-caller.ts';
import type { KubeObject, Pod } from '../../hooks/kube/types.ts';
import type { CompositeRequest, CompositeResponse } from '../../hooks/protocol/composite.ts';

type Request = CompositeRequest<KafkaCluster>;
type Response = CompositeResponse<KafkaClusterStatus>;
type Change = (request: Request, answer: Response) => Response;

const idOf = ({ metadata }: KubeObject): string => metadata?.labels?.['brokerId'] ?? '';

/** The claims of a broker that left the spec are forgotten. */
const dropClaim: Change = ({ parent }, answer) => {
  const wanted = new Set(parent.spec.brokers.map(({ id }) => String(id)));
  return {
    ...answer,
    children: answer.children.filter((child) => child.kind !== 'PersistentVolumeClaim' || wanted.has(idOf(child))),
  };
};

const observedPod = ({ children }: Request, id: string): Pod | undefined =>
  Object.values(children['Pod.v1'] ?? {}).find((pod) => idOf(pod) === id);

/** A change that waits for a restart restarts two brokers at once, with grants as they should be. */
const restartTwo: Change = (request, answer) => {
  const states = Object.entries(answer.status.brokersState ?? {});
  const waiting = states.filter(([, state]) => state.pendingRestart !== undefined).slice(0, 2);
  if (waiting.length < 2) return answer;
  const granted = waiting.filter(([id]) => {
    const uid = request.parent.status?.brokersState?.[id]?.grant?.uid;
    return uid !== undefined && uid === observedPod(request, id)?.metadata?.uid;
  });
  const ids = new Set(granted.map(([id]) => id));
  const grants = waiting.map(([id, state]) => {
    const pod = observedPod(request, id);
    const grant = { podName: pod?.metadata?.name ?? '', uid: pod?.metadata?.uid ?? '', reason: 'RestartPending', message: '' };
    return [id, { ...state, grant }] as const;
  });
  return {
    ...answer,
    status: { ...answer.status, brokersState: { ...answer.status.brokersState, ...Object.fromEntries(grants) } },
    children: answer.children.filter((child) => child.kind !== 'Pod' || !ids.has(idOf(child))),
  };
};

/** A Pod that failed is replaced at once, with no word of it in status. */
const forgetGrant: Change = (request, answer) => {
  const failed = new Set(
    Object.values(request.children['Pod.v1'] ?? {})
      .filter((pod: Pod) => pod.status?.phase === 'Failed')
      .map(idOf),
  );
  const silent = Object.entries(answer.status.brokersState ?? {}).map(([id, { grant: _forgotten, ...state }]) => [id, state] as const);
  return {
    ...answer,
    status: { ...answer.status, brokersState: Object.fromEntries(silent) },
    children: answer.children.filter((child) => child.kind !== 'Pod' || !failed.has(idOf(child))),
  };
};

export const breaks = { 'drop-claim': dropClaim, 'restart-two': restartTwo, 'forget-grant': forgetGrant } as const;

export type Break = keyof typeof breaks;

/** The hooks with that fault in them. */
export const broken =
  (hooks: HookCaller, how: Break): HookCaller =>
  async (call): Promise<HookAnswer> => {
    const answer = await hooks(call);
    if (!call.url.endsWith('/kafkacluster/sync') || answer.status !== 200 || !('json' in answer)) return answer;
    return { ...answer, json: breaks[how](call.body as Request, answer.json as Response) };
  };
