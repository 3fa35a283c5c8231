/**
 * What every Pod of ours starts from: the level restricted of the Pod Security Standards, and resources in the API
 * server's own spelling. A user's securityContext goes over it, field by field.
 */
import { canonicalQuantities } from '../../kube/quantity.ts';
import type { ResourceRequirements } from '../../kube/types.ts';

/** uid 1000 is Kafka's in Apache's image and in most others; fsGroup makes a volume writable without a chown of terabytes at each mount. */
export const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

export const RESTRICTED_CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } as const;

/** Mounted Secrets: owner and group may read, nobody else (Koperator: 0644). */
export const SECRET_MODE = 0o440;

/** Requests and limits in canonical quantities; anything else as it is. */
export const canonicalResources = ({ requests, limits, ...rest }: ResourceRequirements): ResourceRequirements => ({
  ...rest,
  ...(requests !== undefined && { requests: canonicalQuantities(requests) }),
  ...(limits !== undefined && { limits: canonicalQuantities(limits) }),
});
