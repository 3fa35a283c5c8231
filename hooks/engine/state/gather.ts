/**
 * Takes the state of a cluster from its API server: our resources, what they own, and what decides about them (nodes,
 * volumes, storage classes, namespaces). Secrets are asked for by name alone, so no value crosses the wire; only one
 * that a file to be planned holds anyway is read as a whole. It only reads, against any API server behind the port.
 */
import type { KubeObject } from '../../kube/types.ts';
import { isApiError, keyOf, type ResourceType } from '../../ports/api-server.ts';
import { accountStub, GROUP, isNameOnly, serviceStub, stub } from './saved-form.ts';
import { secretsUsed } from './secrets-used.ts';
import { ifThere, NOTHING, orNote, type Part, type StateSource, typeOf } from './source.ts';
import type { KnownState } from './state.ts';
import { surroundings } from './surroundings.ts';

export interface GatherOptions {
  /** Only this namespace; without it all that have a resource of ours, or disks that one left behind. */
  readonly namespace?: string | undefined;
  /** Objects that are to be compared: each is read as a whole, and its namespace is looked into. All name a namespace. */
  readonly files?: readonly KubeObject[];
}

/** An object that cannot be compared, and why: the rest of a sentence. */
export interface Uncertain {
  readonly object: KubeObject;
  readonly why: string;
}

export interface GatheredState extends KnownState {
  /** Those of the files of which is not known what is there. */
  readonly uncertain: readonly Uncertain[];
}

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

/** The namespace that alone is to be looked into is not there. */
export class NoNamespace extends Error {
  override readonly name = 'NoNamespace';
  readonly namespace: string;

  constructor(namespace: string) {
    super(`there is no namespace ${namespace}`);
    this.namespace = namespace;
  }
}

/** Fails with a NoKafkaClusters, a NoNamespace, or with the ApiError of a call that was refused. */
export const gatherState = async (source: StateSource, { namespace, files = [] }: GatherOptions = {}): Promise<GatheredState> => {
  const types = await source.types();
  const ownTypes = types.filter(({ apiVersion, kind }) => apiVersion.startsWith(GROUP) && OWN_KINDS.includes(kind));
  if (!ownTypes.some(({ kind }) => kind === 'KafkaCluster')) throw new NoKafkaClusters('the kind KafkaCluster is not served');
  const own = (await Promise.all(ownTypes.map((type) => source.list(type, namespace)))).flat();
  const wanted = files.map((file) => inItsPlace(types, file));
  const leftBehind = namespace === undefined ? await claimsOfOurs(source, types) : NOTHING;
  const inUse = [...own, ...leftBehind.objects, ...wanted].flatMap(({ metadata }) => metadata?.namespace ?? []);
  const namespaces = [...new Set([...inUse, ...(namespace === undefined ? [] : [namespace])])].sort();
  const parts = await Promise.all(namespaces.map((name) => namespaceState(source, types, name)));
  const children = parts.flatMap(({ objects }) => objects);
  const around = await surroundings(source, types, { namespaces, children });
  if (namespace !== undefined && !around.objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata?.name === namespace))
    throw new NoNamespace(namespace);
  return {
    ...(await withWhole({ source, types, objects: [...own, ...children, ...around.objects] }, wanted)),
    scope: { wholeCluster: namespace === undefined, namespaces },
    notes: [leftBehind, ...parts, around].flatMap(({ notes }) => notes),
  };
};

/** Claims outlive their KafkaCluster: their namespaces matter although nothing else of ours may be there. */
const claimsOfOurs = async (source: StateSource, types: readonly ResourceType[]): Promise<Part> => {
  const type = typeOf(types, 'v1/PersistentVolumeClaim');
  if (type === undefined) return NOTHING;
  return orNote(
    async () => (await source.listMetadata(type)).filter(isOurs),
    'claims may not be listed in the whole cluster: what deleted KafkaClusters left in other namespaces is not known',
  );
};

const namespaceState = async (source: StateSource, types: readonly ResourceType[], namespace: string): Promise<Part> => {
  const lists = await Promise.all(
    CHILD_KINDS.map(async (id) => {
      const type = typeOf(types, id);
      return type === undefined ? [] : source.list(type, namespace);
    }),
  );
  const objects = lists.flat().flatMap((object) => (isOurs(object) ? object : strangerOf(object)));
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  const secrets = await secretNames(source, types, { namespace, pods });
  return { objects: [...objects, ...secrets.objects], notes: secrets.notes };
};

const isOurs = ({ metadata }: KubeObject): boolean =>
  metadata?.labels?.[CLUSTER_LABEL] !== undefined ||
  metadata?.ownerReferences?.some(({ apiVersion, kind }) => kind === 'KafkaCluster' && apiVersion.startsWith(GROUP)) === true;

/** What is not ours is there or not, as far as our objects may name it; what is in it is nobody's business here. */
const strangerOf = (object: KubeObject): readonly KubeObject[] => {
  if (object.kind === 'ConfigMap') return [stub(object)];
  if (object.kind === 'Service') return [serviceStub(object)];
  return object.kind === 'ServiceAccount' ? [accountStub(object)] : [];
};

interface Place {
  readonly namespace: string;
  readonly pods: readonly KubeObject[];
}

/** Few may list Secrets. Then those count as there that running Pods use. */
const secretNames = async (source: StateSource, types: readonly ResourceType[], { namespace, pods }: Place): Promise<Part> => {
  const type = typeOf(types, 'v1/Secret');
  if (type === undefined) return NOTHING;
  const note = `Secrets of namespace ${namespace} may not be listed: those that Pods of Kafka use count as there, no others`;
  const { objects, notes } = await orNote(() => source.listMetadata(type, namespace), note);
  const used = notes.length === 0 ? [] : [...new Set(pods.flatMap(secretsUsed))].sort();
  const assumed = used.map((name) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } }));
  return { objects: [...objects, ...assumed].map(stub), notes };
};

/** Nobody who reads a file knows which kinds are in namespaces. */
const inItsPlace = (types: readonly ResourceType[], { metadata, ...file }: KubeObject): KubeObject => {
  const { namespace: _namespace, ...apart } = metadata ?? {};
  const isApart = typeOf(types, `${file.apiVersion}/${file.kind}`)?.namespaced === false;
  return { ...file, metadata: isApart ? apart : { ...metadata } };
};

interface Known {
  readonly source: StateSource;
  readonly types: readonly ResourceType[];
  readonly objects: readonly KubeObject[];
}

type Read = Pick<GatheredState, 'objects' | 'uncertain'>;

/** What is known, with each of the files' objects as it really is. */
const withWhole = async (known: Known, files: readonly KubeObject[]): Promise<Read> => {
  const whole = new Set(known.objects.filter((object) => !isNameOnly(object)).map(identityOf));
  const read = await Promise.all(files.filter((file) => !whole.has(identityOf(file))).map((file) => readWhole(known, file)));
  const more = new Map(read.flatMap(({ objects }) => objects).map((object) => [identityOf(object), object]));
  return {
    objects: [...known.objects.filter((object) => !more.has(identityOf(object))), ...more.values()],
    uncertain: read.flatMap(({ uncertain }) => uncertain),
  };
};

/** They come with Pods, of which a state of theirs would have to tell as well. */
const WORKLOADS = new Set(['v1 Pod', 'apps/v1 Deployment', 'apps/v1 ReplicaSet', 'apps/v1 StatefulSet']);

const readWhole = async ({ source, types }: Known, object: KubeObject): Promise<Read> => {
  const type = typeOf(types, `${object.apiVersion}/${object.kind}`);
  if (type === undefined) return { objects: [], uncertain: [] };
  if (WORKLOADS.has(`${object.apiVersion} ${object.kind}`))
    return { objects: [], uncertain: [{ object, why: 'a plan knows only the workloads of Kafka' }] };
  try {
    return { objects: await ifThere(source, type, keyOf(object)), uncertain: [] };
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
    return { objects: [], uncertain: [{ object, why: 'it may not be read' }] };
  }
};

const identityOf = ({ apiVersion, kind, metadata }: KubeObject): string =>
  `${apiVersion} ${kind} ${metadata?.namespace ?? ''}/${metadata?.name}`;
