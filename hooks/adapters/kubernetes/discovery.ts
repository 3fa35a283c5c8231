/**
 * What an API server serves. Kubernetes since 1.26 tells it in two answers (aggregated discovery); what does not know
 * them is asked group by group. A group whose own server is down is left out: it may come back, and types are asked again.
 */
import { isRecord } from '../../kube/is-record.ts';
import { isApiError, type ResourceType } from '../../ports/api-server.ts';
import type { Transport } from './transport.ts';

type Fields = Readonly<Record<string, unknown>>;

const AGGREGATED = ['v2', 'v2beta1'].map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);
const ACCEPT = [...AGGREGATED, 'application/json'].join(',');

/** Every type of every version. */
export const discover = async (transport: Transport): Promise<readonly ResourceType[]> => {
  const roots = await Promise.all(['/api', '/apis'].map((path) => transport.call({ method: 'GET', path, accept: ACCEPT })));
  const found = await Promise.all(
    roots.map((root, at) => {
      if (!isRecord(root)) return [];
      if (root['kind'] === 'APIGroupDiscoveryList') return aggregatedTypes(root);
      return typesOfVersions(transport, at === 0 ? coreVersions(root) : groupVersions(root));
    }),
  );
  return found.flat();
};

const aggregatedTypes = (root: Fields): readonly ResourceType[] =>
  records(root['items']).flatMap((group) => {
    const name = isRecord(group['metadata']) ? text(group['metadata']['name']) : '';
    return records(group['versions']).flatMap((version) => {
      const apiVersion = name === '' ? text(version['version']) : `${name}/${text(version['version'])}`;
      return records(version['resources']).flatMap((resource): readonly ResourceType[] => {
        const kind = isRecord(resource['responseKind']) ? text(resource['responseKind']['kind']) : '';
        // A resource that has subresources only (such as reviews of others) has no kind of its own.
        if (kind === '') return [];
        const status = records(resource['subresources']).some((subresource) => subresource['subresource'] === 'status');
        return [{ apiVersion, kind, plural: text(resource['resource']), namespaced: resource['scope'] === 'Namespaced', status }];
      });
    });
  });

const coreVersions = (root: Fields): readonly string[] => (Array.isArray(root['versions']) ? root['versions'].map(String) : []);

const groupVersions = (root: Fields): readonly string[] =>
  records(root['groups']).flatMap((group) => records(group['versions']).map((version) => text(version['groupVersion'])));

const typesOfVersions = async (transport: Transport, versions: readonly string[]): Promise<readonly ResourceType[]> => {
  const lists = await Promise.all(
    versions.map(async (apiVersion) => {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      try {
        return { apiVersion, list: await transport.call({ method: 'GET', path }) };
      } catch (error) {
        if (isApiError(error, 'ServiceUnavailable') || isApiError(error, 'NotFound')) return { apiVersion, list: undefined };
        throw error;
      }
    }),
  );
  return lists.flatMap(({ apiVersion, list }) => plainTypes(apiVersion, isRecord(list) ? records(list['resources']) : []));
};

const plainTypes = (apiVersion: string, resources: readonly Fields[]): readonly ResourceType[] => {
  const names = new Set(resources.map((resource) => text(resource['name'])));
  return resources
    .filter((resource) => !text(resource['name']).includes('/'))
    .map((resource) => {
      const plural = text(resource['name']);
      return {
        apiVersion,
        kind: text(resource['kind']),
        plural,
        namespaced: resource['namespaced'] === true,
        status: names.has(`${plural}/status`),
      };
    });
};

const records = (list: unknown): readonly Fields[] => (Array.isArray(list) ? list.filter(isRecord) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
