/**
 * Every controller, one line each: the table of the architecture in code. The name is the first segment of the URL path
 * and the name of the controller's resource in manifests/controllers.
 */
import { adoption } from './adoption/hook.ts';
import { envoy } from './envoy/hook.ts';
import { kafkaCluster } from './kafkacluster/hook.ts';
import { nodeport } from './nodeport/hook.ts';
import type { Controller } from './protocol/controller.ts';

export const controllers: readonly Controller[] = [
  kafkaCluster, // KafkaCluster → Pods, claims, configuration, Services, budgets
  adoption, //     labels what a KafkaCluster should own and does not yet
  envoy, //        KafkaCluster → a load balancer and Envoy for each external listener with accessMethod LoadBalancer
  nodeport, //     KafkaCluster → a Service a broker for each external listener with accessMethod NodePort
];
