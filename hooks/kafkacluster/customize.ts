/**
 * What else the hook wants to see. Metacontroller caches this answer per generation, so it depends on the spec and on
 * the KafkaCluster's identity alone. Kinds that change often are left out unless asked for: every change of any object
 * of a kind named here, anywhere in the cluster, costs a look at every KafkaCluster.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { CONTROLLER_UID, type CustomizeRequest, type CustomizeResponse, type RelatedRule } from '../protocol/composite.ts';
import { accessMethodOf, isServedByEnvoy } from './external/ingress.ts';
import { LABEL } from './names.ts';
import { anchorName } from './render.ts';

const needsNodes = ({ spec }: KafkaCluster): boolean =>
  (spec.rackAwareness?.labels ?? []).length > 0 ||
  (spec.listenersConfig?.externalListeners ?? []).some((listener) => accessMethodOf(listener) === 'NodePort');

/** Certificates that proxies show: only whether they are there is asked. What decorators make is among the children. */
const certificates = ({ spec }: KafkaCluster, namespace: string): readonly RelatedRule[] => {
  const names = (spec.listenersConfig?.externalListeners ?? [])
    .filter((listener) => isServedByEnvoy({ spec }, listener) && listener.externalStartingPort === -1)
    .flatMap(({ tlsSecretName, config }) => [tlsSecretName, ...Object.values(config?.ingressConfig ?? {}).map((one) => one.tlsSecretName)])
    .filter((name): name is string => name !== undefined && name !== '');
  return names.length === 0 ? [] : [{ apiVersion: 'v1', resource: 'secrets', namespace, names: [...new Set(names)].sort() }];
};

/** Namespaces (owner of retained claims), storage classes, what is not ours yet, nodes for racks and node ports, and certificates of the ways in from outside. */
export const customize = ({ parent }: CustomizeRequest<KafkaCluster>): CustomizeResponse => {
  const name = parent.metadata.name ?? '';
  const namespace = parent.metadata.namespace ?? '';
  const notOurs = {
    matchLabels: { [LABEL.cluster]: name },
    matchExpressions: [{ key: CONTROLLER_UID, operator: 'NotIn' as const, values: [parent.metadata.uid ?? ''] }],
  };
  const rules: readonly RelatedRule[] = [
    { apiVersion: 'v1', resource: 'namespaces', names: [anchorName({ name, namespace })] },
    { apiVersion: 'storage.k8s.io/v1', resource: 'storageclasses' },
    { apiVersion: 'v1', resource: 'persistentvolumeclaims', namespace, labelSelector: notOurs },
    { apiVersion: 'v1', resource: 'pods', namespace, labelSelector: notOurs },
    ...(needsNodes(parent) ? [{ apiVersion: 'v1', resource: 'nodes' }] : []),
    ...certificates(parent, namespace),
  ];
  return { relatedResources: rules };
};
