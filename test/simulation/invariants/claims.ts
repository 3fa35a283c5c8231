/** No claim is lost without intent: Metacontroller never deletes one, and nothing else does unless a person gave it up. */
import type { MakeInvariant } from './invariant.ts';

export const claimsAreKept: MakeInvariant = ({ intents }) => ({
  beforeWrite: ({ verb, type, key }) =>
    verb === 'delete' && type.kind === 'PersistentVolumeClaim' ? `Metacontroller deletes claim ${key.name}` : undefined,
  afterChange: ({ resource, type, object }) => {
    if (resource.kind !== 'PersistentVolumeClaim') return undefined;
    const { uid = '', name, labels, deletionTimestamp } = object.metadata ?? {};
    if (labels?.['app'] !== 'kafka' || intents.claims.has(uid)) return undefined;
    return type === 'DELETED' || deletionTimestamp !== undefined ? `claim ${name} goes, and nobody gave it up` : undefined;
  },
});
