/**
 * External access by Envoy: for each external listener with accessMethod LoadBalancer, and each of its ingress configurations in use,
 * one load balancer and behind it Envoy, which tells brokers apart by port or by TLS server name. Brokers, ports and certificates
 * come and go without a restart of Envoy, and what a running broker advertises leads to it until it does no more.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { acceptedCluster, advertisements, hasNoWayIn } from '../kafkacluster/external/accepted.ts';
import { keepAttachments } from '../kafkacluster/external/attachments.ts';
import type { KubeObject } from '../kube/types.ts';
import type { DecoratorController } from '../protocol/controller.ts';
import type { DecoratorRequest, DecoratorResponse } from '../protocol/decorator.ts';
import { renderEnvoys } from './render.ts';
import { stillNeeded } from './still-needed.ts';

const sync = async (request: DecoratorRequest<KafkaCluster>): Promise<DecoratorResponse> => ({ attachments: attachmentsOf(request) });

const attachmentsOf = ({ object, attachments }: DecoratorRequest<KafkaCluster>): readonly KubeObject[] => {
  if (hasNoWayIn(object, attachments)) return [];
  const cluster = acceptedCluster(object);
  // No spec was found valid yet: what is there was made under one that was.
  if (cluster === undefined) return keepAttachments(attachments);
  const advertised = advertisements(object);
  return [...renderEnvoys(cluster, advertised), ...stillNeeded(cluster, advertised, attachments)];
};

/** No finalize hook: everything goes with its owner, and a finalizer could keep that from going. */
export const envoy: DecoratorController<KafkaCluster> = { type: 'decorator', name: 'envoy', sync };
