/**
 * A real API server behind the port of hooks/ports/api-server.ts. It decides nothing: each method is one request.
 * Import this file only where it is needed (`await import`): the client library behind it takes half a second to load.
 */
import type { KubeObject } from '../../kube/types.ts';
import { ApiError, type ApiServer, type DeleteOptions, type ObjectKey, type ResourceType } from '../../ports/api-server.ts';
import { discover } from './discovery.ts';
import { type KubeconfigChoice, readKubeconfig } from './kubeconfig.ts';
import { listAll } from './listing.ts';
import { collectionPath, objectPath } from './paths.ts';
import { createTransport } from './transport.ts';
import { keepWatching, type WatchOptions } from './watch.ts';

export interface ConnectOptions extends KubeconfigChoice {
  /** Watches and lists of namespaced kinds see this namespace alone; without it all of them. */
  readonly only?: string;
  /** Milliseconds between tries of a watch that failed; 500 to 30,000 if not given. */
  readonly backOff?: WatchOptions['backOff'];
  /** Hears why a watch is not there at the moment, once for each try. The watch is tried again whatever it was. */
  readonly watchFailed?: WatchOptions['failed'];
}

/** A connected API server. */
export interface KubernetesApi extends ApiServer {
  /** Of the kubeconfig. */
  readonly context: string;
  /** `https://host:port`. */
  readonly server: string;
  /** The context's own namespace. */
  readonly namespace: string | undefined;
  /** Objects with their metadata only: what else they hold (data of Secrets) does not leave the API server. */
  listMetadata(type: ResourceType, namespace?: string): Promise<readonly KubeObject[]>;
  /** Ends all watches and connections. */
  close(): void;
}

const BACK_OFF = { first: 500, most: 30_000 };

/** Reads the kubeconfig (failures: KUBECONFIG_*, CONTEXT_UNKNOWN); whether the server answers shows with the first call. */
export const connectApi = async ({ only, backOff = BACK_OFF, watchFailed, ...choice }: ConnectOptions = {}): Promise<KubernetesApi> => {
  const access = readKubeconfig(choice);
  const transport = createTransport(access);
  const watches = new Set<() => void>();
  const scopeOf = (type: ResourceType, namespace: string | undefined): string | undefined =>
    type.namespaced ? (namespace ?? only) : undefined;

  const watch: ApiServer['watch'] = async (type, watcher) => {
    const end = await keepWatching(transport, type, { watcher, backOff, namespace: scopeOf(type, undefined), failed: watchFailed });
    watches.add(end);
    return () => {
      watches.delete(end);
      end();
    };
  };

  return {
    context: access.context,
    server: access.origin,
    namespace: access.namespace,
    types: () => discover(transport),
    get: async (type, key) => asObject(await transport.call({ method: 'GET', path: objectPath(type, key) })),
    list: async (type, namespace) => (await listAll(transport, type, { namespace: scopeOf(type, namespace) })).objects,
    listMetadata: async (type, namespace) =>
      (await listAll(transport, type, { namespace: scopeOf(type, namespace), metadataOnly: true })).objects,
    watch,
    create: async (type, object) =>
      asObject(await transport.call({ method: 'POST', path: collectionPath(type, object.metadata?.namespace), body: object })),
    update: async (type, object) => asObject(await transport.call({ method: 'PUT', path: objectPath(type, keyOf(object)), body: object })),
    updateStatus: async (type, object) =>
      asObject(await transport.call({ method: 'PUT', path: `${objectPath(type, keyOf(object))}/status`, body: object })),
    delete: async (type, key, options) => {
      await transport.call({ method: 'DELETE', path: objectPath(type, key), body: deleteBody(options) });
    },
    close: () => {
      for (const end of watches) end();
      watches.clear();
      transport.close();
    },
  };
};

const asObject = (answer: unknown): KubeObject => answer as KubeObject;

const keyOf = ({ kind, metadata }: KubeObject): ObjectKey => {
  const { name, namespace } = metadata ?? {};
  if (name === undefined) throw new ApiError(422, 'Invalid', `${kind ?? 'an object'} without metadata.name`);
  return { name, ...(namespace !== undefined && { namespace }) };
};

const deleteBody = ({ uid, propagation, gracePeriodSeconds }: DeleteOptions = {}): object => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  ...(uid !== undefined && { preconditions: { uid } }),
  ...(propagation !== undefined && { propagationPolicy: propagation }),
  ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
});
