/** A connected API server that holds fixed lists: enough for commands that read, and for those that refuse to begin. */
import type { KubernetesApi } from '../../../hooks/adapters/kubernetes/connect.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { ApiError, type ResourceType } from '../../../hooks/ports/api-server.ts';

export interface Lists {
  readonly types: readonly ResourceType[];
  readonly objects?: readonly KubeObject[];
  /** What is refused, by plural: the error of each call. */
  readonly refuse?: Readonly<Record<string, ApiError>>;
}

export interface ListedApi extends KubernetesApi {
  readonly watched: readonly string[];
  /** Calls when a kind of this plural is watched for the first time. */
  onWatch(plural: string, listener: () => void): void;
  readonly written: readonly string[];
  readonly closed: () => boolean;
}

export const type = (id: string, plural: string, namespaced = true): ResourceType => {
  const at = id.lastIndexOf('/');
  return { apiVersion: id.slice(0, at), kind: id.slice(at + 1), plural, namespaced, status: true };
};

export const apiOfLists = ({ types, objects = [], refuse = {} }: Lists): ListedApi => {
  const watched: string[] = [];
  const awaited = new Map<string, () => void>();
  const written: string[] = [];
  let closed = false;
  const check = ({ plural }: ResourceType): void => {
    const error = refuse[plural];
    if (error !== undefined) throw error;
  };
  const list = async (wanted: ResourceType, namespace?: string): Promise<readonly KubeObject[]> => {
    check(wanted);
    return objects.filter(
      ({ apiVersion, kind, metadata }) =>
        apiVersion === wanted.apiVersion && kind === wanted.kind && (namespace === undefined || metadata?.namespace === namespace),
    );
  };
  const write = (verb: string) => async (): Promise<never> => {
    written.push(verb);
    throw new ApiError(405, 'MethodNotAllowed', 'only lists here');
  };
  return {
    context: 'here',
    server: 'https://here:6443',
    namespace: undefined,
    types: async () => types,
    list,
    listMetadata: async (wanted, namespace) =>
      (await list(wanted, namespace)).map(({ apiVersion = '', kind = '', metadata = {} }) => ({ apiVersion, kind, metadata })),
    get: async (wanted, { name, namespace }) => {
      const found = (await list(wanted, namespace)).find(({ metadata }) => metadata?.name === name);
      if (found === undefined) throw new ApiError(404, 'NotFound', `${name} not found`);
      return found;
    },
    watch: async (wanted, watcher) => {
      watched.push(wanted.plural);
      watcher.listed(await list(wanted));
      awaited.get(wanted.plural)?.();
      return () => {};
    },
    create: write('create'),
    update: write('update'),
    updateStatus: write('updateStatus'),
    delete: write('delete'),
    close: () => {
      closed = true;
    },
    watched,
    onWatch: (plural, listener) => awaited.set(plural, listener),
    written,
    closed: () => closed,
  };
};
