/** Where the objects of a type are in the REST API. */
import type { ObjectKey, ResourceType } from '../../ports/api-server.ts';

/** `/api/v1/namespaces/demo/pods`, or without the namespace for all of them. */
export const collectionPath = ({ apiVersion, plural, namespaced }: ResourceType, namespace?: string): string => {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}`;
};

/** `/api/v1/namespaces/demo/pods/kafka-0`. */
export const objectPath = (type: ResourceType, { namespace, name }: ObjectKey): string =>
  `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
