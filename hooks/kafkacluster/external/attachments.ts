/**
 * What decorators make for a KafkaCluster has the same owner as the children of the controller kafkacluster. Metacontroller
 * lets go of every Service, ConfigMap or Deployment of that owner without the label by which it selects children, and the
 * decorator would never see it again. So attachments carry the label, and the controller answers them as they are.
 */
import type { KubeObject, Labels } from '../../kube/types.ts';
import { CONTROLLER_UID, type ObjectGroups } from '../../protocol/composite.ts';
import type { Cluster } from '../cluster.ts';
import { keepAsIs } from '../keep.ts';

/** Annotation in which Metacontroller notes the decorator that made an object. */
export const MADE_BY = 'metacontroller.k8s.io/decorator-controller';

/** The label that every attachment of a KafkaCluster carries. */
export const attachmentLabels = ({ uid }: Pick<Cluster, 'uid'>): Labels => ({ [CONTROLLER_UID]: uid });

/** Whether an object is a decorator's: among the children of a KafkaCluster it is to be answered as it is, never left out. */
export const isAttachment = ({ metadata }: KubeObject): boolean => metadata?.annotations?.[MADE_BY] !== undefined;

/** An attachment as it is, from its decorator: nobody adds the label for those. */
export const keepAttachment = (object: KubeObject): KubeObject => {
  const kept = keepAsIs(object);
  const uid = object.metadata?.labels?.[CONTROLLER_UID];
  return uid === undefined
    ? kept
    : { ...kept, metadata: { ...kept.metadata, labels: { ...kept.metadata?.labels, [CONTROLLER_UID]: uid } } };
};

/** All attachments as they are. */
export const keepAttachments = (attachments: ObjectGroups): readonly KubeObject[] =>
  Object.values(attachments).flatMap((group) => Object.values(group).map(keepAttachment));
