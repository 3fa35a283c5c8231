/**
 * A CompositeController or DecoratorController resource, read once into what the engine works by. What the real one
 * accepts but does wrong (rolling update strategies, broken for namespaced parents) is refused here by its name.
 */
import { isRecord } from '../../kube/is-record.ts';
import { selectorProblem } from '../../kube/selector.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { LabelSelector } from '../../protocol/composite.ts';
import { type Fields, fieldsOf, own, recordAt } from './fields.ts';
import { ControllerInvalid, type Hook, readHook } from './webhook.ts';

export type UpdateMethod = 'OnDelete' | 'InPlace' | 'Recreate';

/** A kind as a controller resource names it. */
export interface ResourceName {
  readonly apiVersion: string;
  /** Plural, lower case. */
  readonly resource: string;
}

export interface ChildRule extends ResourceName {
  readonly method: UpdateMethod;
}

export interface ParentRule extends ResourceName {
  /** Everything matches when there is none. */
  readonly labelSelector?: LabelSelector;
  /** Over annotations; decorators only. */
  readonly annotationSelector?: LabelSelector;
  readonly ignoreStatusChanges: boolean;
}

export interface Controller {
  readonly type: 'composite' | 'decorator';
  readonly name: string;
  /** As it was given: each request carries it. */
  readonly resource: KubeObject;
  /** One for a composite; the targets of a decorator. */
  readonly parents: readonly ParentRule[];
  readonly children: readonly ChildRule[];
  /** Children are selected by the label controller-uid instead of the parent's spec.selector. */
  readonly generateSelector: boolean;
  /** At least 1 s. */
  readonly resyncPeriodMs?: number;
  readonly hooks: { readonly sync?: Hook; readonly finalize?: Hook; readonly customize?: Hook };
  /** What the controller puts on a parent while it has a finalize hook. */
  readonly finalizer: string;
}

/** Reads a controller resource. Throws a ControllerInvalid that names the field. */
export const readController = (resource: KubeObject): Controller => {
  const type = controllerType(resource);
  const name = resource.metadata?.name ?? '';
  const spec = recordAt(resource, 'spec');
  const hooks = recordAt(spec, 'hooks');
  const sync = readHook(hooks, 'sync');
  const finalize = readHook(hooks, 'finalize');
  const customize = readHook(hooks, 'customize');
  const period = own(spec, 'resyncPeriodSeconds');
  const composite = type === 'composite';
  if (sync === undefined) throw new ControllerInvalid(`${resource.kind} ${name} has no spec.hooks.sync`);
  return {
    type,
    name,
    resource,
    parents: composite ? [parentRule(recordAt(spec, 'parentResource'), 'spec.parentResource')] : rules(spec, 'resources', parentRule),
    children: rules(spec, composite ? 'childResources' : 'attachments', childRule),
    generateSelector: own(spec, 'generateSelector') === true,
    ...(typeof period === 'number' && { resyncPeriodMs: Math.max(period, 1) * 1000 }),
    hooks: { sync, ...(finalize !== undefined && { finalize }), ...(customize !== undefined && { customize }) },
    finalizer: `metacontroller.io/${type}controller-${name}`,
  };
};

const controllerType = ({ apiVersion, kind }: KubeObject): Controller['type'] => {
  if (apiVersion === 'metacontroller.k8s.io/v1alpha1' && kind === 'CompositeController') return 'composite';
  if (apiVersion === 'metacontroller.k8s.io/v1alpha1' && kind === 'DecoratorController') return 'decorator';
  throw new ControllerInvalid(`${apiVersion} ${kind} is neither a CompositeController nor a DecoratorController`);
};

const rules = <Rule>(spec: Fields, field: string, read: (rule: Fields, path: string) => Rule): readonly Rule[] => {
  const list = own(spec, field);
  if (!Array.isArray(list)) return [];
  return list.map((rule, at) => read(isRecord(rule) ? rule : {}, `spec.${field}[${at}]`));
};

const resourceName = (rule: Fields, path: string): ResourceName => {
  const { apiVersion, resource } = rule;
  if (typeof apiVersion !== 'string' || typeof resource !== 'string')
    throw new ControllerInvalid(`${path} lacks an apiVersion or a resource`);
  return { apiVersion, resource };
};

const parentRule = (rule: Fields, path: string): ParentRule => {
  const { ignoreStatusChanges } = rule;
  const labels = own(rule, 'labelSelector');
  const annotations = own(rule, 'annotationSelector');
  return {
    ...resourceName(rule, path),
    ...(isRecord(labels) && { labelSelector: selector(labels as LabelSelector, `${path}.labelSelector`) }),
    ...(isRecord(annotations) && { annotationSelector: selector(overAnnotations(annotations), `${path}.annotationSelector`) }),
    ignoreStatusChanges: ignoreStatusChanges === true,
  };
};

const selector = (value: LabelSelector, path: string): LabelSelector => {
  const problem = selectorProblem(value);
  if (problem !== undefined) throw new ControllerInvalid(`${path}: ${problem}`);
  return value;
};

const overAnnotations = ({ matchAnnotations, matchExpressions }: Fields): LabelSelector => ({
  ...(isRecord(matchAnnotations) && { matchLabels: matchAnnotations as Readonly<Record<string, string>> }),
  ...(Array.isArray(matchExpressions) && { matchExpressions }),
});

const childRule = (rule: Fields, path: string): ChildRule => {
  const method = own(recordAt(rule, 'updateStrategy'), 'method') ?? 'OnDelete';
  const name = resourceName(rule, path);
  if (method === 'OnDelete' || method === 'InPlace' || method === 'Recreate') return { ...name, method };
  if (method === '') return { ...name, method: 'OnDelete' };
  throw new ControllerInvalid(
    `${path}.updateStrategy.method of ${name.resource} is ${String(method)}: the engine knows OnDelete, InPlace and Recreate`,
  );
};

/** Recognises one controller among composites and decorators, which may share a name: `composite/kafkacluster`. */
export const controllerId = ({ type, name }: Pick<Controller, 'type' | 'name'>): string => `${type}/${name}`;

/** Whether two resources ask for the same: a change of metadata or status starts nothing anew. */
export const specOf = (resource: KubeObject): unknown => own(fieldsOf(resource), 'spec');
