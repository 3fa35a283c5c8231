/**
 * One sync of a DecoratorController's target. It writes the target as the cache has it, so a target that changed
 * meanwhile refuses the write; the sync then ends without its attachments, and the next event brings the next try.
 */
import { deepEqual } from '../../kube/equal.ts';
import { isRecord } from '../../kube/is-record.ts';
import type { KubeObject, Labels } from '../../kube/types.ts';
import { type DecoratorAnswer, decoratorAnswer } from './answer.ts';
import { askHook } from './ask-hook.ts';
import { DECORATOR_ANNOTATION, desiredChildren, withDecoratorName } from './desired-children.ts';
import { annotationsOf, fieldsOf, isTerminating, labelsOf, own, uidOf } from './fields.ts';
import { finalizesChildren, hasFinalizer, withoutFinalizer } from './finalizer.ts';
import { type Groups, groupOf, insert } from './groups.ts';
import { manageChildren } from './manage-children.ts';
import type { SyncOutcome } from './report.ts';
import { type Attempt, combined, note, type SyncContext } from './sync-context.ts';
import { syncFinalizer } from './sync-finalizer.ts';

/** Syncs a target as its cache has it. Fails with what went wrong. */
export const syncDecorator = async (attempt: Attempt, cached: KubeObject): Promise<SyncOutcome> => {
  const { context } = attempt;
  const { controller, matches } = context;
  const parent = await syncFinalizer(attempt, cached);
  if (!matches(parent) && !hasFinalizer(parent, controller.finalizer)) return 'done';

  const observed = attachments(context, parent);
  const related = await context.customize.related(parent);
  const asked = await askHook(attempt, { parent, observed, related });
  const answer = decoratorAnswer(asked.answer, asked.strict);
  const desired = desiredChildren(answer.children, parent);
  if (answer.resyncAfterSeconds > 0) {
    attempt.resyncAfterSeconds = answer.resyncAfterSeconds;
    context.resyncAfter(parent, answer.resyncAfterSeconds);
  }
  if (!(await decorate(attempt, parent, answer))) return 'conflict';

  withDecoratorName(desired, controller.name);
  if (isTerminating(parent) && !finalizesChildren(parent, controller)) return 'done';
  const errors = await manageChildren(attempt, { parent, observed, desired });
  if (errors.length > 0) throw combined(errors);
  return 'done';
};

/** Only what this decorator made: nothing is adopted. */
const attachments = ({ children, controller }: SyncContext, parent: KubeObject): Groups => {
  const groups: Groups = new Map();
  for (const { type, informer } of children) {
    groupOf(groups, type.apiVersion, type.kind);
    const own = informer.ownedBy(uidOf(parent), parent.metadata?.namespace);
    insert(
      groups,
      own.filter((child) => annotationsOf(child)[DECORATOR_ANNOTATION] === controller.name),
    );
  }
  return groups;
};

/** A map with the changes of an answer; the map itself when nothing changes. Null removes a key. */
export const withChanges = (present: Labels, changes: Readonly<Record<string, string | null>>): Labels => {
  const result: Record<string, string> = { ...present };
  let changed = false;
  for (const [key, value] of Object.entries(changes)) {
    const before = own(present, key);
    if (value === undefined || before === (value ?? undefined)) continue;
    changed = true;
    if (value === null) delete result[key];
    else result[key] = value;
  }
  return changed ? result : present;
};

/** Writes what changes of the target. False when the target is gone or newer than the cache. */
const decorate = async (attempt: Attempt, parent: KubeObject, answer: DecoratorAnswer): Promise<boolean> => {
  const { type, context } = attempt;
  const { api } = context.world;
  const { finalizer } = context.controller;
  const labels = withChanges(labelsOf(parent), answer.labels);
  const annotations = withChanges(annotationsOf(parent), answer.annotations);
  const status = own(fieldsOf(parent), 'status');
  const present = isRecord(status) ? status : undefined;
  const statusChanged = answer.status !== undefined && !deepEqual(present, answer.status);
  const released = answer.finalized && hasFinalizer(parent, finalizer);
  if (labels === labelsOf(parent) && annotations === annotationsOf(parent) && !statusChanged && !released) return true;

  let target = {
    ...parent,
    metadata: { ...parent.metadata, labels, annotations },
    ...(statusChanged && { status: answer.status }),
  } as KubeObject;
  const swallow = ['NotFound', 'Conflict'] as const;
  if (statusChanged && type.status) {
    const written = await note(attempt, { verb: 'status', object: parent, reason: 'the hook tells another status', swallow }, () =>
      api.updateStatus(type, target),
    );
    if (written === undefined) return false;
    const { resourceVersion } = written.metadata ?? {};
    target = { ...target, metadata: { ...target.metadata, ...(resourceVersion !== undefined && { resourceVersion }) } };
  }
  if (answer.finalized) target = withoutFinalizer(target, finalizer);
  const verb = released ? 'remove-finalizer' : 'decorate';
  const reason = released ? 'the hook has finalized it' : 'the hook wants other labels or annotations';
  return (await note(attempt, { verb, object: parent, reason, swallow }, () => api.update(type, target))) !== undefined;
};
