/**
 * Which rights credentials lack, asked of the API server itself (SelfSubjectAccessReview): everybody may ask that about
 * himself, and it says so before a right is needed.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import type { Transport } from './transport.ts';

export interface Right {
  readonly verb: string;
  readonly type: ResourceType;
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Those of the rights that are not given, in a namespace or in all, each as `patch kafkaclusters.kafka.banzaicloud.io`. */
export const missingRights = async (
  transport: Transport,
  rights: readonly Right[],
  namespace: string | undefined,
): Promise<readonly string[]> => {
  const answers = await Promise.all(rights.map((right) => isGiven(transport, right, namespace)));
  return rights.flatMap(({ verb, type }, index) => (answers[index] === false ? [`${verb} ${resourceOf(type)}`] : []));
};

const isGiven = async (transport: Transport, { verb, type }: Right, namespace: string | undefined): Promise<boolean> => {
  const resourceAttributes = { verb, group: groupOf(type), resource: type.plural, ...(namespace !== undefined && { namespace }) };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  const answer = await transport.call({ method: 'POST', path: PATH, body });
  const status = isRecord(answer) ? answer['status'] : undefined;
  return isRecord(status) && status['allowed'] === true;
};

const groupOf = ({ apiVersion }: ResourceType): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

const resourceOf = (type: ResourceType): string => [type.plural, groupOf(type)].filter((part) => part !== '').join('.');
