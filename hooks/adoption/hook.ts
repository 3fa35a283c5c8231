/**
 * Adoption: gives what belongs to a KafkaCluster the label by which Metacontroller lets the cluster claim it.
 * Two kinds of objects need it: claims that outlived their KafkaCluster, and everything that Koperator made.
 * The decorator sets one label and nothing else; nothing restarts, and an object that another owner controls is left alone.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import type { KubeObject } from '../kube/types.ts';
import { CONTROLLER_UID, type CustomizeRequest, type CustomizeResponse } from '../protocol/composite.ts';
import type { DecoratorController } from '../protocol/controller.ts';
import type { DecoratorRequest, DecoratorResponse } from '../protocol/decorator.ts';

/** Koperator's label with the cluster's name. */
const CLUSTER = 'kafka_cr';
const GROUP = 'KafkaCluster.kafka.banzaicloud.io/v1beta1';

/** The KafkaCluster that the label names, and nothing for objects without it: Metacontroller asks for those too. */
const customize = ({ parent }: CustomizeRequest): CustomizeResponse => {
  const name = parent.metadata?.labels?.[CLUSTER];
  const namespace = parent.metadata?.namespace;
  if (name === undefined || namespace === undefined) return { relatedResources: [] };
  return { relatedResources: [{ apiVersion: 'kafka.banzaicloud.io/v1beta1', resource: 'kafkaclusters', namespace, names: [name] }] };
};

const sync = async (request: DecoratorRequest): Promise<DecoratorResponse> => {
  const uid = wantedOwner(request);
  // Metacontroller drops a label that meets a newer object without a word: ask again.
  return { ...(uid !== undefined && { labels: { [CONTROLLER_UID]: uid }, resyncAfterSeconds: 5 }), attachments: [] };
};

/** UID of the KafkaCluster that should own the object; undefined when the label is right or the object is not free. */
const wantedOwner = ({ object, related }: DecoratorRequest): string | undefined => {
  const { labels = {}, namespace, deletionTimestamp } = object.metadata ?? {};
  const cluster = related[GROUP]?.[`${namespace}/${labels[CLUSTER]}`] as KafkaCluster | undefined;
  const uid = cluster?.metadata.uid;
  if (cluster === undefined || uid === undefined || cluster.metadata.deletionTimestamp !== undefined || deletionTimestamp !== undefined)
    return undefined;
  if (labels[CONTROLLER_UID] === uid || isHeldByAnother(object, uid)) return undefined;
  return uid;
};

/** Metacontroller claims orphans only; a dangling owner is removed by the garbage collector, and that is an event. */
const isHeldByAnother = (object: KubeObject, uid: string): boolean =>
  object.metadata?.ownerReferences?.some((owner) => owner.controller === true && owner.uid !== uid) === true;

export const adoption: DecoratorController = { type: 'decorator', name: 'adoption', customize, sync };
