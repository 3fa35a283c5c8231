/**
 * A real API server as a person reaches it, with nothing but HTTPS: a client of its own, so that a fault of the adapter
 * under test cannot hide itself. It knows client certificates and nothing else.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from 'js-yaml';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { ApiError, type ApiReason, keyOf, type ObjectKey, type ResourceType, type WatchEvent } from '../../../hooks/ports/api-server.ts';
import type { UserApi } from '../backend.ts';

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
  readonly users: readonly { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } }[];
}

const RETRY_MS = 500;

const pathOf = ({ apiVersion, plural }: ResourceType, key: Partial<ObjectKey> = {}, subresource = ''): string =>
  [
    apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`,
    ...(key.namespace === undefined ? [] : ['namespaces', key.namespace]),
    plural,
    ...(key.name === undefined ? [] : [key.name]),
    ...(subresource === '' ? [] : [subresource]),
  ].join('/');

const inNamespaceOf = ({ metadata }: KubeObject): Partial<ObjectKey> =>
  metadata?.namespace === undefined ? {} : { namespace: metadata.namespace };

/** The first cluster and user of a kubeconfig. */
export const connect = (kubeconfig: string): UserApi & { readonly close: () => void } => {
  const { clusters, users } = load(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig} names no cluster or no user`);
  const decode = (base64: string): Buffer => Buffer.from(base64, 'base64');
  const agent = new Agent({
    keepAlive: true,
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  });

  const send = (method: string, path: string, body?: object): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      // Without a length, Node sends the body of a DELETE so that the server takes it for the next request.
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), accept: 'application/json' };
      const call = request(new URL(path, cluster.server), { method, agent, headers }, resolve);
      call.on('error', reject);
      call.end(text);
    });
  const json = async <T>(method: string, path: string, ...[body, left = 40]: [body?: object, left?: number]): Promise<T> => {
    const response = await send(method, path, body);
    // A kind whose definition has just come is not served for a second or two.
    if (response.statusCode === 429 && left > 0) {
      response.resume();
      await pause(RETRY_MS);
      return json(method, path, body, left - 1);
    }
    const answer = JSON.parse(await textOf(response)) as T & { readonly reason?: ApiReason; readonly message?: string };
    const status = response.statusCode ?? 0;
    if (status >= 300) throw new ApiError(status, answer.reason ?? 'InternalError', answer.message ?? `HTTP ${status}`);
    return answer;
  };
  const listAll = (type: ResourceType, namespace?: string) =>
    json<{ readonly items: readonly KubeObject[]; readonly metadata: { readonly resourceVersion: string } }>(
      'GET',
      pathOf(type, namespace === undefined ? {} : { namespace }),
    );

  return {
    get: (type, key) => json('GET', pathOf(type, key)),
    list: async (type, namespace) => {
      const { items } = await listAll(type, namespace);
      return items.map((item) => ({ apiVersion: type.apiVersion, kind: type.kind, ...item }));
    },
    create: (type, object) => json('POST', pathOf(type, inNamespaceOf(object)), object),
    update: (type, object) => json('PUT', pathOf(type, keyOf(object)), object),
    updateStatus: (type, object) => json('PUT', pathOf(type, keyOf(object), 'status'), object),
    delete: async (type, key, options = {}) => {
      const { uid, propagation, gracePeriodSeconds } = options;
      await json('DELETE', pathOf(type, key), {
        ...(uid !== undefined && { preconditions: { uid } }),
        ...(propagation !== undefined && { propagationPolicy: propagation }),
        ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
      });
    },
    watch: async (type, watcher) => {
      const { items, metadata } = await listAll(type);
      watcher.listed(items);
      const stream = await send('GET', `${pathOf(type)}?watch=true&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=3600`);
      void readLines(stream, (line) => {
        const event = JSON.parse(line) as WatchEvent;
        // A conformance run is shorter than the API server's memory, so a watch that ends is a failure of the run.
        if (!['ADDED', 'MODIFIED', 'DELETED'].includes(event.type)) throw new Error(`watch of ${type.plural} ended: ${line}`);
        watcher.changed(event);
      }).catch(() => undefined);
      return () => stream.destroy();
    },
    close: () => agent.destroy(),
  };
};

const textOf = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const readLines = async (stream: AsyncIterable<Buffer>, line: (text: string) => void): Promise<void> => {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      line(rest.subarray(0, end).toString('utf8'));
      rest = rest.subarray(end + 1);
    }
  }
};
