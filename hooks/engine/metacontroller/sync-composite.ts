/**
 * One sync of a CompositeController's parent, in the order of the real one: finalizer, claims, related objects, hook,
 * finalizer again, labels, children, status. Whatever fails before the children leaves everything as it is.
 */
import { shareUnchanged } from '../../kube/equal.ts';
import { isRecord } from '../../kube/is-record.ts';
import { selectorProblem } from '../../kube/selector.ts';
import type { KubeObject, LabelSelector } from '../../kube/types.ts';
import { isApiError } from '../../ports/api-server.ts';
import { CONTROLLER_UID } from '../../protocol/composite.ts';
import { compositeAnswer } from './answer.ts';
import { atomicUpdate } from './api-writes.ts';
import { askHook } from './ask-hook.ts';
import { claimChildren } from './claim-children.ts';
import type { Controller } from './controller-resource.ts';
import { desiredChildren, requireSelected, withControllerUid } from './desired-children.ts';
import { type Fields, fieldsOf, isTerminating, own, recordAt, uidOf } from './fields.ts';
import { finalizesChildren, hasFinalizer, removeFinalizer } from './finalizer.ts';
import { manageChildren } from './manage-children.ts';
import type { SyncOutcome } from './report.ts';
import { type Attempt, combined, note } from './sync-context.ts';
import { syncFinalizer } from './sync-finalizer.ts';

/** Syncs a parent as its cache has it. Fails with what went wrong. */
export const syncComposite = async (attempt: Attempt, cached: KubeObject): Promise<SyncOutcome> => {
  const { context } = attempt;
  const { controller, matches } = context;
  let parent = await syncFinalizer(attempt, cached);
  if (!matches(parent) && !hasFinalizer(parent, controller.finalizer)) return 'done';

  const selector = parentSelector(parent, controller);
  const observed = await claimChildren(attempt, parent, selector);
  const related = await context.customize.related(parent);
  const { answer, strict } = await askHook(attempt, { parent, observed, related });
  const { children, status, resyncAfterSeconds, finalized } = compositeAnswer(answer, strict);
  const desired = desiredChildren(children, parent);
  if (resyncAfterSeconds > 0) {
    attempt.resyncAfterSeconds = resyncAfterSeconds;
    context.resyncAfter(parent, resyncAfterSeconds);
  }
  if (finalized) parent = await letGo(attempt, parent);

  if (controller.generateSelector) withControllerUid(desired, parent);
  requireSelected(desired, selector);
  const managed = !isTerminating(parent) || finalizesChildren(parent, controller);
  const errors = managed ? await manageChildren(attempt, { parent, observed, desired }) : [];
  const outcome = await writeStatus(attempt, parent, status);
  if (outcome === 'done' && errors.length > 0) throw combined(errors);
  return outcome;
};

/** How a parent finds its children. Throws when its spec.selector is no selector, or selects everything. */
export const parentSelector = (parent: KubeObject, { generateSelector }: Controller): LabelSelector => {
  if (generateSelector) return { matchLabels: { [CONTROLLER_UID]: uidOf(parent) } };
  const value = own(recordAt(parent, 'spec'), 'selector') ?? {};
  if (!isRecord(value)) throw new Error('spec.selector of the parent is not an object');
  const selector = value as LabelSelector;
  if (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0) {
    throw new Error('spec.selector of the parent has neither matchLabels nor matchExpressions');
  }
  const problem = selectorProblem(selector);
  if (problem !== undefined) throw new Error(`spec.selector of the parent: ${problem}`);
  return selector;
};

const letGo = async (attempt: Attempt, parent: KubeObject): Promise<KubeObject> => {
  const { finalizer } = attempt.context.controller;
  const write = (): Promise<KubeObject> => removeFinalizer(attempt.context.world.api, { type: attempt.type, original: parent, finalizer });
  if (!hasFinalizer(parent, finalizer)) return write();
  return (await note(attempt, { verb: 'remove-finalizer', object: parent, reason: 'the hook has finalized it' }, write)) ?? parent;
};

/** Status is written over the live object, and only when it differs. A parent that is gone or changes too fast is left to the next sync. */
const writeStatus = async (attempt: Attempt, parent: KubeObject, answered: Fields): Promise<SyncOutcome> => {
  const { type, context } = attempt;
  const status: Fields = { ...answered, observedGeneration: parent.metadata?.generation ?? 0 };
  let written = false;
  try {
    await atomicUpdate(context.world.api, {
      type,
      original: parent,
      status: true,
      change: (live) => {
        const present = own(fieldsOf(live), 'status');
        const wanted = shareUnchanged(present, status);
        if (wanted === present) return undefined;
        written = true;
        return { ...live, status: wanted } as KubeObject;
      },
    });
  } catch (error) {
    const gone = isApiError(error, 'NotFound') || isApiError(error, 'Conflict');
    noteStatus(attempt, parent, { result: gone ? 'swallowed' : 'failed', message: error instanceof Error ? error.message : String(error) });
    if (gone) return 'conflict';
    throw error;
  }
  if (written) noteStatus(attempt, parent, { result: 'done' });
  return 'done';
};

const noteStatus = (
  { operations }: Attempt,
  { kind = '', metadata }: KubeObject,
  result: { readonly result: 'done' | 'swallowed' | 'failed'; readonly message?: string },
): void => {
  const { namespace = '', name = '' } = metadata ?? {};
  operations.push({ verb: 'status', kind, namespace, name, reason: 'the hook tells another status', ...result });
};
