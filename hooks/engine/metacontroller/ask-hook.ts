/** The call of sync or finalize for one parent: which of the two, and what it is told. */
import type { KubeObject } from '../../kube/types.ts';
import { callHook } from './call-hook.ts';
import { type Fields, isTerminating } from './fields.ts';
import { type Groups, groupsForHook } from './groups.ts';
import { HookFailed } from './hook-error.ts';
import type { Attempt } from './sync-context.ts';

export interface Question {
  readonly parent: KubeObject;
  readonly observed: Groups;
  readonly related: Groups;
}

/** What came back, and whether it is to be read strictly. */
export interface Answered {
  readonly answer: Fields;
  readonly strict: boolean;
}

/** Asks finalize for a parent that goes, or that the controller's selectors mean no more; sync for all others. Fails as callHook does. */
export const askHook = async (attempt: Attempt, { parent, observed, related }: Question): Promise<Answered> => {
  const { controller, matches, world } = attempt.context;
  const { sync, finalize } = controller.hooks;
  const finalizing = finalize !== undefined && (isTerminating(parent) || !matches(parent));
  const hook = finalizing ? finalize : sync;
  if (hook === undefined) throw new HookFailed(`${controller.name} has no hook sync`);
  attempt.hook = finalizing ? 'finalize' : 'sync';
  const composite = controller.type === 'composite';
  const answer = await callHook({ call: world.hooks, clock: world.clock }, hook, {
    controller: controller.resource,
    [composite ? 'parent' : 'object']: parent,
    [composite ? 'children' : 'attachments']: groupsForHook(observed, hook.version, parent),
    related: groupsForHook(related, hook.version, parent),
    finalizing,
  });
  return { answer, strict: hook.strict };
};
