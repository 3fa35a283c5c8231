/**
 * The kinds of Metacontroller. In a real cluster they are custom kinds; here they are always there, and of their schema
 * there is what decides whether a controller is taken and how its hooks are called.
 */
import { isRecord } from '../../../kube/is-record.ts';
import type { ResourceType } from '../../../ports/api-server.ts';
import type { ApiObject, Kind } from '../kind.ts';
import { plainKind } from './plain.ts';

const controllerKind = (kind: string, rules: Partial<Omit<Kind, 'type'>>, type: Partial<ResourceType>): Kind =>
  plainKind('metacontroller.k8s.io/v1alpha1', kind, {
    type: { status: true, ...type },
    generation: true,
    unconditionalUpdate: false,
    statusWritesMetadata: false,
    dropsEmpty: false,
    ...rules,
  });

const withVersions = (object: ApiObject): ApiObject => {
  const spec = object['spec'];
  if (!isRecord(spec) || !isRecord(spec['hooks'])) return object;
  const hooks = Object.entries(spec['hooks']).map(([name, hook]) => [name, isRecord(hook) ? { version: 'v1', ...hook } : hook] as const);
  return { ...object, spec: { ...spec, hooks: Object.fromEntries(hooks) } };
};

const required = (fields: Readonly<Record<string, unknown>>, path: string, names: readonly string[]): readonly string[] =>
  names.filter((name) => fields[name] === undefined).map((name) => `${path}.${name}: Required value`);

const resourceProblems = (list: unknown, path: string): readonly string[] =>
  Array.isArray(list)
    ? list.flatMap((item: unknown, at) => required(isRecord(item) ? item : {}, `${path}[${at}]`, ['apiVersion', 'resource']))
    : [];

const specProblems = (object: ApiObject, field: string, lists: readonly string[]): readonly string[] => {
  const spec = object['spec'];
  if (!isRecord(spec)) return ['spec: Required value'];
  const parent = spec['parentResource'];
  return [
    ...required(spec, 'spec', [field]),
    ...(isRecord(parent) ? required(parent, 'spec.parentResource', ['apiVersion', 'resource']) : []),
    ...lists.flatMap((list) => resourceProblems(spec[list], `spec.${list}`)),
  ];
};

export const CONTROLLERS: readonly Kind[] = [
  controllerKind(
    'CompositeController',
    {
      complete: ({ object }) => withVersions(object),
      problems: ({ object }) => specProblems(object, 'parentResource', ['childResources']),
    },
    { namespaced: false },
  ),
  controllerKind(
    'DecoratorController',
    {
      complete: ({ object }) => withVersions(object),
      problems: ({ object }) => specProblems(object, 'resources', ['resources', 'attachments']),
    },
    { namespaced: false },
  ),
  controllerKind('ControllerRevision', {}, {}),
];
