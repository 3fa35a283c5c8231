/**
 * The cluster id that Kafka writes into each disk. It follows from the KafkaCluster's UID, so that no call has to
 * remember a random number; it is written on every claim, so that a KafkaCluster that is deleted and applied again finds it.
 */

import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { kafkaUuid } from '../kube/hash.ts';

export type ClusterId = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly found: readonly string[] };

/**
 * spec.envs CLUSTER_ID, else the one on the claims, else status, else from the UID.
 * Claims come before status: they tell what is on the disks. Claims that disagree are an answer of their own.
 */
export const decideClusterId = (parent: KafkaCluster, onClaims: readonly string[]): ClusterId => {
  const chosen = parent.spec.envs?.find((variable) => variable.name === 'CLUSTER_ID')?.value;
  if (chosen !== undefined && chosen !== '') return { ok: true, id: chosen };
  const found = [...new Set(onClaims)].sort();
  if (found.length > 1) return { ok: false, found };
  const known = found[0] ?? parent.status?.clusterID;
  if (known !== undefined && known !== '') return { ok: true, id: known };
  return { ok: true, id: kafkaUuid(`KafkaCluster/${parent.metadata.uid ?? ''}`) };
};
