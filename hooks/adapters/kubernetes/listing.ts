/**
 * Lists objects in pages, as the API server likes it. When a page's continuation has run out (410, minutes later), the
 * list starts again in one piece, which always succeeds.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import { ApiError, type ResourceType } from '../../ports/api-server.ts';
import { collectionPath } from './paths.ts';
import type { Transport } from './transport.ts';

export interface Listing {
  readonly objects: readonly KubeObject[];
  /** From here on a watch sees what this list does not. */
  readonly resourceVersion: string;
}

export interface ListOptions {
  readonly namespace?: string | undefined;
  /** Names, labels and owners alone: nothing else leaves the API server. */
  readonly metadataOnly?: boolean;
}

const PAGE = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** All objects of a type. Fails with an ApiError. */
export const listAll = async (transport: Transport, type: ResourceType, options: ListOptions = {}): Promise<Listing> => {
  try {
    return await pages(transport, type, { ...options, limit: PAGE });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 410) throw error;
    return pages(transport, type, options);
  }
};

const pages = async (transport: Transport, type: ResourceType, options: ListOptions & { readonly limit?: number }): Promise<Listing> => {
  const objects: KubeObject[] = [];
  const base = collectionPath(type, options.namespace);
  let next = '';
  for (;;) {
    const query = new URLSearchParams({
      ...(options.limit !== undefined && { limit: String(options.limit) }),
      ...(next !== '' && { continue: next }),
    });
    const page = await transport.call({
      method: 'GET',
      path: query.size === 0 ? base : `${base}?${query}`,
      ...(options.metadataOnly === true && { accept: METADATA }),
    });
    const { items, metadata } = isRecord(page) ? page : {};
    // An empty list of metadata has `items: null`.
    if (!(Array.isArray(items) || items === null || items === undefined) || !isRecord(metadata))
      throw new ApiError(500, 'InternalError', `the answer to ${base} is no list`);
    // Items of a list do not say what they are; items of a list of metadata say that they are metadata.
    for (const { apiVersion: _version, kind: _kind, ...item } of items ?? [])
      objects.push({ apiVersion: type.apiVersion, kind: type.kind, ...item });
    next = String(metadata['continue'] ?? '');
    if (next === '') return { objects, resourceVersion: String(metadata['resourceVersion'] ?? '') };
  }
};
