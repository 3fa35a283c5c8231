/**
 * The state of the cluster that the kubeconfig names, for commands that only read: `dump` saves it, `plan --live`
 * starts from it.
 */
import { type GatheredState, type GatherOptions, gatherState, NoKafkaClusters, NoNamespace } from '../engine/state/gather.ts';
import { failure } from '../errors.ts';
import type { KubeObject } from '../kube/types.ts';
import { refused } from './refused.ts';

export interface LiveStateOptions extends Pick<GatherOptions, 'namespace'> {
  /** Without it the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** What is to be compared with the cluster, each with its namespace; asked with that in which the context works. */
  readonly files?: (own: string) => readonly KubeObject[];
}

export interface LiveState extends GatheredState {
  readonly context: string;
  readonly server: string;
  /** In which the context works: kubectl puts there what names no namespace. */
  readonly namespace: string;
}

/** Fails with a Failure of exit code 2 that says in one line what is missing: kubeconfig, context, answer, right, resource. */
export const readLiveState = async ({ context, namespace, files }: LiveStateOptions): Promise<LiveState> => {
  // Half a second to load, for commands that need it alone.
  const { connectApi } = await import('../adapters/kubernetes/connect.ts');
  const api = await connectApi(context === undefined ? {} : { context });
  const own = api.namespace ?? 'default';
  try {
    const state = await gatherState(api, { namespace, ...(files !== undefined && { files: files(own) }) });
    return { ...state, context: api.context, server: api.server, namespace: own };
  } catch (error) {
    throw notReadable(error, api.context);
  } finally {
    api.close();
  }
};

/** What a person is told when a state cannot be read; errors that do not come from that stay what they are. */
export const notReadable = (error: unknown, context: string): unknown => {
  if (error instanceof NoKafkaClusters) return failure('CRDS_MISSING', { context, resources: 'the kind KafkaCluster' });
  if (error instanceof NoNamespace) return failure('NAMESPACE_UNKNOWN', { context, namespace: error.namespace });
  return refused(error, context);
};
