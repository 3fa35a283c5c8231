/**
 * JSON merge patch (RFC 7386): null removes, objects merge, everything else replaces. What a patch does not touch is shared.
 */
import { isRecord } from '../../../kube/is-record.ts';

/** The patched value; the target is not changed. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = { ...(isRecord(target) ? target : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
};
