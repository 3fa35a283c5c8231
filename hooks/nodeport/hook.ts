/**
 * External access by node ports: for each external listener with accessMethod NodePort a Service for each broker, which
 * is what the broker advertises, and one on which any broker answers, for the first contact of a client. What a running
 * broker still advertises after the spec changed stays until it was restarted.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { acceptedCluster, advertisements, hasNoWayIn } from '../kafkacluster/external/accepted.ts';
import { keepAttachment, keepAttachments } from '../kafkacluster/external/attachments.ts';
import type { KubeObject } from '../kube/types.ts';
import type { DecoratorController } from '../protocol/controller.ts';
import type { DecoratorRequest, DecoratorResponse } from '../protocol/decorator.ts';
import { stillNeeded } from './still-needed.ts';
import { wantedServices } from './wanted-services.ts';

const sync = async (request: DecoratorRequest<KafkaCluster>): Promise<DecoratorResponse> => ({ attachments: attachmentsOf(request) });

const attachmentsOf = ({ object, attachments }: DecoratorRequest<KafkaCluster>): readonly KubeObject[] => {
  if (hasNoWayIn(object, attachments)) return [];
  const cluster = acceptedCluster(object);
  // No spec was found valid yet: what is there was made under one that was.
  if (cluster === undefined) return keepAttachments(attachments);
  const advertised = advertisements(object);
  const kept = stillNeeded(cluster, advertised, attachments);
  return [...wantedServices(cluster, advertised, kept), ...kept.map(keepAttachment)];
};

/** No finalize hook: the Services go with their owner, and a finalizer could keep it from going. */
export const nodeport: DecoratorController<KafkaCluster> = { type: 'decorator', name: 'nodeport', sync };
