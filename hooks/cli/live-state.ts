/**
 * The state of the cluster that the kubeconfig names, for commands that only read: `dump` saves it, `plan --live`
 * starts from it.
 */
import { type GatheredState, type GatherOptions, gatherState, NoKafkaClusters } from '../engine/state/gather.ts';
import { failure } from '../errors.ts';
import { refused } from './refused.ts';

export interface LiveStateOptions extends GatherOptions {
  /** Without it the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** A file; without it KUBECONFIG, ~/.kube/config or the Pod's own service account. */
  readonly kubeconfig?: string | undefined;
}

export interface LiveState extends GatheredState {
  readonly context: string;
  readonly server: string;
}

/** Fails with a Failure of exit code 2 that says in one line what is missing: kubeconfig, context, answer, right, resource. */
export const readLiveState = async ({ context, kubeconfig, ...options }: LiveStateOptions): Promise<LiveState> => {
  // Half a second to load, for commands that need it alone.
  const { connectApi } = await import('../adapters/kubernetes/connect.ts');
  const api = await connectApi({ ...(context !== undefined && { context }), ...(kubeconfig !== undefined && { kubeconfig }) });
  try {
    return { ...(await gatherState(api, options)), context: api.context, server: api.server };
  } catch (error) {
    if (error instanceof NoKafkaClusters) throw failure('CRDS_MISSING', { context: api.context, resources: 'the kind KafkaCluster' });
    throw refused(error, api.context);
  } finally {
    api.close();
  }
};
