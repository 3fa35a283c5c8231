/**
 * Which objects a rule of a customize hook means. v1 hooks of a namespaced parent see their own namespace only; v2 hooks
 * see every namespace and cluster-scoped kinds.
 */
import { matchesSelector, selectorProblem } from '../../kube/selector.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import type { RelatedRule } from '../../protocol/composite.ts';
import { labelsOf } from './fields.ts';
import type { HookVersion } from './groups.ts';

/** A rule with what it needs to be judged. */
export interface RuleInUse {
  readonly rule: RelatedRule;
  readonly type: ResourceType;
  readonly version: HookVersion;
  /** Of the parent; empty when it has none. */
  readonly parentNamespace: string;
  /** A Namespace as the cache has it. */
  readonly namespace: (name: string) => KubeObject | undefined;
}

/** What is wrong with a rule, in one sentence; undefined when nothing. */
export const ruleProblem = ({ rule, type, version, parentNamespace }: RuleInUse): string | undefined => {
  const { names, namespace, labelSelector, namespaceSelector } = rule;
  const what = `the related rule for ${rule.resource}.${rule.apiVersion}`;
  if (names !== undefined && (labelSelector !== undefined || namespaceSelector !== undefined))
    return `${what} has both names and a selector`;
  if (namespace !== undefined && namespaceSelector !== undefined) return `${what} has both a namespace and a namespaceSelector`;
  if (namespaceSelector !== undefined && !type.namespaced) return `${what} has a namespaceSelector, but the kind has no namespaces`;
  if (isBound({ version, parentNamespace, type })) {
    if (namespaceSelector !== undefined) return `${what} has a namespaceSelector, which a v1 hook may not use`;
    if (namespace !== undefined && namespace !== parentNamespace)
      return `${what} asks for ${namespace}, the parent is in ${parentNamespace}`;
  }
  const problem = selectorProblem(labelSelector) ?? selectorProblem(namespaceSelector);
  return problem === undefined ? undefined : `${what}: ${problem}`;
};

/** Whether only the parent's own namespace may be seen. */
const isBound = ({ version, parentNamespace, type }: Pick<RuleInUse, 'version' | 'parentNamespace' | 'type'>): boolean =>
  version === 'v1' && parentNamespace !== '' && type.namespaced;

/** Whether an object of the rule's kind is meant. The rule has no problem. */
export const matchesRule = (inUse: RuleInUse, object: KubeObject): boolean => {
  const { rule, type, parentNamespace } = inUse;
  const { name = '', namespace = '' } = object.metadata ?? {};
  if (rule.names !== undefined && !rule.names.includes(name)) return false;
  if (rule.labelSelector !== undefined && !matchesSelector(rule.labelSelector, labelsOf(object))) return false;
  if (!type.namespaced) return true;
  if (isBound(inUse) && namespace !== parentNamespace) return false;
  if (rule.namespace !== undefined && namespace !== rule.namespace) return false;
  if (rule.namespaceSelector === undefined) return true;
  const holder = inUse.namespace(namespace);
  return holder !== undefined && matchesSelector(rule.namespaceSelector, labelsOf(holder));
};
