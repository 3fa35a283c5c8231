/**
 * What the alert hook asks of Kubernetes, answered by the engine's API server: it judges patches by the CRD and by resource
 * versions as the real one does. Counts what was asked, and lets a test do something between a look and the patch that follows.
 */
import type { Store } from '../../hooks/engine/api-server/store.ts';
import { jsonPatch } from '../../hooks/engine/http-api/patch/json-patch.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../hooks/kube/types.ts';
import type { AlertWorld, ClusterEvent, PatchOperation } from '../../hooks/ports/alert-world.ts';
import { ApiError } from '../../hooks/ports/api-server.ts';

export interface StoreWorld extends AlertWorld {
  readonly events: readonly ClusterEvent[];
  readonly patches: readonly (readonly PatchOperation[])[];
  /** How many looks at clusters and claims. */
  looks(): number;
}

interface StoreWorldOptions {
  /** Called before each patch is carried out. */
  readonly beforePatch?: () => void;
}

export const createStoreWorld = (store: Store, { beforePatch }: StoreWorldOptions = {}): StoreWorld => {
  const clusterType = store.typeOf('kafka.banzaicloud.io/v1beta1', 'KafkaCluster');
  const claimType = store.typeOf('v1', 'PersistentVolumeClaim');
  const events: ClusterEvent[] = [];
  const patches: (readonly PatchOperation[])[] = [];
  let looks = 0;
  const look = <Value>(value: Value): Promise<Value> => {
    looks += 1;
    return Promise.resolve(value);
  };
  return {
    events,
    patches,
    looks: () => looks,
    cluster: (key) => look(store.get(clusterType, key)),
    clusters: () => look(store.list(clusterType)),
    claim: (key) => look(store.get(claimType, key) as PersistentVolumeClaim | undefined),
    patch: async (key, operations) => {
      beforePatch?.();
      const current = store.get(clusterType, key);
      if (current === undefined) throw new ApiError(404, 'NotFound', 'gone');
      const patched = store.update(clusterType, jsonPatch(current, operations) as KubeObject);
      patches.push(operations);
      return patched;
    },
    event: async (event) => {
      events.push(event);
    },
  };
};
