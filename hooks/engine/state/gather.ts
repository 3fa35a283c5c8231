/**
 * Takes the state of a cluster from its API server: our resources, what they own, and what decides about them (nodes,
 * volumes, storage classes, namespaces). Secrets are asked for by name alone, so no value crosses the wire. It only
 * reads, and it works against any API server behind the port.
 */
import type { KubeObject } from '../../kube/types.ts';
import { type ApiServer, isApiError, type ResourceType } from '../../ports/api-server.ts';
import { savedNode, stub } from './saved-form.ts';
import { secretsUsed } from './secrets-used.ts';

/** What is asked of an API server. */
export interface StateSource extends Pick<ApiServer, 'types' | 'list' | 'get'> {
  /** Objects with their metadata only. */
  listMetadata(type: ResourceType, namespace?: string): Promise<readonly KubeObject[]>;
}

export interface GatherOptions {
  /** Only this namespace; without it all that have a resource of ours. */
  readonly namespace?: string | undefined;
  /** Namespaces that are looked at although nothing of ours may be there yet. */
  readonly also?: readonly string[];
}

export interface GatheredState {
  readonly objects: readonly KubeObject[];
  /** Sentences on what could not be seen, and what that means. */
  readonly notes: readonly string[];
}

const GROUP = 'kafka.banzaicloud.io/';
const OWN_KINDS = ['KafkaCluster', 'KafkaTopic', 'KafkaUser', 'CruiseControlOperation'];
const CHILD_KINDS = [
  'v1/Pod',
  'v1/PersistentVolumeClaim',
  'v1/ConfigMap',
  'v1/Service',
  'v1/ServiceAccount',
  'policy/v1/PodDisruptionBudget',
  'apps/v1/Deployment',
  // Without them the garbage collector would take the Pods of Deployments for left behind.
  'apps/v1/ReplicaSet',
];
/** Koperator's label with the name of the cluster. */
const CLUSTER_LABEL = 'kafka_cr';

/** Nobody serves KafkaClusters here. */
export class NoKafkaClusters extends Error {
  override readonly name = 'NoKafkaClusters';
}

/** Fails with a NoKafkaClusters, or with the ApiError of a call that was refused. */
export const gatherState = async (source: StateSource, { namespace, also = [] }: GatherOptions = {}): Promise<GatheredState> => {
  const types = await source.types();
  const ownTypes = types.filter(({ apiVersion, kind }) => apiVersion.startsWith(GROUP) && OWN_KINDS.includes(kind));
  if (!ownTypes.some(({ kind }) => kind === 'KafkaCluster')) throw new NoKafkaClusters('the kind KafkaCluster is not served');
  const own = (await Promise.all(ownTypes.map((type) => source.list(type, namespace)))).flat();
  const inUse = own.map((object) => object.metadata?.namespace ?? '');
  const namespaces = [...new Set([...inUse, ...also, ...(namespace === undefined ? [] : [namespace])])].sort();
  const parts = await Promise.all(namespaces.map((name) => namespaceState(source, types, name)));
  const children = parts.flatMap(({ objects }) => objects);
  return {
    objects: [...own, ...children, ...(await clusterState(source, types, { namespaces, children }))],
    notes: parts.flatMap(({ notes }) => notes),
  };
};

const typeOf = (types: readonly ResourceType[], id: string): ResourceType | undefined =>
  types.find(({ apiVersion, kind }) => `${apiVersion}/${kind}` === id);

const namespaceState = async (source: StateSource, types: readonly ResourceType[], namespace: string): Promise<GatheredState> => {
  const lists = await Promise.all(
    CHILD_KINDS.map(async (id) => {
      const type = typeOf(types, id);
      return type === undefined ? [] : source.list(type, namespace);
    }),
  );
  const all = lists.flat();
  const children = all.filter(isOurs);
  const pods = children.filter(({ kind }) => kind === 'Pod');
  // What is not ours is there or not; what is in it is nobody's business here.
  const others = all.filter((object) => object.kind === 'ConfigMap' && !isOurs(object)).map(stub);
  const secrets = await secretNames(source, types, { namespace, pods });
  return { objects: [...children, ...others, ...secrets.objects], notes: secrets.notes };
};

const isOurs = ({ metadata }: KubeObject): boolean =>
  metadata?.labels?.[CLUSTER_LABEL] !== undefined ||
  metadata?.ownerReferences?.some(({ apiVersion, kind }) => kind === 'KafkaCluster' && apiVersion.startsWith(GROUP)) === true;

interface Place {
  readonly namespace: string;
  readonly pods: readonly KubeObject[];
}

/** Few may list Secrets. Then those count as there that running Pods use. */
const secretNames = async (source: StateSource, types: readonly ResourceType[], { namespace, pods }: Place): Promise<GatheredState> => {
  const type = typeOf(types, 'v1/Secret');
  if (type === undefined) return { objects: [], notes: [] };
  try {
    return { objects: (await source.listMetadata(type, namespace)).map(stub), notes: [] };
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
    const names = [...new Set(pods.flatMap(secretsUsed))].sort();
    return {
      objects: names.map((name) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } })),
      notes: [`Secrets of namespace ${namespace} may not be listed: those that Pods of Kafka use count as there, no others`],
    };
  }
};

interface Scope {
  readonly namespaces: readonly string[];
  readonly children: readonly KubeObject[];
}

/** Claims of a cluster that is named like its namespace are kept by kube-system. */
const ANCHOR = 'kube-system';

const clusterState = async (source: StateSource, types: readonly ResourceType[], scope: Scope): Promise<readonly KubeObject[]> => {
  const all = async (id: string): Promise<readonly KubeObject[]> => {
    const type = typeOf(types, id);
    return type === undefined ? [] : source.list(type);
  };
  const claims = new Set(
    scope.children.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`),
  );
  const [nodes, classes, volumes, namespaces] = await Promise.all([
    all('v1/Node'),
    all('storage.k8s.io/v1/StorageClass'),
    claims.size === 0 ? [] : all('v1/PersistentVolume'),
    namespaceObjects(source, types, [...new Set([...scope.namespaces, ANCHOR])]),
  ]);
  return [...nodes.map(savedNode), ...classes, ...volumes.filter((volume) => claims.has(claimOf(volume))), ...namespaces];
};

const claimOf = (
  volume: KubeObject & { readonly spec?: { readonly claimRef?: { readonly namespace?: string; readonly name?: string } } },
) => `${volume.spec?.claimRef?.namespace}/${volume.spec?.claimRef?.name}`;

const namespaceObjects = async (source: StateSource, types: readonly ResourceType[], names: readonly string[]) => {
  const type = typeOf(types, 'v1/Namespace');
  if (type === undefined) return [];
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return [await source.get(type, { name })];
      } catch (error) {
        if (isApiError(error, 'NotFound')) return [];
        throw error;
      }
    }),
  );
  return found.flat();
};
