/** The parts of an object that a state keeps, for kinds of which it needs less than there is. */
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';

/** That it exists, under which name and UID: for objects whose content is somebody else's. */
export const stub = ({ apiVersion, kind, metadata }: KubeObject): KubeObject => {
  const { name, namespace, uid, labels, ownerReferences, creationTimestamp } = metadata ?? {};
  return {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    metadata: {
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      ...(labels !== undefined && { labels }),
      ...(ownerReferences !== undefined && { ownerReferences }),
    },
  };
};

/** A Node without its images, which are most of it. */
export const savedNode = (node: KubeObject & { readonly status?: unknown }): KubeObject => {
  if (!isRecord(node.status)) return node;
  const { images: _images, volumesInUse: _inUse, volumesAttached: _attached, ...status } = node.status;
  return Object.assign({ ...node }, { status });
};
