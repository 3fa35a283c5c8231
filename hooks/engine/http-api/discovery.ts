/**
 * What this API serves, in the words of discovery: groups, versions, types and their subresources. Only the plain form:
 * clients that ask for the aggregated one see it by the content type and fall back.
 */
import type { ResourceType } from '../../ports/api-server.ts';
import type { Store } from '../api-server/store.ts';
import { definitionOf } from './definition.ts';
import { builtInNames } from './known-names.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const AUTHORIZATION = 'authorization.k8s.io/v1';

/** The version of Kubernetes whose behaviour the engine re-enacts. */
const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.0+kafka-hooks',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'virtual/clock',
};

/** The answer to a GET of a path that is no resource; undefined when there is nothing. */
export const discover = (store: Store, segments: readonly string[]): object | undefined => {
  const [root, group, ofGroup] = segments;
  const types = store.types();
  if (segments.length === 1 && root === 'version') return version;
  if (segments.length === 1 && root === 'api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (segments.length === 1 && root === 'apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(types) };
  if (segments.length === 2 && root === 'apis') return groupsOf(types).find(({ name }) => name === group);
  if (segments.length === 2 && root === 'api') return resourceList(store, group ?? '');
  if (segments.length === 3 && root === 'apis') return resourceList(store, `${group}/${ofGroup}`);
  return undefined;
};

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
}

const groupsOf = (types: readonly ResourceType[]): readonly Group[] => {
  const versions = [...new Set([...types.map(({ apiVersion }) => apiVersion), AUTHORIZATION])].filter((one) => one.includes('/'));
  const groups = Map.groupBy(versions.toSorted(newestFirst), (one) => one.slice(0, one.indexOf('/')));
  return [...groups].map(([name, ofGroup]) => {
    const listed = ofGroup.map((groupVersion) => ({ groupVersion, version: groupVersion.slice(name.length + 1) }));
    return { kind: 'APIGroup', apiVersion: 'v1', name, versions: listed, preferredVersion: listed[0] };
  });
};

/** By group; stable versions come before beta, beta before alpha. */
const newestFirst = (a: string, b: string): number => {
  const [groupA = '', versionA = ''] = a.split('/');
  const [groupB = '', versionB = ''] = b.split('/');
  if (groupA !== groupB) return groupA < groupB ? -1 : 1;
  return stability(versionB) - stability(versionA) || versionB.localeCompare(versionA, 'en', { numeric: true });
};

const stability = (version: string): number => (version.includes('alpha') ? 0 : version.includes('beta') ? 1 : 2);

const resourceList = (store: Store, apiVersion: string): object | undefined => {
  const types = store.types().filter((type) => type.apiVersion === apiVersion);
  const resources =
    apiVersion === AUTHORIZATION
      ? [
          {
            name: 'selfsubjectaccessreviews',
            singularName: 'selfsubjectaccessreview',
            namespaced: false,
            kind: 'SelfSubjectAccessReview',
            verbs: ['create'],
          },
        ]
      : types.flatMap((type) => entries(store, type));
  return resources.length === 0 ? undefined : { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources };
};

const entries = (store: Store, type: ResourceType): readonly object[] => {
  const { plural, kind, namespaced } = type;
  const definition = definitionOf(store, type);
  const { shortNames = [], categories = [] } = definition ?? builtInNames[plural] ?? {};
  const main = {
    name: plural,
    singularName: definition?.singular ?? kind.toLowerCase(),
    namespaced,
    kind,
    verbs: VERBS,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
  const sub = { singularName: '', namespaced };
  return [
    main,
    ...(type.status ? [{ ...sub, name: `${plural}/status`, kind, verbs: ['get', 'patch', 'update'] }] : []),
    ...(isPod(type)
      ? [
          { ...sub, name: 'pods/eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
          { ...sub, name: 'pods/log', kind, verbs: ['get'] },
        ]
      : []),
  ];
};

/** Whether a type is the core kind Pod. */
export const isPod = ({ apiVersion, kind }: ResourceType): boolean => apiVersion === 'v1' && kind === 'Pod';
