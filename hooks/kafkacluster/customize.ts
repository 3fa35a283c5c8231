/**
 * What else the hook wants to see. Metacontroller caches this answer per generation: it depends on the spec, on the last
 * valid spec, with which the cluster goes on while a later one is refused, and on the KafkaCluster's identity. Kinds that change often are left out unless asked for: every change of any object
 * of a kind named here, anywhere in the cluster, costs a look at every KafkaCluster.
 */
import type { KafkaCluster } from '../api/kafka-cluster.ts';
import { CONTROLLER_UID, type CustomizeRequest, type CustomizeResponse, type RelatedRule } from '../protocol/composite.ts';
import { readSpec } from './configuration-backup.ts';
import { accessMethodOf, isServedByEnvoy } from './external/ingress.ts';
import { LABEL } from './names.ts';
import { anchorName } from './render.ts';

type Spec = KafkaCluster['spec'];

/** The spec of the parent, and the one that is acted upon should that be refused. */
const specsOf = ({ spec, status }: KafkaCluster): readonly Spec[] =>
  [spec, readSpec(status?.lastValidSpec)].filter((one) => one !== undefined);

const needsNodes = (spec: Spec): boolean =>
  (spec.rackAwareness?.labels ?? []).length > 0 ||
  (spec.listenersConfig?.externalListeners ?? []).some((listener) => accessMethodOf(listener) === 'NodePort');

/** Certificates that proxies show: only whether they are there is asked. What decorators make is among the children. */
const certificates = (specs: readonly Spec[], namespace: string): readonly RelatedRule[] => {
  const names = specs
    .flatMap((spec) =>
      (spec.listenersConfig?.externalListeners ?? []).filter(
        (listener) => isServedByEnvoy({ spec }, listener) && listener.externalStartingPort === -1,
      ),
    )
    .flatMap(({ tlsSecretName, config }) => [tlsSecretName, ...Object.values(config?.ingressConfig ?? {}).map((one) => one.tlsSecretName)])
    .filter((name): name is string => name !== undefined && name !== '');
  return names.length === 0 ? [] : [{ apiVersion: 'v1', resource: 'secrets', namespace, names: [...new Set(names)].sort() }];
};

/** Namespaces (owner of retained claims), storage classes, what is not ours yet, nodes for racks and node ports, and certificates of the ways in from outside. */
export const customize = ({ parent }: CustomizeRequest<KafkaCluster>): CustomizeResponse => {
  const name = parent.metadata.name ?? '';
  const namespace = parent.metadata.namespace ?? '';
  const specs = specsOf(parent);
  const notOurs = {
    matchLabels: { [LABEL.cluster]: name },
    matchExpressions: [{ key: CONTROLLER_UID, operator: 'NotIn' as const, values: [parent.metadata.uid ?? ''] }],
  };
  const rules: readonly RelatedRule[] = [
    { apiVersion: 'v1', resource: 'namespaces', names: [anchorName({ name, namespace })] },
    { apiVersion: 'storage.k8s.io/v1', resource: 'storageclasses' },
    { apiVersion: 'v1', resource: 'persistentvolumeclaims', namespace, labelSelector: notOurs },
    { apiVersion: 'v1', resource: 'pods', namespace, labelSelector: notOurs },
    ...(specs.some(needsNodes) ? [{ apiVersion: 'v1', resource: 'nodes' }] : []),
    ...certificates(specs, namespace),
  ];
  return { relatedResources: rules };
};
