/**
 * What the alert hook asks of Kubernetes, answered by the engine's API server: patches are judged by the CRD and by resource versions
 * as the real one does.
 */
import type { KubeObject, PersistentVolumeClaim } from '../kube/types.ts';
import type { AlertWorld } from '../ports/alert-world.ts';
import { ApiError } from '../ports/api-server.ts';
import type { Store } from './api-server/store.ts';
import { jsonPatch } from './http-api/patch/json-patch.ts';

/** A world of the store's KafkaClusters and claims. Events are left nowhere. */
export const alertWorldOf = (store: Store): AlertWorld => {
  const clusters = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const claims = store.typeOf('v1', 'PersistentVolumeClaim');
  return {
    cluster: async (key) => store.get(clusters, key),
    clusters: async () => store.list(clusters),
    claim: async (key) => store.get(claims, key) as PersistentVolumeClaim | undefined,
    patch: async (key, operations) => {
      const before = store.get(clusters, key);
      if (before === undefined) throw new ApiError(404, 'NotFound', `kafkaclusters "${key.name}" not found`);
      return store.update(clusters, jsonPatch(before, operations) as KubeObject);
    },
    event: async () => undefined,
  };
};
