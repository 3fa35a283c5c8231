/**
 * Pods. What of its spec a Pod shares with templates is in pod-spec.ts; here is what only a Pod gets: what admission
 * adds, what its status starts with, which few fields may change later, and how long its deletion waits.
 */
import { deepEqual } from '../../../kube/equal.ts';
import type { Container, Pod, PodSpec, Toleration } from '../../../kube/types.ts';
import type { ResourceType } from '../../../ports/api-server.ts';
import { inventSuffix } from '../identity.ts';
import type { ApiObject, Write } from '../kind.ts';
import { forbidden } from '../refusals.ts';
import { requestLimits } from './container.ts';
import { assertQuantities } from './field-problems.ts';
import { plainKind } from './plain.ts';
import { completePodSpec, podSpecProblems } from './pod-spec.ts';
import { qualityOfService } from './quality-of-service.ts';

const TYPE: ResourceType = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, status: true };

const specOf = (object: ApiObject | undefined): PodSpec | undefined => (object as Pod | undefined)?.spec;

const complete = ({ object, before, context }: Write): ApiObject => {
  const sent = specOf(object);
  if (sent === undefined || sent === specOf(before)) return object;
  for (const { resources } of [...(sent.containers ?? []), ...(sent.initContainers ?? [])]) {
    assertQuantities(TYPE, resources?.limits);
    assertQuantities(TYPE, resources?.requests);
  }
  const completed = completePodSpec(sent);
  const spec = {
    enableServiceLinks: true,
    ...completed,
    containers: completed.containers.map(requestLimits),
    ...(completed.initContainers !== undefined && { initContainers: completed.initContainers.map(requestLimits) }),
  };
  return { ...object, spec: before === undefined ? admit({ object, before, context }, spec) : spec };
};

/** What the admission of a real server adds to a new Pod. */
const admit = ({ object, context }: Write, spec: PodSpec): PodSpec => {
  const { namespace = '', name = '' } = object.metadata ?? {};
  const account = spec.serviceAccountName ?? 'default';
  // Every namespace has the account `default`, made by a controller that is not modelled.
  if (account !== 'default' && context.find('v1', 'ServiceAccount', { namespace, name: account }) === undefined) {
    throw forbidden(TYPE, name, `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`);
  }
  const admitted = {
    priority: 0,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    serviceAccountName: account,
    serviceAccount: account,
    tolerations: withDefaultTolerations(spec.tolerations ?? []),
  };
  const automount = spec.automountServiceAccountToken ?? automountOf(context.find('v1', 'ServiceAccount', { namespace, name: account }));
  return automount ? withToken(admitted, `kube-api-access-${inventSuffix(context.random)}`) : admitted;
};

const automountOf = (account: ApiObject | undefined): boolean => account?.['automountServiceAccountToken'] !== false;

const withDefaultTolerations = (tolerations: readonly Toleration[]): readonly Toleration[] => [
  ...tolerations,
  ...['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !tolerations.some((toleration) => tolerates(toleration, key)))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
];

const tolerates = ({ key, effect }: Toleration, taint: string): boolean =>
  (key === undefined || key === taint) && (effect === undefined || effect === 'NoExecute');

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

const withToken = (spec: PodSpec, volume: string): PodSpec => {
  const mount = (container: Container): Container =>
    container.volumeMounts?.some(({ mountPath }) => mountPath === TOKEN_PATH) === true
      ? container
      : { ...container, volumeMounts: [...(container.volumeMounts ?? []), { name: volume, readOnly: true, mountPath: TOKEN_PATH }] };
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ];
  return {
    ...spec,
    containers: spec.containers.map(mount),
    ...(spec.initContainers !== undefined && { initContainers: spec.initContainers.map(mount) }),
    volumes: [...(spec.volumes ?? []), { name: volume, projected: { sources, defaultMode: 420 } }],
  };
};

const problems = ({ object, before }: Write): readonly string[] => {
  const spec = specOf(object);
  const old = specOf(before);
  if (spec === undefined) return ['spec.containers: Required value'];
  if (spec === old) return [];
  return old === undefined ? podSpecProblems(spec, 'spec') : updateProblems(spec, old);
};

const updateProblems = (spec: PodSpec, old: PodSpec): readonly string[] => {
  if (spec.containers.length !== old.containers.length) return ['spec.containers: Forbidden: pod updates may not add or remove containers'];
  if (spec.initContainers?.length !== old.initContainers?.length) {
    return ['spec.initContainers: Forbidden: pod updates may not add or remove containers'];
  }
  return deepEqual(changeable(spec, old), old) ? [] : [IMMUTABLE];
};

const IMMUTABLE =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The new spec with the old values of what may change. */
const changeable = (spec: PodSpec, old: PodSpec): PodSpec => {
  const image = (containers: readonly Container[] | undefined, olds: readonly Container[] | undefined): readonly Container[] | undefined =>
    containers?.map((container, at) => ({ ...container, image: olds?.[at]?.image ?? '' }));
  const kept = (old.tolerations ?? []).every((toleration) => spec.tolerations?.some((other) => deepEqual(other, toleration)) === true);
  const fields: Readonly<Record<string, unknown>> = {
    ...spec,
    containers: image(spec.containers, old.containers),
    initContainers: image(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: kept ? old.tolerations : spec.tolerations,
    // The scheduler's binding is a call of its own in a real server; here it is the first nodeName that is set.
    nodeName: old.nodeName === undefined ? undefined : spec.nodeName,
  };
  return fields as unknown as PodSpec;
};

/** Binding a Pod to its node is nobody's new wish. */
const isSameWish = (object: ApiObject, before: ApiObject): boolean => {
  const [spec, old] = [specOf(object), specOf(before)];
  return spec !== undefined && old?.nodeName === undefined && deepEqual({ ...spec, nodeName: undefined }, { ...old });
};

const grace = (object: ApiObject, asked: number | undefined): number => {
  const { spec, status } = object as Pod;
  const isOver = (spec?.nodeName ?? '') === '' || status?.phase === 'Failed' || status?.phase === 'Succeeded';
  const period = asked ?? spec?.terminationGracePeriodSeconds ?? 0;
  return isOver ? 0 : period < 0 ? 1 : period;
};

export const POD = plainKind('v1', 'Pod', {
  type: TYPE,
  generation: true,
  complete,
  problems,
  initialStatus: ({ object }) => ({ phase: 'Pending', qosClass: qualityOfService(specOf(object)) }),
  isSameWish,
  grace,
});
