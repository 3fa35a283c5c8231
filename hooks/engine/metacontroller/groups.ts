/**
 * Objects by kind and key, as a hook sees them: groups `Kind.version` or `Kind.group/version`, inside them
 * `namespace/name` (v2) or names relative to the parent (v1). The same maps decide what is created and what is deleted,
 * and in which order.
 */
import type { KubeObject } from '../../kube/types.ts';
import { groupKey, type ObjectGroups } from '../../protocol/composite.ts';

/** Which protocol a hook speaks; keys differ, and what of `related` may be seen. */
export type HookVersion = 'v1' | 'v2';

export interface GroupVersionKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Group {
  readonly id: GroupVersionKind;
  readonly apiVersion: string;
  /** By `namespace/name`, or `name` without a namespace. */
  readonly objects: Map<string, KubeObject>;
}

/** By group key. */
export type Groups = Map<string, Group>;

/** `policy/v1` in two; the core group has an empty name. */
export const groupVersion = (apiVersion: string): readonly [group: string, version: string] => {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
};

/** `namespace/name`, or `name` of an object without a namespace. */
export const objectKey = (object: KubeObject): string => {
  const { namespace, name = '' } = object.metadata ?? {};
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
};

/** The group of a kind, made when it is not there yet: an asked-for kind has a group even when it is empty. */
export const groupOf = (groups: Groups, apiVersion: string, kind: string): Group => {
  const key = groupKey({ apiVersion, kind });
  const present = groups.get(key);
  if (present !== undefined) return present;
  const [group, version] = groupVersion(apiVersion);
  const made: Group = { id: { group, version, kind }, apiVersion, objects: new Map() };
  groups.set(key, made);
  return made;
};

/** Puts objects in their groups; of two with one key the last stays. */
export const insert = (groups: Groups, objects: readonly KubeObject[]): Groups => {
  for (const object of objects) groupOf(groups, object.apiVersion ?? '', object.kind ?? '').objects.set(objectKey(object), object);
  return groups;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Groups in the order in which Metacontroller works on them: by API group, version, kind. */
export const sortedGroups = (groups: Groups): readonly Group[] =>
  [...groups.values()].sort(
    (a, b) => compare(a.id.group, b.id.group) || compare(a.id.version, b.id.version) || compare(a.id.kind, b.id.kind),
  );

/** Keys of a group in the order of the alphabet, as a request carries them. */
export const sortedKeys = (group: Group): readonly string[] => [...group.objects.keys()].sort(compare);

/** The groups as a request carries them. In v1, a namespaced parent sees only its own namespace, and keys are bare names. */
export const groupsForHook = (groups: Groups, version: HookVersion, parent: KubeObject): ObjectGroups => {
  const namespace = parent.metadata?.namespace;
  const relative = version === 'v1' && namespace !== undefined && namespace !== '';
  const result: Record<string, Record<string, KubeObject>> = {};
  for (const key of [...groups.keys()].sort(compare)) {
    const group = groups.get(key);
    if (group === undefined) continue;
    const objects: Record<string, KubeObject> = {};
    for (const name of sortedKeys(group)) {
      const object = group.objects.get(name);
      if (object === undefined) continue;
      if (!relative) objects[name] = object;
      else if (object.metadata?.namespace === namespace) objects[object.metadata?.name ?? ''] = object;
    }
    result[key] = objects;
  }
  return result;
};
