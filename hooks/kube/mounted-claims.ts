/**
 * Which PersistentVolumeClaims a Pod mounts: what its volumes name, whether it is there or not. The hooks wait for these
 * claims before they let a Pod be, and the engine binds, grows and keeps them.
 */
import type { Pod } from './types.ts';

/** Names of the claims, in the order of the volumes. */
export const mountedClaims = (pod: Pod): readonly string[] =>
  (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => (claim === undefined ? [] : [claim.claimName]));
