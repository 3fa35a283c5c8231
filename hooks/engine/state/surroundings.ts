/**
 * What stands around the clusters: Nodes with the room that others leave there, storage classes, volumes of the claims,
 * namespaces.
 */
import type { KubeObject, Node, Pod } from '../../kube/types.ts';
import { isApiError, type ResourceType } from '../../ports/api-server.ts';
import { savedNode } from './saved-form.ts';
import { ifThere, orNote, type Part, type StateSource, typeOf } from './source.ts';

/** What is in the state already. */
export interface Inside {
  readonly namespaces: readonly string[];
  readonly children: readonly KubeObject[];
}

/** Claims of a cluster that is named like its namespace are kept by kube-system. */
const ANCHOR = 'kube-system';

export const surroundings = async (
  source: StateSource,
  types: readonly ResourceType[],
  { namespaces, children }: Inside,
): Promise<Part> => {
  const all = async (id: string): Promise<readonly KubeObject[]> => {
    const type = typeOf(types, id);
    return type === undefined ? [] : source.list(type);
  };
  const claims = new Set(
    children.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`),
  );
  const [nodes, classes, volumes, spaces, pods] = await Promise.all([
    all('v1/Node'),
    all('storage.k8s.io/v1/StorageClass'),
    claims.size === 0 ? [] : all('v1/PersistentVolume'),
    namespaceObjects(source, types, [...new Set([...namespaces, ANCHOR])]),
    orNote(() => all('v1/Pod'), 'Pods may not be listed in the whole cluster: the room that others take on the Nodes is not known'),
  ]);
  const others = othersByNode(pods.objects, children);
  return {
    objects: [
      ...(nodes as readonly Node[]).map((node) => savedNode(node, others.get(node.metadata?.name) ?? [])),
      ...classes,
      ...volumes.filter((volume) => claims.has(claimOf(volume))),
      ...spaces,
    ],
    notes: pods.notes,
  };
};

/** Pods that take room on a Node and are not in the state themselves. */
const othersByNode = (pods: readonly Pod[], children: readonly KubeObject[]): ReadonlyMap<string | undefined, readonly Pod[]> => {
  const nameOf = ({ metadata }: KubeObject): string => `${metadata?.namespace}/${metadata?.name}`;
  const known = new Set(children.filter(({ kind }) => kind === 'Pod').map(nameOf));
  const others = pods.filter((pod) => !known.has(nameOf(pod)) && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''));
  return Map.groupBy(others, ({ spec }) => spec?.nodeName);
};

const claimOf = (
  volume: KubeObject & { readonly spec?: { readonly claimRef?: { readonly namespace?: string; readonly name?: string } } },
) => `${volume.spec?.claimRef?.namespace}/${volume.spec?.claimRef?.name}`;

/** All namespaces; those with these names when they may not be listed. */
const namespaceObjects = async (source: StateSource, types: readonly ResourceType[], names: readonly string[]) => {
  const type = typeOf(types, 'v1/Namespace');
  if (type === undefined) return [];
  try {
    return await source.list(type);
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
  }
  return (await Promise.all(names.map((name) => ifThere(source, type, { name })))).flat();
};
