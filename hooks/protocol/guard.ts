/**
 * The response guard: the last look at an answer before Metacontroller acts on it.
 * Metacontroller deletes whatever an answer leaves out, volumes included, and dies on a null child; so a bug in a hook
 * must end as a refused answer (nothing is touched), never as a deletion. The guard knows nothing of Kafka: it compares
 * the answer with what was observed and with the intents that an earlier call recorded in status.
 * It is total (any answer can be judged), linear, and copies nothing.
 */

import { isRecord } from '../kube/is-record.ts';
import type { KubeObject } from '../kube/types.ts';
import { type CompositeRequest, type CustomizeRequest, groupKey, type ObjectGroups, type ObjectsByKey } from './composite.ts';
import type { Grants } from './controller.ts';
import type { DecoratorRequest } from './decorator.ts';

export type GuardRule =
  | 'answer-is-an-object'
  | 'known-fields-only'
  | 'status-is-an-object'
  | 'children-is-an-array'
  | 'child-is-an-object'
  | 'child-has-an-identity'
  | 'child-is-unique'
  | 'child-in-parent-namespace'
  | 'child-without-nulls'
  | 'claim-kept'
  | 'pod-kept'
  | 'never-empty'
  | 'finalized-only-when-finalizing'
  | 'resync-is-positive'
  | 'labels-are-strings'
  | 'related-rule-is-valid';

export interface GuardViolation {
  readonly rule: GuardRule;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Report = (rule: GuardRule, message: string) => void;

// v2 hooks unmarshal strictly: one unknown field at the top fails the whole call.
const compositeFields = new Set(['status', 'children', 'resyncAfterSeconds', 'finalized']);
const decoratorFields = new Set(['labels', 'annotations', 'status', 'attachments', 'resyncAfterSeconds', 'finalized']);
const customizeFields = new Set(['relatedResources']);
const ruleFields = new Set(['apiVersion', 'resource', 'namespace', 'names', 'labelSelector', 'namespaceSelector']);

/** All that is wrong with the answer of a composite; empty when it may be sent. `grants` come from the observed status. */
export const guardComposite = (request: CompositeRequest, response: unknown, grants: Grants): readonly GuardViolation[] =>
  judge(response, compositeFields, (answer, report) => {
    if (!isRecord(answer['status'])) report('status-is-an-object', 'status is not an object, which would wipe the status');
    outcomeRules(answer, request.finalizing, report);
    const named = childRules(answer['children'], 'children', { namespace: request.parent.metadata?.namespace, report });
    if (named === undefined) return;
    missingClaims(request, named, { grants, report });
    if (request.finalizing) return;
    missingPods(request, named, { grants, report });
    if (named.size === 0 && observesAny(request.children)) report('never-empty', 'no children, which would delete all observed ones');
  });

/** All that is wrong with the answer of a decorator. It may leave out attachments: they never hold data. */
export const guardDecorator = (request: DecoratorRequest, response: unknown): readonly GuardViolation[] =>
  judge(response, decoratorFields, (answer, report) => {
    if (answer['status'] !== undefined && !isRecord(answer['status'])) report('status-is-an-object', 'status is not an object');
    outcomeRules(answer, request.finalizing, report);
    for (const field of ['labels', 'annotations']) labelRules(answer[field], field, report);
    childRules(answer['attachments'], 'attachments', { namespace: request.object.metadata?.namespace, report });
  });

/** All that is wrong with the answer of a customize hook. */
export const guardCustomize = (_request: CustomizeRequest, response: unknown): readonly GuardViolation[] =>
  judge(response, customizeFields, (answer, report) => {
    const rules = answer['relatedResources'];
    if (!Array.isArray(rules)) return report('related-rule-is-valid', 'relatedResources is not an array');
    rules.forEach((rule: unknown, index) => {
      const problem = relatedRuleProblem(rule);
      if (problem !== undefined) report('related-rule-is-valid', `relatedResources[${index}] ${problem}`);
    });
  });

/**
 * Null values anywhere in children: the API server drops them, so the child would differ forever and be written in a loop.
 * A walk through everything costs a tenth of the call, so the server asks for it only when the answer's text contains
 * a `null` at all. The other guards look at the two upper levels by themselves.
 */
export const guardNulls = (children: readonly unknown[]): readonly GuardViolation[] => {
  const found: GuardViolation[] = [];
  children.forEach((child, index) => {
    for (const path of nullPaths(child, ''))
      found.push({ rule: 'child-without-nulls', message: `${label(child, index)}: ${path} is null` });
  });
  return found;
};

const judge = (response: unknown, fields: ReadonlySet<string>, rules: (answer: Fields, report: Report) => void) => {
  const found: GuardViolation[] = [];
  const report: Report = (rule, message) => {
    found.push({ rule, message });
  };
  if (!isRecord(response)) {
    report('answer-is-an-object', 'the answer is not an object');
    return found;
  }
  for (const key in response) {
    if (!fields.has(key)) report('known-fields-only', `${key} is not a field of the answer`);
  }
  rules(response, report);
  return found;
};

const outcomeRules = (answer: Fields, finalizing: boolean, report: Report): void => {
  const { finalized, resyncAfterSeconds: resync } = answer;
  if (finalized !== undefined && typeof finalized !== 'boolean') {
    report('finalized-only-when-finalizing', 'finalized is not true or false');
  } else if (finalized === true && !finalizing) {
    // Metacontroller would take its finalizer off and put it on again, for ever.
    report('finalized-only-when-finalizing', 'finalized is true though the parent is not being deleted');
  }
  if (resync !== undefined && !(typeof resync === 'number' && Number.isFinite(resync) && resync > 0)) {
    report('resync-is-positive', `resyncAfterSeconds is ${String(resync)}, not a number above 0`);
  }
};

interface ChildScope {
  /** Of the parent; undefined when the parent is cluster-scoped. */
  readonly namespace: string | undefined;
  readonly report: Report;
}

/** Judges each child; answers the identities that the list names, or undefined when there is no list to compare with. */
const childRules = (children: unknown, field: string, { namespace, report }: ChildScope): ReadonlySet<string> | undefined => {
  if (!Array.isArray(children)) {
    report('children-is-an-array', `${field} is not an array, which would delete all of them`);
    return undefined;
  }
  const named = new Set<string>();
  // By index: forEach would skip the holes of a sparse array, which JSON turns into nulls.
  for (let index = 0; index < children.length; index += 1) {
    const child: unknown = children[index];
    if (!isRecord(child)) {
      report('child-is-an-object', `${field}[${index}] is ${child === null ? 'null' : 'not an object'}`);
      continue;
    }
    const { apiVersion, kind, metadata } = child;
    if (!isText(apiVersion) || !isText(kind) || !isRecord(metadata) || !isText(metadata['name'])) {
      report('child-has-an-identity', `${field}[${index}] lacks apiVersion, kind or metadata.name (${label(child, index)})`);
      continue;
    }
    const own = metadata['namespace'] ?? namespace;
    if (namespace !== undefined && own !== namespace) {
      report('child-in-parent-namespace', `${label(child, index)} is in namespace ${String(own)}, the parent in ${namespace}`);
    }
    const identity = identityOf(groupKey({ apiVersion, kind }), own, metadata['name']);
    if (named.has(identity)) report('child-is-unique', `${label(child, index)} is there twice`);
    named.add(identity);
    emptyValues(child, '', (path) => report('child-without-nulls', `${label(child, index)}: ${path} is null or undefined`));
    emptyValues(metadata, 'metadata.', (path) => report('child-without-nulls', `${label(child, index)}: ${path} is null or undefined`));
  }
  return named;
};

interface MissingScope {
  readonly grants: Grants;
  readonly report: Report;
}

// The answer is kept under `Kind.apiVersion`, which is how Metacontroller names the groups it sends.
const missingClaims = ({ parent, children }: CompositeRequest, named: ReadonlySet<string>, { grants, report }: MissingScope): void => {
  for (const claim of missing('PersistentVolumeClaim.v1', { parent, children }, named)) {
    if (!isGranted(claim, grants.claims)) {
      report('claim-kept', `PersistentVolumeClaim ${nameAndUid(claim)} is missing and no recorded intent removes it`);
    }
  }
};

const missingPods = ({ parent, children }: CompositeRequest, named: ReadonlySet<string>, { grants, report }: MissingScope): void => {
  for (const pod of missing('Pod.v1', { parent, children }, named)) {
    if (!isGranted(pod, grants.pods)) report('pod-kept', `Pod ${nameAndUid(pod)} is missing and no grant names it`);
  }
};

const missing = (
  group: string,
  { parent, children }: Pick<CompositeRequest, 'parent' | 'children'>,
  named: ReadonlySet<string>,
): readonly KubeObject[] => {
  const observed: ObjectsByKey = children[group] ?? {};
  const absent: KubeObject[] = [];
  for (const key in observed) {
    const object = observed[key];
    if (object === undefined || isTerminating(object)) continue;
    const identity = identityOf(group, object.metadata?.namespace ?? parent.metadata?.namespace, object.metadata?.name);
    if (!named.has(identity)) absent.push(object);
  }
  return absent;
};

const isGranted = ({ metadata }: KubeObject, grants: Grants['pods']): boolean =>
  metadata?.uid !== undefined && grants.some((grant) => grant.name === metadata.name && grant.uid === metadata.uid);

const observesAny = (groups: ObjectGroups): boolean => {
  for (const group in groups) {
    const objects: ObjectsByKey = groups[group] ?? {};
    for (const key in objects) {
      const object = objects[key];
      if (object !== undefined && !isTerminating(object)) return true;
    }
  }
  return false;
};

const labelRules = (labels: unknown, field: string, report: Report): void => {
  if (labels === undefined) return;
  if (!isRecord(labels)) {
    report('labels-are-strings', `${field} is not an object`);
    return;
  }
  for (const key in labels) {
    const value = labels[key];
    if (typeof value !== 'string' && value !== null) report('labels-are-strings', `${field}["${key}"] is neither a string nor null`);
  }
};

const relatedRuleProblem = (rule: unknown): string | undefined => {
  if (!isRecord(rule)) return 'is not an object';
  if (!isText(rule['apiVersion']) || !isText(rule['resource'])) return 'lacks apiVersion or resource';
  if (rule['names'] !== undefined && (rule['labelSelector'] ?? rule['namespaceSelector']) !== undefined) return 'has names and a selector';
  if (rule['namespace'] !== undefined && rule['namespaceSelector'] !== undefined) return 'has namespace and namespaceSelector';
  for (const key in rule) if (!ruleFields.has(key)) return `has the unknown field ${key}`;
  return undefined;
};

const emptyValues = (fields: Fields, prefix: string, found: (path: string) => void): void => {
  for (const key in fields) if (fields[key] === null || fields[key] === undefined) found(`${prefix}${key}`);
};

const nullPaths = (value: unknown, path: string): readonly string[] => {
  // Inside an array JSON writes undefined as null; as a field it is not written at all.
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => nullPaths(item ?? null, `${path}[${index}]`)).flat();
  // NaN and infinities are null in JSON.
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return [path];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => nullPaths(item, path === '' ? key : `${path}.${key}`));
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTerminating = ({ metadata }: KubeObject): boolean => metadata?.deletionTimestamp !== undefined;
const identityOf = (group: string, namespace: unknown, name: unknown): string => `${group}|${String(namespace ?? '')}/${String(name)}`;
const nameAndUid = ({ metadata }: KubeObject): string => `${metadata?.name ?? '?'} (uid ${metadata?.uid ?? '?'})`;

const label = (child: unknown, index: number): string => {
  if (!isRecord(child)) return `entry ${index}`;
  const name = isRecord(child['metadata']) ? child['metadata']['name'] : undefined;
  return `${String(child['kind'] ?? 'no kind')} ${String(name ?? 'without a name')}`;
};
