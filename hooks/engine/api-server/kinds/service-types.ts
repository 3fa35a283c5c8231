/**
 * What a Service has only with a certain type or affinity: filled in, taken back when it changes, refused where it does not
 * belong. Source: k8s.io/kubernetes pkg/registry/core/service/strategy.go.
 */
import { deepEqual } from '../../../kube/equal.ts';
import type { Service } from '../../../kube/types.ts';

type ServiceSpec = NonNullable<Service['spec']>;

const AFFINITY_SECONDS = 10_800;

/** A Service that sends a client to the same Pod again does so for a time. */
export const withSessionAffinity = ({ sessionAffinityConfig: config, ...spec }: ServiceSpec): ServiceSpec => {
  if (spec.sessionAffinity !== 'ClientIP') return { sessionAffinity: 'None', ...spec };
  const isWhole = config?.clientIP?.timeoutSeconds !== undefined;
  return { ...spec, sessionAffinityConfig: isWhole ? config : { clientIP: { timeoutSeconds: AFFINITY_SECONDS } } };
};

/** Whether it has a port on every node. */
export const hasNodePorts = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';
const hasAddresses = ({ type }: ServiceSpec): boolean => type !== 'ExternalName';

/** Whether it can be reached from outside the cluster. */
export const isOpen = (spec: ServiceSpec): boolean =>
  hasNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);

/** Fields that only some Services have. */
const CONDITIONAL = [
  ['externalTrafficPolicy', isOpen],
  ['allocateLoadBalancerNodePorts', ({ type }) => type === 'LoadBalancer'],
  ['ipFamilies', hasAddresses],
  ['ipFamilyPolicy', hasAddresses],
] as const satisfies readonly (readonly [keyof ServiceSpec, (spec: ServiceSpec) => boolean])[];

/** What the old type brought along goes with it, unless it was changed together with the type: that is for the problems to say. */
export const withoutUseless = (spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec => {
  if (old === undefined) return spec;
  const left: { -readonly [Field in keyof ServiceSpec]: ServiceSpec[Field] } = { ...spec };
  for (const [field, has] of CONDITIONAL) if (has(old) && !has(spec) && deepEqual(spec[field], old[field])) delete left[field];
  const isSame = deepEqual(nodePortsOf(spec), nodePortsOf(old));
  if (!isSame || !hasNodePorts(old) || hasNodePorts(spec) || spec.ports === undefined) return left;
  return { ...left, ports: spec.ports.map(({ nodePort: _nodePort, ...port }) => port) };
};

const nodePortsOf = ({ ports = [] }: ServiceSpec): readonly number[] => ports.map(({ nodePort = 0 }) => nodePort);

/** What only a Service that is reached from outside may say. */
export const openProblems = (spec: ServiceSpec): readonly string[] => {
  const { type, ports = [], externalTrafficPolicy: policy } = spec;
  const problems =
    type === 'ClusterIP'
      ? ports.flatMap(({ nodePort }, at) =>
          nodePort === undefined ? [] : [`spec.ports[${at}].nodePort: Forbidden: may not be used when \`type\` is 'ClusterIP'`],
        )
      : [];
  if (policy === undefined) return problems;
  if (!isOpen(spec)) {
    return [...problems, `spec.externalTrafficPolicy: Invalid value: "${policy}": may only be set for externally-accessible services`];
  }
  if (policy === 'Cluster' || policy === 'Local') return problems;
  return [...problems, `spec.externalTrafficPolicy: Unsupported value: "${policy}": supported values: "Cluster", "Local"`];
};
