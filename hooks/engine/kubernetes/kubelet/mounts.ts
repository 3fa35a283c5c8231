/**
 * What a container finds under its paths. A Pod whose ConfigMap, Secret or volume is not there does not start: its kubelet
 * waits, and says nothing in the status but ContainerCreating.
 */
import type { ConfigMap, KubeObject, Pod } from '../../../kube/types.ts';
import type { Store } from '../../api-server/store.ts';
import type { Mount } from '../container.ts';
import { type Table, tableOf } from '../table.ts';
import type { World } from '../world.ts';

type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

interface Secret extends KubeObject {
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Where files come from. */
export interface FileSources {
  readonly configMaps: Table<ConfigMap>;
  readonly secrets: Table<Secret>;
}

/** The tables that files are read from. */
export const fileSources = (store: Store): FileSources => ({
  configMaps: tableOf(store, 'v1', 'ConfigMap'),
  secrets: tableOf(store, 'v1', 'Secret'),
});

/** By name of the volume; or what is missing, in the kubelet's words. */
type PodVolumes = { readonly volumes: ReadonlyMap<string, Mount> } | { readonly missing: string };

/** Gets all volumes of a Pod. */
export const podVolumes = (world: World, sources: FileSources, pod: Pod): PodVolumes => {
  const volumes = new Map<string, Mount>();
  for (const volume of pod.spec?.volumes ?? []) {
    const found = mountOf(world, sources, { pod, volume });
    if (typeof found === 'string') return { missing: found };
    if (found !== undefined) volumes.set(volume.name, found);
  }
  return { volumes };
};

/** The mounts of a container by path. */
export const containerMounts = (
  container: { readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[] },
  volumes: ReadonlyMap<string, Mount>,
): ReadonlyMap<string, Mount> =>
  new Map(
    (container.volumeMounts ?? []).flatMap(({ name, mountPath }): readonly (readonly [string, Mount])[] => {
      const mount = volumes.get(name);
      return mount === undefined ? [] : [[mountPath, mount]];
    }),
  );

const mountOf = (world: World, sources: FileSources, of: { readonly pod: Pod; readonly volume: Volume }): Mount | string | undefined => {
  const { pod, volume } = of;
  if (volume.persistentVolumeClaim !== undefined) return claimMount(world, pod, volume.persistentVolumeClaim.claimName);
  if (volume.emptyDir !== undefined) return { kind: 'emptyDir', volume: `${pod.metadata?.uid}/${volume.name}` };
  const parts =
    volume.projected?.sources ?? (volume.configMap || volume.secret ? [{ configMap: volume.configMap, secret: secretOf(volume) }] : []);
  if (parts.length === 0) return undefined;
  const files: Record<string, string> = {};
  for (const part of parts) {
    const found = filesOf(sources, pod.metadata?.namespace ?? '', part);
    if (typeof found === 'string') return found;
    Object.assign(files, found);
  }
  return { kind: 'files', files };
};

const secretOf = ({ secret }: Volume): FileSource | undefined =>
  secret === undefined ? undefined : { ...secret, ...(secret.secretName !== undefined && { name: secret.secretName }) };

interface FileSource {
  readonly name?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

interface FilePart {
  readonly configMap?: FileSource | undefined;
  readonly secret?: FileSource | undefined;
}

type Files = Readonly<Record<string, string>>;

const filesOf = (sources: FileSources, namespace: string, { configMap, secret }: FilePart): Files | string => {
  const source = configMap ?? secret;
  // A controller that is not modelled puts the authority's certificate into every namespace.
  if (source?.name === undefined || source.name === 'kube-root-ca.crt') return {};
  const key = { namespace, name: source.name };
  const object = configMap !== undefined ? sources.configMaps.get(key) : sources.secrets.get(key);
  if (object === undefined)
    return source.optional === true ? {} : `${configMap !== undefined ? 'configmap' : 'secret'} "${source.name}" not found`;
  const read = configMap !== undefined ? (text: string) => text : (text: string) => Buffer.from(text, 'base64').toString('utf8');
  const data: Files = object.data ?? {};
  const files: Record<string, string> = {};
  for (const { key: from, path } of source.items ?? Object.keys(data).map((name) => ({ key: name, path: name }))) {
    const text = data[from];
    if (text !== undefined) files[path] = read(text);
    else if (source.optional !== true) return `references non-existent config key: ${from}`;
  }
  return files;
};

const claimMount = (world: World, pod: Pod, name: string): Mount | string => {
  const claim = world.claims.get({ namespace: pod.metadata?.namespace ?? '', name });
  if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
  if (claim.metadata?.deletionTimestamp !== undefined)
    return `can't start pod because PVC ${pod.metadata?.namespace}/${name} is being deleted`;
  const volume = world.volumes.get({ name: claim.spec?.volumeName ?? '' });
  if (volume === undefined || claim.status?.phase !== 'Bound') return `persistentvolumeclaim "${name}" is not bound`;
  return { kind: 'claim', claim: name, volume: volume.metadata?.uid ?? '' };
};
