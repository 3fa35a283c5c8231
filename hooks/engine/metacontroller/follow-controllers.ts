/**
 * Runs the controllers whose resources are on the server, as the real Metacontroller does: one that is created starts,
 * one whose spec changes starts anew, one that is deleted stops.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ApiServer } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Controller } from './controller-resource.ts';
import { startInformer } from './informer.ts';
import type { Metacontroller } from './metacontroller.ts';

export interface FollowParts {
  readonly api: ApiServer;
  readonly clock: Clock;
  readonly metacontroller: Metacontroller;
  /** Told of a resource that can never run, and why. */
  readonly refused?: (resource: KubeObject, error: Error) => void;
}

const kinds: readonly (readonly [kind: string, type: Controller['type']])[] = [
  ['CompositeController', 'composite'],
  ['DecoratorController', 'decorator'],
];

/** Follows the server's CompositeControllers and DecoratorControllers, in actions of the clock. The answer ends that. Fails with an ApiError. */
export const followControllers = async ({ api, clock, metacontroller, refused }: FollowParts): Promise<() => void> => {
  const served = await api.types();
  // One after the other: a controller must have stopped before it starts anew.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): void => {
    clock.after(0, () => {
      turn = turn.then(work);
      return turn;
    });
  };
  const add = (resource: KubeObject): void =>
    inTurn(() =>
      metacontroller.add(resource).catch((error: unknown) => {
        refused?.(resource, error instanceof Error ? error : new Error(String(error)));
      }),
    );
  const ends = kinds.flatMap(([kind, controllerType]) => {
    const type = served.find((each) => each.apiVersion === 'metacontroller.k8s.io/v1alpha1' && each.kind === kind);
    if (type === undefined) return [];
    const informer = startInformer({ api, clock }, type);
    informer.subscribe({
      added: add,
      updated: (_, after) => add(after),
      deleted: ({ metadata }) => inTurn(() => metacontroller.remove(metadata?.name ?? '', controllerType)),
    });
    return [informer.stop];
  });
  return () => {
    for (const end of ends) end();
  };
};
