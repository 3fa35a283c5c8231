/**
 * One controller at work: which events ask for which parent, and what follows from the end of a sync. Composites and
 * decorators differ in what a sync does and in which orphans matter, and in nothing else.
 */
import { deepEqual } from '../../kube/equal.ts';
import { matchesSelector } from '../../kube/selector.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import { groupKey } from '../../protocol/composite.ts';
import { createAppliedMemory } from './applied-memory.ts';
import { handlersOfChildren } from './child-handlers.ts';
import type { ChildRule, Controller, ParentRule } from './controller-resource.ts';
import { createCustomize } from './customize.ts';
import { annotationsOf, describe, isTerminating, labelsOf, uidOf } from './fields.ts';
import { hasFinalizer } from './finalizer.ts';
import { objectKey } from './groups.ts';
import { HookBusy, MetacontrollerCrashed, RelatedNotListed } from './hook-error.ts';
import type { Handlers } from './informer.ts';
import type { SyncOutcome } from './report.ts';
import { syncComposite } from './sync-composite.ts';
import type { Attempt, ChildSource, ParentSource, SyncContext, World } from './sync-context.ts';
import { syncDecorator } from './sync-decorator.ts';
import { createWorkQueue } from './work-queue.ts';

export interface RunningController {
  readonly controller: Controller;
  /** Whether it has something to do other than wait for time to pass. */
  busy(): boolean;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** A controller with the types that it names. */
export interface ResolvedController {
  readonly controller: Controller;
  readonly parents: readonly { readonly rule: ParentRule; readonly type: ResourceType }[];
  readonly children: readonly { readonly rule: ChildRule; readonly type: ResourceType }[];
}

/** Starts to watch; the first sync follows when every kind is listed. */
export const runController = (world: World, { controller, ...types }: ResolvedController): RunningController => {
  const ending: (() => void)[] = [];
  const held = <Rule>({ rule, type }: { readonly rule: Rule; readonly type: ResourceType }) => {
    const { informer, release } = world.informers.acquire(type);
    ending.push(release);
    return { rule, type, informer };
  };
  const parents: readonly ParentSource[] = types.parents.map((parent) => held(parent));
  const children: readonly ChildSource[] = types.children.map((child) => held(child));
  const byKind = new Map(parents.map((source) => [groupKey(source.type), source]));
  let stopped = false;

  const sourceOf = (parent: KubeObject): ParentSource | undefined => byKind.get(groupKey(parent));
  const matches = (parent: KubeObject): boolean => {
    const rule = sourceOf(parent)?.rule;
    if (rule === undefined) return false;
    return (
      (rule.labelSelector === undefined || matchesSelector(rule.labelSelector, labelsOf(parent))) &&
      (rule.annotationSelector === undefined || matchesSelector(rule.annotationSelector, annotationsOf(parent)))
    );
  };
  const keyOf = (parent: KubeObject): string => `${groupKey(parent)} ${objectKey(parent)}`;
  const enqueue = (parent: KubeObject): void => {
    if (matches(parent) || hasFinalizer(parent, controller.finalizer)) queue.add(keyOf(parent));
  };

  const report = (parent: KubeObject, attempt: Partial<Attempt>, { outcome, error }: { outcome: SyncOutcome; error?: unknown }): void =>
    world.report({
      controller: controller.name,
      type: controller.type,
      parent: {
        apiVersion: parent.apiVersion ?? '',
        kind: parent.kind ?? '',
        namespace: parent.metadata?.namespace ?? '',
        name: parent.metadata?.name ?? '',
        uid: uidOf(parent),
      },
      outcome,
      operations: attempt.operations ?? [],
      ...(attempt.hook !== undefined && { hook: attempt.hook }),
      ...(attempt.resyncAfterSeconds !== undefined && { resyncAfterSeconds: attempt.resyncAfterSeconds }),
      ...(error !== undefined && { error: error instanceof Error ? error.message : String(error) }),
    });

  const customize = createCustomize({
    world,
    controller,
    parents: () => parents.flatMap(({ informer }) => informer.list()),
    enqueue,
    called: ({ parent, error }) => report(parent, { hook: 'customize' }, { outcome: error === undefined ? 'done' : 'failed', error }),
  });
  const context: SyncContext = {
    world,
    controller,
    children,
    customize,
    memory: createAppliedMemory(),
    matches,
    resyncAfter: (parent, seconds) => queue.addAfter(keyOf(parent), seconds * 1000, 'wish'),
  };

  const failed = async (
    key: string,
    { parent, attempt, error }: { parent: KubeObject; attempt: Attempt; error: unknown },
  ): Promise<void> => {
    const outcome = outcomeOf(error);
    report(parent, attempt, { outcome, error });
    if (outcome === 'crashed') throw error;
    if (error instanceof HookBusy) {
      // At once means about a millisecond: the real one turned 870 times a second.
      queue.addAfter(key, Math.max(error.afterSeconds * 1000, 1), 'retry');
      return;
    }
    if (outcome === 'failed') await world.events.warn(parent, 'SyncError', `Sync error: ${describe(parent)}: ${messageOf(error)}`);
    queue.addRateLimited(key);
  };
  const work = async (key: string): Promise<void> => {
    const space = key.indexOf(' ');
    const source = byKind.get(key.slice(0, space));
    const parent = source?.informer.get(key.slice(space + 1));
    if (source === undefined || parent === undefined || (!matches(parent) && !hasFinalizer(parent, controller.finalizer))) {
      queue.forget(key);
      return;
    }
    const attempt: Attempt = { context, type: source.type, operations: [] };
    try {
      const outcome = await (controller.type === 'composite' ? syncComposite(attempt, parent) : syncDecorator(attempt, parent));
      queue.forget(key);
      report(parent, attempt, { outcome });
    } catch (error) {
      if (!stopped) await failed(key, { parent, attempt, error });
    }
  };
  const { clock, random, settings } = world;
  const queue = createWorkQueue({
    clock,
    work,
    workers: settings.workers,
    pickupMs: settings.pickupMs,
    ...(random !== undefined && { random }),
  });

  const startWhenListed = (): void => {
    if (!stopped && [...parents, ...children].every(({ informer }) => informer.synced())) queue.start();
  };
  const parentHandlers = ({ rule }: ParentSource): Handlers => ({
    added: enqueue,
    updated: (before, after) => {
      if (!(rule.ignoreStatusChanges && isOnlyStatus(before, after))) enqueue(after);
    },
    deleted: (parent) => {
      customize.forget(parent);
      enqueue(parent);
    },
    synced: startWhenListed,
  });

  const childHandlers = handlersOfChildren({ controller, parents, enqueue, synced: startWhenListed });
  for (const source of parents) ending.push(source.informer.subscribe(parentHandlers(source)));
  for (const { informer } of children) ending.push(informer.subscribe(childHandlers));

  const every = (milliseconds: number): void => {
    let cancel = (): void => {};
    const again = (): void => {
      cancel = clock.after(milliseconds, () => {
        for (const { informer } of parents) for (const parent of informer.list()) enqueue(parent);
        again();
      });
    };
    again();
    ending.push(() => cancel());
  };
  every(settings.cacheFlushMs);
  if (controller.resyncPeriodMs !== undefined && controller.resyncPeriodMs < settings.cacheFlushMs) every(controller.resyncPeriodMs);

  return {
    controller,
    busy: () => queue.busy() || customize.busy(),
    stop: () => {
      stopped = true;
      for (const end of ending.splice(0)) end();
      customize.stop();
      return queue.stop();
    },
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const outcomeOf = (error: unknown): SyncOutcome => {
  if (error instanceof MetacontrollerCrashed) return 'crashed';
  if (error instanceof HookBusy) return 'busy';
  return error instanceof RelatedNotListed ? 'waiting' : 'failed';
};

/** Whether nothing changed that a controller with ignoreStatusChanges looks at. Time passing is no change, and not ignored. */
const isOnlyStatus = (before: KubeObject, after: KubeObject): boolean =>
  before !== after &&
  before.metadata?.generation === after.metadata?.generation &&
  deepEqual(labelsOf(before), labelsOf(after)) &&
  deepEqual(annotationsOf(before), annotationsOf(after)) &&
  !isTerminating(after);
