/**
 * Which kinds the server has. Asked once and kept, as the real one keeps it between its rounds of discovery; asked anew
 * when somebody looks for a kind that is not in it, but not more often than those rounds.
 */
import type { ApiServer, ResourceType } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import { groupKey } from '../../protocol/composite.ts';

export interface Discovery {
  /** By plural; undefined when it is not served. Fails with an ApiError when the server does not answer. */
  byResource(apiVersion: string, resource: string): Promise<ResourceType | undefined>;
  /** By kind; undefined when it is not served. */
  byKind(apiVersion: string, kind: string): Promise<ResourceType | undefined>;
}

export interface DiscoveryParts {
  readonly api: ApiServer;
  readonly clock: Clock;
  /** Milliseconds between two rounds. */
  readonly intervalMs: number;
}

/** Nothing is asked yet. */
export const createDiscovery = ({ api, clock, intervalMs }: DiscoveryParts): Discovery => {
  let known = new Map<string, ResourceType>();
  let askedAt = Number.NEGATIVE_INFINITY;
  const find = async (key: string): Promise<ResourceType | undefined> => {
    const found = known.get(key);
    if (found !== undefined || clock.now() - askedAt < intervalMs) return found;
    const types = await api.types();
    askedAt = clock.now();
    // A slash of its own keeps plurals and kinds apart.
    known = new Map(types.flatMap((type) => [[groupKey(type), type] as const, [resourceKey(type.apiVersion, type.plural), type] as const]));
    return known.get(key);
  };
  return {
    byResource: (apiVersion, resource) => find(resourceKey(apiVersion, resource)),
    byKind: (apiVersion, kind) => find(groupKey({ apiVersion, kind })),
  };
};

const resourceKey = (apiVersion: string, resource: string): string => `/${resource}.${apiVersion}`;
