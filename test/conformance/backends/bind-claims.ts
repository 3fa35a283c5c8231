/**
 * Binds a volume that somebody made to the claim that it names, as the controller manager does: all that scripts need of
 * storage.
 */
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import type { Clock } from '../../../hooks/ports/clock.ts';
import type { Thing } from '../backend.ts';
import { CLAIM, VOLUME } from '../kinds.ts';

interface VolumeSpec {
  readonly claimRef?: { readonly namespace: string; readonly name: string };
  readonly accessModes?: unknown;
  readonly capacity?: unknown;
}

const ANNOTATIONS = { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' };

export const bindClaims = (store: Store, clock: Clock): void => {
  const bind = (volume: Thing): void => {
    const { claimRef, accessModes, capacity } = volume['spec'] as VolumeSpec;
    const claim = claimRef === undefined ? undefined : (store.get(CLAIM, claimRef) as Thing | undefined);
    if (claim === undefined) return;
    const metadata = { ...claim.metadata, annotations: { ...claim.metadata?.annotations, ...ANNOTATIONS } };
    const spec = { ...(claim['spec'] as object), volumeName: volume.metadata?.name };
    const named = store.update(CLAIM, { ...claim, metadata, ...{ spec } });
    store.updateStatus(CLAIM, { ...named, ...{ status: { phase: 'Bound', accessModes, capacity } } });
  };
  store.subscribe(({ type, resource, object }) => {
    if (type === 'ADDED' && resource.kind === VOLUME.kind) clock.after(10, () => bind(object as Thing));
  });
};
