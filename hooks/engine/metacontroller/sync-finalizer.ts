/** The first step of every sync: the parent has the controller's finalizer, or has it no more. */
import type { KubeObject } from '../../kube/types.ts';
import { addFinalizer, finalizerStep, removeFinalizer } from './finalizer.ts';
import { type Attempt, note } from './sync-context.ts';

/** The parent to go on with: the live one after a write. Fails with an ApiError, before anything else is done. */
export const syncFinalizer = async (attempt: Attempt, parent: KubeObject): Promise<KubeObject> => {
  const { controller, world } = attempt.context;
  const step = finalizerStep(parent, controller);
  if (step === undefined) return parent;
  const write = { type: attempt.type, original: parent, finalizer: controller.finalizer };
  const written = await (step === 'add'
    ? note(attempt, { verb: 'add-finalizer', object: parent, reason: 'the controller has a finalize hook' }, () =>
        addFinalizer(world.api, write),
      )
    : note(attempt, { verb: 'remove-finalizer', object: parent, reason: 'the controller has no finalize hook' }, () =>
        removeFinalizer(world.api, write),
      ));
  return written ?? parent;
};
