/**
 * Patches by their media type.
 */
import { ApiError } from '../../../ports/api-server.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMerge } from './strategic-merge.ts';

export interface Patch {
  /** Media type, which says how to read the body. */
  readonly contentType: string;
  readonly body: unknown;
  readonly kind: string;
  /** Strategic merge patches need the Go types of built-in kinds. */
  readonly builtIn: boolean;
}

/** The patched object. Throws UnsupportedMediaType, BadRequest or Invalid. */
export const patched = (target: unknown, { contentType, body, kind, builtIn }: Patch): unknown => {
  switch (contentType) {
    case 'application/json-patch+json':
      return jsonPatch(target, body);
    case 'application/merge-patch+json':
      return mergePatch(target, body);
    case 'application/strategic-merge-patch+json':
      if (builtIn) return strategicMerge(kind, target, body);
      throw refusal(`${kind} takes no strategic merge patch, as every custom resource; use a merge patch (kubectl patch --type=merge)`);
    case 'application/apply-patch+yaml':
    case 'application/apply-patch+cbor':
      throw refusal('the engine has no server-side apply, for it keeps no managedFields; use kubectl apply without --server-side');
    default:
      throw refusal(`${contentType || 'no media type'} is no patch that this server knows`);
  }
};

const refusal = (message: string): ApiError => new ApiError(415, 'UnsupportedMediaType', message);
