/**
 * The world as Metacontroller shows it, indexed once by broker. Nothing is copied: observed objects are large,
 * and reading them once is all that a sync may cost (decision record 0004).
 */
import { mountedClaims } from '../kube/mounted-claims.ts';
import type { ConfigMap, Deployment, KubeObject, Node, PersistentVolumeClaim, Pod, Service } from '../kube/types.ts';
import type { CompositeRequest, ObjectGroups } from '../protocol/composite.ts';
import { isAttachment } from './external/attachments.ts';
import { ANNOTATION, LABEL } from './names.ts';

/** What is there of one broker. */
export interface ObservedNode {
  readonly pod: Pod | undefined;
  /** By mount path. */
  readonly claims: ReadonlyMap<string, PersistentVolumeClaim>;
  readonly configMap: ConfigMap | undefined;
}

export interface Observed {
  readonly byId: ReadonlyMap<number, ObservedNode>;
  /** Broker ids with a Pod or a claim that carries the cluster's label but is not ours yet, with the names. */
  readonly foreign: ReadonlyMap<number, readonly string[]>;
  readonly foreignClaims: readonly PersistentVolumeClaim[];
  /** Kubernetes nodes by name; empty when none were asked for. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** UIDs of namespaces by name. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Storage classes that let claims grow. */
  readonly growableClasses: ReadonlySet<string>;
  /** Services that make ways in from outside, by name; empty without external listeners. */
  readonly services: ReadonlyMap<string, Service>;
  /** Deployments of proxies, by name. */
  readonly deployments: ReadonlyMap<string, Deployment>;
  /** Names of the Secrets that were asked for and are there. */
  readonly secrets: ReadonlySet<string>;
  readonly children: ObjectGroups;
}

const NOTHING: ObservedNode = { pod: undefined, claims: new Map(), configMap: undefined };

/** What is there of a broker; an empty record when there is nothing. */
export const observedNode = (observed: Observed, id: number): ObservedNode => observed.byId.get(id) ?? NOTHING;

/** The index of a request. */
export const observe = ({ children, related }: Pick<CompositeRequest, 'children' | 'related'>): Observed => {
  const pods = objects<Pod>(children, 'Pod.v1');
  const claims = objects<PersistentVolumeClaim>(children, 'PersistentVolumeClaim.v1');
  const configMaps = objects<ConfigMap>(children, 'ConfigMap.v1');
  const byId = new Map<number, { pod: Pod | undefined; claims: Map<string, PersistentVolumeClaim>; configMap: ConfigMap | undefined }>();
  const entry = (id: number) => {
    const known = byId.get(id) ?? { pod: undefined, claims: new Map<string, PersistentVolumeClaim>(), configMap: undefined };
    byId.set(id, known);
    return known;
  };
  for (const pod of pods) whenBroker(pod, (id) => Object.assign(entry(id), { pod }));
  for (const claim of claims) whenBroker(claim, (id) => entry(id).claims.set(mountPathOf(claim), claim));
  for (const configMap of configMaps) whenBroker(configMap, (id) => Object.assign(entry(id), { configMap }));

  const foreignClaims = objects<PersistentVolumeClaim>(related, 'PersistentVolumeClaim.v1');
  return {
    byId,
    foreign: foreignById([...objects<Pod>(related, 'Pod.v1'), ...foreignClaims]),
    foreignClaims,
    nodes: byName(Object.values(related['Node.v1'] ?? {}) as readonly Node[]),
    namespaces: new Map(
      objects(related, 'Namespace.v1').map((namespace) => [namespace.metadata?.name ?? '', namespace.metadata?.uid ?? '']),
    ),
    growableClasses: new Set(
      objects<StorageClass>(related, 'StorageClass.storage.k8s.io/v1')
        .filter((c) => c.allowVolumeExpansion === true)
        .map((c) => c.metadata?.name ?? ''),
    ),
    services: byName(Object.values(children['Service.v1'] ?? {}).filter(isAttachment) as readonly Service[]),
    deployments: byName(Object.values(children['Deployment.apps/v1'] ?? {}).filter(isAttachment) as readonly Deployment[]),
    secrets: new Set(byName(Object.values(related['Secret.v1'] ?? {})).keys()),
    children,
  };
};

const byName = <T extends KubeObject>(found: readonly T[]): ReadonlyMap<string, T> =>
  new Map(found.map((object) => [object.metadata?.name ?? '', object]));

interface StorageClass extends KubeObject {
  readonly allowVolumeExpansion?: boolean;
}

/** All objects of a group, by key: messages that name several name them in one order, however they were sent. */
export const objects = <T extends KubeObject>(groups: ObjectGroups, group: string): readonly T[] =>
  Object.entries(groups[group] ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => object) as unknown as readonly T[];

/** The broker that an object belongs to by its label; undefined when it belongs to none. */
export const brokerIdOf = (object: KubeObject): number | undefined => {
  const text = object.metadata?.labels?.[LABEL.brokerId];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
};

/** Names of claims that a Pod mounts and that are not there: it was made for disks that are gone. */
export const lostClaims = ({ children, foreignClaims }: Pick<Observed, 'children' | 'foreignClaims'>, pod: Pod): readonly string[] => {
  const there = children['PersistentVolumeClaim.v1'] ?? {};
  const foreign = new Set(foreignClaims.map(({ metadata }) => metadata?.name));
  return mountedClaims(pod).filter((name) => there[`${pod.metadata?.namespace}/${name}`] === undefined && !foreign.has(name));
};

const whenBroker = (object: KubeObject, use: (id: number) => void): void => {
  const id = brokerIdOf(object);
  if (id !== undefined) use(id);
};

const mountPathOf = (claim: PersistentVolumeClaim): string =>
  claim.metadata?.annotations?.[ANNOTATION.mountPath] ?? claim.metadata?.name ?? '';

const foreignById = (found: readonly KubeObject[]): ReadonlyMap<number, readonly string[]> => {
  const byId = new Map<number, string[]>();
  for (const object of found) {
    whenBroker(object, (id) => {
      byId.set(id, [...(byId.get(id) ?? []), `${object.kind} ${object.metadata?.name}`]);
    });
  }
  return byId;
};
