/**
 * The port of the alert hook over a real API server: each method is one request. Calls end after a few seconds, for
 * somebody waits for the answer and delivers again.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { KubeObject, PersistentVolumeClaim } from '../../kube/types.ts';
import type { AlertWorld, ClusterEvent } from '../../ports/alert-world.ts';
import { ApiError, isApiError, type ObjectKey, type ResourceType } from '../../ports/api-server.ts';
import type { Access } from './access.ts';
import { listAll } from './listing.ts';
import { collectionPath, objectPath } from './paths.ts';
import { missingRights, type Right } from './rights.ts';
import { createTransport } from './transport.ts';

export interface AlertWorldOptions {
  /** KafkaClusters of this namespace alone: others are not there. */
  readonly namespace?: string | undefined;
  /** Milliseconds; 5 s if not given. */
  readonly wholeCallMs?: number;
}

export interface KubernetesAlertWorld extends AlertWorld {
  /** What the hook needs and the credentials do not give. Fails with an ApiError. */
  missingRights(): Promise<readonly string[]>;
  /** Ends all connections. */
  close(): void;
}

const WHOLE_CALL_MS = 5000;
const CONNECTIONS = 16;
const FIELD_MANAGER = 'kafka-hooks-alerts';

const CLUSTERS: ResourceType = {
  apiVersion: 'kafka.banzaicloud.io/v1beta1',
  kind: 'KafkaCluster',
  plural: 'kafkaclusters',
  namespaced: true,
  status: true,
};
const CLAIMS: ResourceType = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  namespaced: true,
  status: true,
};
const EVENTS: ResourceType = { apiVersion: 'v1', kind: 'Event', plural: 'events', namespaced: true, status: false };

/** Everything that is asked for here; manifests/components/alerts gives it. */
const RIGHTS: readonly Right[] = [
  { verb: 'get', type: CLUSTERS },
  { verb: 'list', type: CLUSTERS },
  { verb: 'patch', type: CLUSTERS },
  { verb: 'get', type: CLAIMS },
  { verb: 'create', type: EVENTS },
];

/** A world; whether the server answers shows with the first call. */
export const createAlertWorld = (
  access: Access,
  { namespace, wholeCallMs = WHOLE_CALL_MS }: AlertWorldOptions = {},
): KubernetesAlertWorld => {
  const transport = createTransport(access, { wholeCallMs, connections: CONNECTIONS });
  const isThere = (key: ObjectKey): boolean => isName(key) && (namespace === undefined || key.namespace === namespace);
  const get = async (type: ResourceType, key: ObjectKey): Promise<unknown> => {
    if (!isThere(key)) return undefined;
    try {
      return await transport.call({ method: 'GET', path: objectPath(type, key) });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  };
  return {
    cluster: async (key) => (await get(CLUSTERS, key)) as KubeObject | undefined,
    clusters: async () => (await listAll(transport, CLUSTERS, { namespace })).objects,
    claim: async (key) => (await get(CLAIMS, key)) as PersistentVolumeClaim | undefined,
    patch: async (key, operations) => {
      if (!isThere(key)) throw new ApiError(404, 'NotFound', `kafkaclusters "${key.name}" not found`);
      const path = `${objectPath(CLUSTERS, key)}?fieldManager=${FIELD_MANAGER}`;
      const answer = await transport.call({ method: 'PATCH', path, body: operations, type: 'application/json-patch+json' });
      return answer as KubeObject;
    },
    event: async (event) => {
      const body = eventObject(event, new Date());
      await transport.call({ method: 'POST', path: collectionPath(EVENTS, event.cluster.metadata?.namespace), body });
    },
    missingRights: () => missingRights(transport, RIGHTS, namespace),
    close: transport.close,
  };
};

const MOST_NAME = 253;
const NAME = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Names come from labels, where anybody may have written anything: `..` in a path would be another question. */
const isName = ({ namespace = '', name }: ObjectKey): boolean => NAME.test(name) && NAMESPACE.test(namespace);

const MOST_MESSAGE = 1024;

/** Named as client-go names Events: after what they are about, with something that is never the same twice. */
const eventObject = ({ cluster, type, reason, message, action }: ClusterEvent, now: Date): object => {
  const { name = '', namespace = '', uid, resourceVersion } = cluster.metadata ?? {};
  const suffix = `.${now.getTime().toString(16)}${randomBytes(4).toString('hex')}`;
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name.slice(0, MOST_NAME - suffix.length)}${suffix}`, namespace },
    involvedObject: {
      apiVersion: cluster.apiVersion ?? CLUSTERS.apiVersion,
      kind: CLUSTERS.kind,
      name,
      namespace,
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    type,
    reason,
    message: withinBytes(message, MOST_MESSAGE),
    action,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component: FIELD_MANAGER },
    reportingComponent: FIELD_MANAGER,
    reportingInstance: hostname().slice(0, 128),
  };
};

/** The API server counts bytes; half a character is none. */
const withinBytes = (text: string, most: number): string => {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const ellipsis = '…';
  return `${bytes
    .subarray(0, most - Buffer.byteLength(ellipsis))
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}${ellipsis}`;
};
