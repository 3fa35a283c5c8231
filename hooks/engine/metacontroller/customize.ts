/**
 * Related objects: what a customize hook asks to see besides the children. Its answer counts for a parent's UID and
 * generation, for 20 minutes; every change of a related kind walks all parents, also those that no selector means, and
 * asks the hook for those whose answer is not known.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { RelatedRule } from '../../protocol/composite.ts';
import { customizeAnswer } from './answer.ts';
import { callHook } from './call-hook.ts';
import type { Controller } from './controller-resource.ts';
import { uidOf } from './fields.ts';
import { type Groups, groupOf, insert } from './groups.ts';
import { RelatedNotListed } from './hook-error.ts';
import { type Informer, isSameVersion } from './informer.ts';
import { matchesRule, type RuleInUse, ruleProblem } from './related.ts';
import type { World } from './sync-context.ts';
import type { Hook } from './webhook.ts';

export interface Customize {
  /** Related objects of a parent. Fails with the errors of a hook call, or RelatedNotListed. */
  related(parent: KubeObject): Promise<Groups>;
  /** A parent is gone. */
  forget(parent: KubeObject): void;
  /** Whether a parent waits for the hook to say what it is related to. */
  busy(): boolean;
  stop(): void;
}

/** One call of the hook, after it ended. */
export interface CustomizeCall {
  readonly parent: KubeObject;
  readonly error?: unknown;
}

interface Held {
  readonly informer: Informer;
  readonly release: () => void;
}

export interface CustomizeParts {
  readonly world: World;
  readonly controller: Controller;
  /** All parents in the caches. */
  readonly parents: () => readonly KubeObject[];
  readonly enqueue: (parent: KubeObject) => void;
  /** Told of each call of the hook. */
  readonly called: (call: CustomizeCall) => void;
}

const KEPT_MS = 20 * 60_000;

const without: Customize = { related: async () => new Map(), forget: () => {}, busy: () => false, stop: () => {} };

/** Knows no answer yet; without a customize hook it does nothing. */
export const createCustomize = (parts: CustomizeParts): Customize => {
  const hook = parts.controller.hooks.customize;
  return hook === undefined ? without : withHook(parts, hook);
};

const withHook = ({ world, controller, parents, enqueue, called }: CustomizeParts, hook: Hook): Customize => {
  const answers = new Map<string, { readonly generation: number; readonly until: number; readonly rules: readonly RelatedRule[] }>();
  const informers = new Map<string, Held>();
  let namespaces: Held | undefined;
  let asking = 0;
  let stopped = false;

  const known = (parent: KubeObject): readonly RelatedRule[] | undefined => {
    const answer = answers.get(uidOf(parent));
    return answer?.generation === (parent.metadata?.generation ?? 0) && world.clock.now() < answer.until ? answer.rules : undefined;
  };
  const rulesOf = async (parent: KubeObject): Promise<readonly RelatedRule[]> => {
    const present = known(parent);
    if (present !== undefined) return present;
    try {
      const answer = await callHook({ call: world.hooks, clock: world.clock }, hook, { controller: controller.resource, parent });
      const rules = customizeAnswer(answer, hook.strict);
      answers.set(uidOf(parent), { generation: parent.metadata?.generation ?? 0, until: world.clock.now() + KEPT_MS, rules });
      called({ parent });
      return rules;
    } catch (error) {
      called({ parent, error });
      throw error;
    }
  };

  const hold = async (apiVersion: string, resource: string): Promise<Held> => {
    const type = await world.discovery.byResource(apiVersion, resource);
    if (type === undefined) throw new Error(`the server has no ${resource} in ${apiVersion}, which the customize hook asks for`);
    return world.informers.acquire(type);
  };
  const informerOf = async ({ apiVersion, resource }: RelatedRule): Promise<Informer> => {
    const key = `${resource}.${apiVersion}`;
    const present = informers.get(key);
    if (present !== undefined) return present.informer;
    const { informer, release } = await hold(apiVersion, resource);
    const end = informer.subscribe(relatedHandlers);
    informers.set(key, {
      informer,
      release: () => {
        end();
        release();
      },
    });
    return informer;
  };
  const inUse = (parent: KubeObject, rule: RelatedRule, informer: Informer): RuleInUse => ({
    rule,
    type: informer.type,
    version: hook.version,
    parentNamespace: parent.metadata?.namespace ?? '',
    namespace: (name) => namespaces?.informer.get(name),
  });

  const concerns = (parent: KubeObject, rules: readonly RelatedRule[], objects: readonly KubeObject[]): boolean =>
    rules.some((rule) => {
      const informer = informers.get(`${rule.resource}.${rule.apiVersion}`)?.informer;
      if (informer === undefined) return false;
      const used = inUse(parent, rule, informer);
      return (
        ruleProblem(used) === undefined &&
        objects.some((object) => object.apiVersion === rule.apiVersion && object.kind === informer.type.kind && matchesRule(used, object))
      );
    });
  const notify = (objects: readonly KubeObject[]): void => {
    const unknown: KubeObject[] = [];
    for (const parent of parents()) {
      const rules = known(parent);
      if (rules === undefined) unknown.push(parent);
      else if (concerns(parent, rules, objects)) enqueue(parent);
    }
    if (unknown.length === 0) return;
    asking += 1;
    world.clock.after(0, async () => {
      asking -= 1;
      for (const parent of unknown) {
        if (stopped) return;
        // A hook that fails here is asked again with the next change.
        const rules = await rulesOf(parent).catch(() => []);
        if (concerns(parent, rules, objects)) enqueue(parent);
      }
    });
  };
  const relatedHandlers = {
    added: (object: KubeObject) => notify([object]),
    updated: (before: KubeObject, after: KubeObject) => {
      if (!isSameVersion(before, after)) notify([before, after]);
    },
    deleted: (object: KubeObject) => notify([object]),
  };

  return {
    related: async (parent) => {
      const groups: Groups = new Map();
      for (const rule of await rulesOf(parent)) {
        const informer = await informerOf(rule);
        if (!informer.synced()) throw new RelatedNotListed(`${rule.resource} of ${rule.apiVersion} are not listed yet`);
        if (rule.namespaceSelector !== undefined) {
          namespaces ??= await hold('v1', 'namespaces');
          if (!namespaces.informer.synced()) throw new RelatedNotListed('namespaces are not listed yet');
        }
        const used = inUse(parent, rule, informer);
        const problem = ruleProblem(used);
        if (problem !== undefined) throw new Error(problem);
        groupOf(groups, informer.type.apiVersion, informer.type.kind);
        insert(
          groups,
          informer.list(informer.type.namespaced ? rule.namespace : undefined).filter((object) => matchesRule(used, object)),
        );
      }
      return groups;
    },
    forget: (parent) => answers.delete(uidOf(parent)),
    busy: () => asking > 0,
    stop: () => {
      stopped = true;
      for (const { release } of informers.values()) release();
      informers.clear();
      namespaces?.release();
    },
  };
};
