/**
 * The state of the cluster that the kubeconfig names, for commands that only read: `dump` saves it, `plan --live`
 * starts from it.
 */
import { type GatheredState, type GatherOptions, gatherState, NoKafkaClusters } from '../engine/state/gather.ts';
import { failure } from '../errors.ts';
import { refused } from './refused.ts';

export interface LiveStateOptions extends Pick<GatherOptions, 'namespace'> {
  /** Without it the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** Namespaces that are looked at although nothing of ours may be there yet; asked with that in which the context works. */
  readonly also?: (own: string) => readonly string[];
}

export interface LiveState extends GatheredState {
  readonly context: string;
  readonly server: string;
  /** In which the context works: kubectl puts there what names no namespace. */
  readonly namespace: string;
}

/** Fails with a Failure of exit code 2 that says in one line what is missing: kubeconfig, context, answer, right, resource. */
export const readLiveState = async ({ context, namespace, also }: LiveStateOptions): Promise<LiveState> => {
  // Half a second to load, for commands that need it alone.
  const { connectApi } = await import('../adapters/kubernetes/connect.ts');
  const api = await connectApi(context === undefined ? {} : { context });
  const own = api.namespace ?? 'default';
  try {
    const state = await gatherState(api, { namespace, ...(also !== undefined && { also: also(own) }) });
    return { ...state, context: api.context, server: api.server, namespace: own };
  } catch (error) {
    if (error instanceof NoKafkaClusters) throw failure('CRDS_MISSING', { context: api.context, resources: 'the kind KafkaCluster' });
    throw refused(error, api.context);
  } finally {
    api.close();
  }
};
