/**
 * The answers of hooks, read with the rules of Metacontroller's decoder: what is absent or null is the empty value
 * (so no `children` means none, and the present ones are deleted), a value of the wrong type makes it no answer, and so
 * does an unknown field when the hook is read strictly. A null child passes: it is fatal only later.
 */
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { LabelSelector, RelatedRule } from '../../protocol/composite.ts';
import { type Fields, own } from './fields.ts';
import { HookFailed } from './hook-error.ts';

interface Answer {
  /** Children, or attachments. */
  readonly children: readonly (KubeObject | null)[];
  /** 0 for no wish. */
  readonly resyncAfterSeconds: number;
  readonly finalized: boolean;
}

export interface CompositeAnswer extends Answer {
  readonly status: Fields;
}

export interface DecoratorAnswer extends Answer {
  /** Undefined leaves the status as it is. */
  readonly status?: Fields;
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

/** Throws a HookFailed. */
export const compositeAnswer = (answer: Fields, strict: boolean): CompositeAnswer => {
  if (strict) onlyKnown(answer, ['status', 'children', 'resyncAfterSeconds', 'finalized'], 'the answer');
  return { ...common(answer, 'children'), status: record(answer, 'status') ?? {} };
};

/** Throws a HookFailed. */
export const decoratorAnswer = (answer: Fields, strict: boolean): DecoratorAnswer => {
  if (strict) onlyKnown(answer, ['labels', 'annotations', 'status', 'attachments', 'resyncAfterSeconds', 'finalized'], 'the answer');
  const status = record(answer, 'status');
  return {
    ...common(answer, 'attachments'),
    ...(status !== undefined && { status }),
    labels: strings(answer, 'labels'),
    annotations: strings(answer, 'annotations'),
  };
};

/** The rules of a customize answer. Throws a HookFailed. */
export const customizeAnswer = (answer: Fields, strict: boolean): readonly RelatedRule[] => {
  if (strict) onlyKnown(answer, ['relatedResources'], 'the answer');
  const rules = list(answer, 'relatedResources');
  return rules.map((rule, at) => relatedRule(rule, `relatedResources[${at}]`, strict));
};

const common = (answer: Fields, field: string): Answer => {
  const seconds = own(answer, 'resyncAfterSeconds') ?? 0;
  const finalized = own(answer, 'finalized') ?? false;
  if (typeof seconds !== 'number') throw new HookFailed('resyncAfterSeconds of the answer is not a number');
  if (typeof finalized !== 'boolean') throw new HookFailed('finalized of the answer is neither true nor false');
  return { children: list(answer, field).map((child, at) => object(child, `${field}[${at}]`)), resyncAfterSeconds: seconds, finalized };
};

const onlyKnown = (fields: Fields, known: readonly string[], what: string): void => {
  const unknown = Object.keys(fields).filter((field) => !known.includes(field) && fields[field] !== undefined);
  if (unknown.length > 0) throw new HookFailed(`${what} has unknown fields, and the hook is read strictly: ${unknown.join(', ')}`);
};

const list = (fields: Fields, field: string): readonly unknown[] => {
  const value = own(fields, field) ?? [];
  if (!Array.isArray(value)) throw new HookFailed(`${field} of the answer is not a list`);
  return value;
};

const record = (fields: Fields, field: string): Fields | undefined => {
  const value = own(fields, field) ?? undefined;
  if (value !== undefined && !isRecord(value)) throw new HookFailed(`${field} of the answer is not an object`);
  return value;
};

const strings = (fields: Fields, field: string): Readonly<Record<string, string | null>> => {
  const value = record(fields, field) ?? {};
  const wrong = Object.keys(value).find((key) => typeof value[key] !== 'string' && value[key] !== null && value[key] !== undefined);
  if (wrong !== undefined) throw new HookFailed(`${field}.${wrong} of the answer is neither text nor null`);
  return value as Readonly<Record<string, string | null>>;
};

const object = (value: unknown, where: string): KubeObject | null => {
  if (value === null || value === undefined) return null;
  if (!isRecord(value)) throw new HookFailed(`${where} of the answer is not an object`);
  if (typeof value['kind'] !== 'string' || value['kind'] === '') throw new HookFailed(`${where} of the answer has no kind`);
  return value;
};

const ruleFields = ['apiVersion', 'resource', 'namespace', 'names', 'labelSelector', 'namespaceSelector'];

const relatedRule = (value: unknown, where: string, strict: boolean): RelatedRule => {
  if (!isRecord(value)) throw new HookFailed(`${where} of the answer is not an object`);
  if (strict) onlyKnown(value, ruleFields, where);
  const names = list(value, 'names');
  const namespace = own(value, 'namespace');
  const labelSelector = record(value, 'labelSelector');
  const namespaceSelector = record(value, 'namespaceSelector');
  return {
    apiVersion: String(own(value, 'apiVersion') ?? ''),
    resource: String(own(value, 'resource') ?? ''),
    ...(typeof namespace === 'string' && namespace !== '' && { namespace }),
    ...(names.length > 0 && { names: names.map(String) }),
    ...(labelSelector !== undefined && { labelSelector: labelSelector as LabelSelector }),
    ...(namespaceSelector !== undefined && { namespaceSelector: namespaceSelector as LabelSelector }),
  };
};
