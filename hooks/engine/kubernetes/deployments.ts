/**
 * Deployments say that they are available after a while. There are no ReplicaSets and no Pods behind them: what runs in
 * them (Cruise Control, proxies) is modelled elsewhere or not at all, and nobody here asks for more than the status.
 */
import { wholeSeconds } from '../../kube/conditions.ts';
import type { Deployment } from '../../kube/types.ts';
import { keyOf } from '../../ports/api-server.ts';
import type { World } from './world.ts';

/** Starts the model; Deployments that are there already are looked at too. */
export const startDeployments = (world: World): void => {
  const consider = (deployment: Deployment): void => {
    const { uid, generation } = deployment.metadata ?? {};
    if (generation !== undefined && deployment.status?.observedGeneration === generation) return;
    world.after('deployment', () => {
      const now = world.deployments.same(keyOf(deployment), uid);
      if (now === undefined || now.metadata?.generation !== generation || now.metadata?.deletionTimestamp !== undefined) return;
      world.deployments.updateStatus({ ...now, status: statusOf(now, world.clock.now()) });
    });
  };
  world.store.subscribe(({ resource, object, before, type }) => {
    if (resource.kind !== 'Deployment' || type === 'DELETED') return;
    if (object.metadata?.generation !== before?.metadata?.generation) consider(object);
  });
  world.deployments.list().forEach(consider);
};

const statusOf = ({ metadata, spec, status }: Deployment, now: number): NonNullable<Deployment['status']> => {
  const replicas = spec?.replicas ?? 1;
  const condition = (type: string, reason: string, message: string) => {
    const before = status?.conditions?.find((one) => one.type === type);
    const time = wholeSeconds(now);
    return { type, status: 'True', reason, message, lastUpdateTime: time, lastTransitionTime: before?.lastTransitionTime ?? time };
  };
  return {
    ...(metadata?.generation !== undefined && { observedGeneration: metadata.generation }),
    ...(replicas > 0 && { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas }),
    conditions: [
      condition('Available', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'),
      condition('Progressing', 'NewReplicaSetAvailable', 'The Deployment has successfully progressed.'),
    ],
  };
};
