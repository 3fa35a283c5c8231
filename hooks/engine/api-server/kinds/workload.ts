/** Deployments, StatefulSets and ReplicaSets: their defaults, and their selector that never changes. */
import { deepEqual } from '../../../kube/equal.ts';
import { isRecord } from '../../../kube/is-record.ts';
import { matchesSelector, selectorProblem } from '../../../kube/selector.ts';
import type { LabelSelector, Labels, PodSpec } from '../../../kube/types.ts';
import type { ApiObject, Kind, Write } from '../kind.ts';
import { plainKind } from './plain.ts';
import { completePodSpec, podSpecProblems } from './pod-spec.ts';

interface WorkloadSpec {
  readonly selector?: LabelSelector;
  readonly template?: { readonly metadata?: { readonly labels?: Labels }; readonly spec?: PodSpec };
  readonly [field: string]: unknown;
}

const specOf = (object: ApiObject | undefined): WorkloadSpec | undefined => object?.['spec'] as WorkloadSpec | undefined;

const withTemplate = (spec: WorkloadSpec): WorkloadSpec =>
  spec.template?.spec === undefined ? spec : { ...spec, template: { ...spec.template, spec: completePodSpec(spec.template.spec) } };

const workload = (kind: string, completeSpec: (spec: WorkloadSpec) => WorkloadSpec, status: object): Kind =>
  plainKind('apps/v1', kind, {
    type: { status: true },
    generation: true,
    complete: ({ object, before }) => {
      const spec = specOf(object);
      return spec === undefined || spec === specOf(before) ? object : { ...object, spec: completeSpec(withTemplate(spec)) };
    },
    initialStatus: () => status,
    problems,
  });

const problems = ({ object, before }: Write): readonly string[] => {
  const spec = specOf(object);
  const old = specOf(before);
  if (spec === old) return [];
  const { selector, template } = spec ?? {};
  const labels = template?.metadata?.labels;
  const wrong = selectorProblem(selector);
  if (selector === undefined) return ['spec.selector: Required value'];
  return [
    ...(wrong === undefined ? [] : [`spec.selector: Invalid value: ${JSON.stringify(selector)}: ${wrong}`]),
    ...(matchesSelector(selector, labels)
      ? []
      : [
          `spec.template.metadata.labels: Invalid value: ${JSON.stringify(labels ?? null)}: \`selector\` does not match template \`labels\``,
        ]),
    ...(template?.spec === undefined
      ? ['spec.template.spec.containers: Required value']
      : podSpecProblems(template.spec, 'spec.template.spec')),
    ...(old === undefined || deepEqual(selector, old.selector)
      ? []
      : [`spec.selector: Invalid value: ${JSON.stringify(selector)}: field is immutable`]),
  ];
};

const strategyOf = (strategy: unknown): unknown => {
  const type = isRecord(strategy) ? (strategy['type'] ?? 'RollingUpdate') : 'RollingUpdate';
  const given = isRecord(strategy) ? strategy : {};
  if (type !== 'RollingUpdate') return { ...given, type };
  const rolling = isRecord(given['rollingUpdate']) ? given['rollingUpdate'] : {};
  return { ...given, type, rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%', ...rolling } };
};

export const DEPLOYMENT = workload(
  'Deployment',
  (spec) => ({
    progressDeadlineSeconds: 600,
    replicas: 1,
    revisionHistoryLimit: 10,
    ...spec,
    strategy: strategyOf(spec['strategy']),
  }),
  {},
);

export const REPLICA_SET = workload('ReplicaSet', (spec) => ({ replicas: 1, ...spec }), { replicas: 0 });

/** The claims that a StatefulSet would make. */
const claimTemplates = (templates: unknown): object =>
  Array.isArray(templates)
    ? { volumeClaimTemplates: templates.map((template: unknown) => (isRecord(template) ? completeTemplate(template) : template)) }
    : {};

const completeTemplate = (template: Readonly<Record<string, unknown>>): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  ...template,
  spec: { volumeMode: 'Filesystem', ...(isRecord(template['spec']) ? template['spec'] : {}) },
  status: { phase: 'Pending' },
});

export const STATEFUL_SET = workload(
  'StatefulSet',
  (spec) => ({
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    updateStrategy: { rollingUpdate: { partition: 0 }, type: 'RollingUpdate' },
    ...spec,
    ...claimTemplates(spec['volumeClaimTemplates']),
  }),
  { availableReplicas: 0, replicas: 0 },
);
