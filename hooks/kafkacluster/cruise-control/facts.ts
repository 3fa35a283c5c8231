/**
 * What of the observed world decides about Cruise Control: whether it may start, and what it must not forget.
 */
import type { ConfigMap, Deployment, KubeObject } from '../../kube/types.ts';
import { isLeaving } from '../broker-state.ts';
import type { Decisions } from '../decide.ts';
import type { Input } from '../gather.ts';
import { cruiseControlName } from '../names.ts';
import type { CruiseControlFacts } from './children.ts';
import { configMapName, topicResourceName } from './names.ts';

interface KafkaTopicObject extends KubeObject {
  readonly spec?: { readonly replicationFactor?: number };
}

/** The facts of one sync. */
export const cruiseControlFacts = ({ cluster, observed }: Input, decisions: Decisions): CruiseControlFacts => {
  const child = <T extends KubeObject>(group: string, name: string): T | undefined =>
    observed.children[group]?.[`${cluster.namespace}/${name}`] as T | undefined;
  const topic = child<KafkaTopicObject>('KafkaTopic.kafka.banzaicloud.io/v1alpha1', topicResourceName(cluster));
  const configMap = child<ConfigMap>('ConfigMap.v1', configMapName(cluster));
  return {
    brokersReady: decisions.nodes.every(({ node, decision }) => node.removed || decision.ready),
    topicSeen: topic !== undefined,
    deployed: child<Deployment>('Deployment.apps/v1', cruiseControlName(cluster)) !== undefined,
    topicReplicas: topic?.spec?.replicationFactor,
    observedCapacity: configMap?.data?.['capacity.json'],
    removing: decisions.undescribed.length > 0 || decisions.nodes.some(({ node }) => isLeaving(node)),
  };
};
