/**
 * Status tells the truth once the world is at rest: what it says is compared with the Pods themselves, never with what
 * the hook computes. While things move status may be a moment behind, which is why nobody asks then.
 */
import type { KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import type { Pod } from '../../../hooks/kube/types.ts';
import type { MakeInvariant } from './invariant.ts';
import { brokerPods, kafkaClusters } from './pods.ts';

/** Its own words, not the hooks': an invariant must not be wrong together with what it judges. */
export const isReady = (pod: Pod): boolean =>
  pod.metadata?.deletionTimestamp === undefined &&
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;

const conditionOf = ({ status }: KafkaCluster, type: string) => status?.conditions?.find((condition) => condition.type === type);

export const statusTellsTheTruth: MakeInvariant = ({ store }) => ({
  atRest: () => {
    for (const cluster of kafkaClusters(store)) {
      const pods = brokerPods(store).filter(
        ({ metadata }) => metadata?.labels?.['kafka_cr'] === cluster.metadata.name && metadata?.namespace === cluster.metadata.namespace,
      );
      const lie = lieOf(cluster, pods);
      if (lie !== undefined) return lie;
    }
    return undefined;
  },
});

const lieOf = (cluster: KafkaCluster, pods: readonly Pod[]): string | undefined => {
  const { status, metadata, spec } = cluster;
  if (status?.observedGeneration !== metadata.generation)
    return `status is of generation ${status?.observedGeneration}, the spec of ${metadata.generation}`;
  const readyIds = new Set(pods.filter(isReady).map((pod) => pod.metadata?.labels?.['brokerId'] ?? ''));
  const refused = conditionOf(cluster, 'Stalled')?.reason === 'InvalidSpec';
  const ready = conditionOf(cluster, 'Ready')?.status === 'True';
  const wanted = spec.brokers.map(({ id }) => String(id));
  if (!refused && ready !== wanted.every((id) => readyIds.has(id)))
    return `Ready is ${ready}, but of ${wanted.join(', ')} the ready Pods are ${[...readyIds].join(', ')}`;
  if (refused && ready) return 'Ready is True although the spec is refused';
  if (!refused && status?.brokers !== `${wanted.filter((id) => readyIds.has(id)).length}/${wanted.length}`)
    return `brokers is ${status?.brokers}, but of ${wanted.join(', ')} the ready Pods are ${[...readyIds].join(', ')}`;
  for (const [id, state] of Object.entries(status?.brokersState ?? {})) {
    const pod = pods.find((one) => one.metadata?.labels?.['brokerId'] === id);
    if ((state.phase === 'Running') !== readyIds.has(id) && state.phase !== 'Removing')
      return `broker ${id} is ${state.phase}, but its Pod is ${readyIds.has(id) ? '' : 'not '}ready`;
    if (state.podName !== undefined && state.podName !== pod?.metadata?.name)
      return `broker ${id} has the Pod ${state.podName}, which is not there`;
    if (pod !== undefined && state.node !== pod.spec?.nodeName) return `broker ${id} is on ${state.node}, its Pod on ${pod.spec?.nodeName}`;
    if (pod !== undefined && state.image !== pod.spec?.containers?.find(({ name }) => name === 'kafka')?.image)
      return `broker ${id} has the image ${state.image}, which its Pod has not`;
  }
  const unlisted = pods.filter((pod) => status?.brokersState?.[pod.metadata?.labels?.['brokerId'] ?? ''] === undefined);
  return unlisted.length > 0 ? `Pod ${unlisted[0]?.metadata?.name} is in no brokersState` : undefined;
};
