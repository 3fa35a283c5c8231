/**
 * The eviction subresource of Pods, which `kubectl drain` posts to: a deletion that a PodDisruptionBudget may refuse.
 */

import { isRecord } from '../../kube/is-record.ts';
import type { Pod } from '../../kube/types.ts';
import { ApiError } from '../../ports/api-server.ts';
import { grantEviction } from '../api-server/eviction.ts';
import type { Call, Reply } from './call.ts';
import { existing } from './read.ts';
import { evictionStatus, successStatus } from './status-object.ts';
import { assertVersion, removeObject } from './write.ts';

/** POST of an Eviction: 201 when the Pod goes, 429 when its budget does not allow it now. */
export const evict = (call: Call, name: string): Reply => {
  // The path says that this is a Pod.
  const pod = existing(call, name) as Pod;
  const deletion: Call = { ...call, body: isRecord(call.body) ? call.body['deleteOptions'] : undefined };
  assertVersion(deletion, pod);
  const refused = grantEviction(call, pod);
  if (refused?.status === 429) return { status: 429, body: evictionStatus(refused.message, refused.retrySeconds) };
  if (refused !== undefined) throw new ApiError(500, 'InternalError', refused.message);
  removeObject(deletion, pod);
  return { status: 201, body: successStatus({}, 201) };
};
