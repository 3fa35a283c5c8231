/**
 * What must be so before anything is written to somebody's cluster: the kinds that the controllers name are served, and
 * no Metacontroller keeps the same objects already. Two would undo each other's work for ever.
 */
import { type ErrorCode, type Failure, failure } from '../../errors.ts';
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import { type ApiServer, isApiError, type ResourceType } from '../../ports/api-server.ts';

export interface Target {
  readonly api: Pick<ApiServer, 'types' | 'list'>;
  readonly context: string;
  /** The controller resources that are about to run. */
  readonly resources: readonly KubeObject[];
}

const METACONTROLLER = 'metacontroller.k8s.io/v1alpha1';
const OUR_GROUP = 'kafka.banzaicloud.io/';

/** Throws CRDS_MISSING or METACONTROLLER_PRESENT; fails with the ApiError of a call that was refused. */
export const preflight = async ({ api, context, resources }: Target): Promise<void> => {
  const types = await api.types();
  const served = new Set(types.map(({ apiVersion, plural }) => `${apiVersion}/${plural}`));
  const missing = resources.flatMap(rulesOf).filter(({ apiVersion, resource }) => !served.has(`${apiVersion}/${resource}`));
  if (missing.length > 0) {
    const names = [...new Set(missing.map(({ apiVersion, resource }) => `${resource}.${apiVersion.split('/')[0]}`))];
    throw failure('CRDS_MISSING' satisfies ErrorCode, { context, resources: names.join(', ') });
  }
  const ours = new Set(resources.map(({ kind, metadata }) => `${kind}/${metadata?.name}`));
  for (const type of types.filter(({ apiVersion }) => apiVersion === METACONTROLLER)) {
    const rival = (await listed(api, type)).find((present) => ours.has(`${type.kind}/${present.metadata?.name}`) || keepsOurKinds(present));
    if (rival !== undefined) throw present(context, type, rival);
  }
};

const present = (context: string, { kind }: ResourceType, { metadata }: KubeObject): Failure =>
  failure('METACONTROLLER_PRESENT', { context, kind, name: metadata?.name ?? '' });

const listed = async (api: Target['api'], type: ResourceType): Promise<readonly KubeObject[]> => {
  try {
    return await api.list(type);
  } catch (error) {
    // Its CustomResourceDefinition went just now.
    if (isApiError(error, 'NotFound')) return [];
    throw error;
  }
};

interface ResourceRule {
  readonly apiVersion: string;
  readonly resource: string;
}

/** Every kind that a controller resource names: what it keeps and what it makes. */
const rulesOf = (controller: KubeObject): readonly ResourceRule[] => {
  const spec = specOf(controller);
  return [spec['parentResource'], ...listOf(spec['resources']), ...listOf(spec['childResources']), ...listOf(spec['attachments'])].filter(
    isRule,
  );
};

/** Whether a CompositeController, of any name, has our resources as parents. */
const keepsOurKinds = (controller: KubeObject): boolean => {
  const parent = specOf(controller)['parentResource'];
  return isRule(parent) && parent.apiVersion.startsWith(OUR_GROUP);
};

const specOf = ({ spec }: KubeObject & { readonly spec?: unknown }): Readonly<Record<string, unknown>> => (isRecord(spec) ? spec : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isRule = (value: unknown): value is ResourceRule =>
  isRecord(value) && typeof value['apiVersion'] === 'string' && typeof value['resource'] === 'string';
