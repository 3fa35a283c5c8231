/**
 * External access by Envoy: for each external listener with accessMethod LoadBalancer, and each of its ingress configurations in use,
 * one load balancer and behind it Envoy, which tells brokers apart by port or by TLS server name. Brokers, ports and certificates
 * come and go without a restart of Envoy, and what a running broker advertises leads to it until it does no more.
 */
import { waysInController } from '../kafkacluster/external/accepted.ts';
import { renderEnvoys } from './render.ts';
import { stillNeeded } from './still-needed.ts';

export const envoy = waysInController('envoy', (cluster, advertised, attachments) => [
  ...renderEnvoys(cluster, advertised),
  ...stillNeeded(cluster, advertised, attachments),
]);
