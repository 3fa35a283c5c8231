/** What the reading of a state asks of an API server, and what it does where it is not allowed to. */
import type { KubeObject } from '../../kube/types.ts';
import { type ApiServer, isApiError, type ObjectKey, type ResourceType } from '../../ports/api-server.ts';

export interface StateSource extends Pick<ApiServer, 'types' | 'list' | 'get'> {
  /** Objects with their metadata only. */
  listMetadata(type: ResourceType, namespace?: string): Promise<readonly KubeObject[]>;
}

/** Objects that were read, and sentences on what could not be seen. */
export interface Part {
  readonly objects: readonly KubeObject[];
  readonly notes: readonly string[];
}

export const NOTHING: Part = { objects: [], notes: [] };

/** The type of `v1/Pod`; undefined when it is not served. */
export const typeOf = (types: readonly ResourceType[], id: string): ResourceType | undefined =>
  types.find(({ apiVersion, kind }) => `${apiVersion}/${kind}` === id);

/** What a call answers, and a sentence in its place when it is forbidden. */
export const orNote = async (call: () => Promise<readonly KubeObject[]>, note: string): Promise<Part> => {
  try {
    return { objects: await call(), notes: [] };
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
    return { objects: [], notes: [note] };
  }
};

/** The object as a list of one; empty when it is not there. */
export const ifThere = async (source: StateSource, type: ResourceType, key: ObjectKey): Promise<readonly KubeObject[]> => {
  try {
    return [await source.get(type, key)];
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    throw error;
  }
};
