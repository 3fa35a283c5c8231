/**
 * External access by node ports: for each external listener with accessMethod NodePort a Service for each broker, which
 * is what the broker advertises, and one on which any broker answers, for the first contact of a client. What a running
 * broker still advertises after the spec changed stays until it was restarted.
 */
import { waysInController } from '../kafkacluster/external/accepted.ts';
import { keepAttachment } from '../kafkacluster/external/attachments.ts';
import { stillMissing, stillNeeded } from './still-needed.ts';
import { wantedServices } from './wanted-services.ts';

export const nodeport = waysInController('nodeport', (cluster, advertised, attachments) => {
  const kept = stillNeeded(cluster, advertised, attachments);
  return [...wantedServices(cluster, advertised, kept), ...kept.map(keepAttachment), ...stillMissing(cluster, advertised, attachments)];
});
