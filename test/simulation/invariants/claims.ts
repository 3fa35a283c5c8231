/** No claim is lost without intent: Metacontroller never deletes one, and nothing else does unless a person gave it up. */
import type { PersistentVolumeClaim } from '../../../hooks/kube/types.ts';
import type { MakeInvariant } from './invariant.ts';

export const claimsAreKept: MakeInvariant = ({ store, intents }) => ({
  beforeWrite: ({ verb, type, key }) =>
    verb === 'delete' && type.kind === 'PersistentVolumeClaim' ? `Metacontroller deletes claim ${key.name}` : undefined,
  afterChange: ({ resource, type, object }) => {
    if (resource.kind !== 'PersistentVolumeClaim') return undefined;
    const { uid = '', name, labels, deletionTimestamp, ownerReferences = [] } = object.metadata ?? {};
    const isGoing = type === 'DELETED' || deletionTimestamp !== undefined;
    if (labels?.['app'] !== 'kafka' || !isGoing || intents.claims.has(uid)) return undefined;
    if (!ownerReferences.some((owner) => intents.clusters.has(owner.uid))) return `claim ${name} goes, and nobody gave it up`;
    const volume = (object as PersistentVolumeClaim).spec?.volumeName ?? '';
    intents.volumes.add(store.get(store.typeOf('v1', 'PersistentVolume'), { name: volume })?.metadata?.uid ?? '');
    return undefined;
  },
});
