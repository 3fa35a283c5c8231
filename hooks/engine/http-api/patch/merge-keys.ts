/**
 * Which lists of built-in kinds a strategic merge patch merges, and by what. The API's Go types carry this as
 * `patchStrategy` and `patchMergeKey`; every list that is not here is replaced whole.
 * The name of a field decides, but for `ports`, which differ between containers and Services.
 */

/** Lists of objects: the field that tells them apart. */
const KEYS: Readonly<Record<string, string>> = {
  addresses: 'type',
  conditions: 'type',
  containers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ownerReferences: 'uid',
  podIPs: 'ip',
  resourceClaims: 'name',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
};

/** Lists of plain values that are merged as sets. */
const SETS = ['finalizers'];

/** Maps that a patch replaces whole: spec.selector of a PodDisruptionBudget. */
const REPLACED: Readonly<Record<string, string>> = { PodDisruptionBudget: '/spec/selector' };

/** The merge key of the list at a path (`/spec/template/spec/containers`); undefined when it is replaced whole. */
export const mergeKeyOf = (path: string): string | undefined => {
  const field = path.slice(path.lastIndexOf('/') + 1);
  if (field === 'ports') return path === '/spec/ports' ? 'port' : 'containerPort';
  return KEYS[field];
};

/** Whether the list at a path is a set of plain values. */
export const isSet = (path: string): boolean => SETS.includes(path.slice(path.lastIndexOf('/') + 1));

/** Whether a patch replaces the object at a path of this kind instead of merging into it. */
export const isReplaced = (kind: string, path: string): boolean => REPLACED[kind] === path;
