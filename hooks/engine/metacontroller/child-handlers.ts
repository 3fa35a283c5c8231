/**
 * Which parents a change of a child asks for: its controller, when the controller is one of ours, or else, for an orphan,
 * every parent of a composite whose selector would adopt it.
 */
import { matchesSelector } from '../../kube/selector.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Controller } from './controller-resource.ts';
import { isTerminating, labelsOf, uidOf } from './fields.ts';
import { groupVersion, objectKey } from './groups.ts';
import { type Handlers, isSameVersion } from './informer.ts';
import { controllerOf, type OwnerReference } from './owner-references.ts';
import { parentSelector } from './sync-composite.ts';
import type { ParentSource } from './sync-context.ts';

export interface ChildEvents {
  readonly controller: Controller;
  readonly parents: readonly ParentSource[];
  readonly enqueue: (parent: KubeObject) => void;
  /** All children of a kind were listed. */
  readonly synced: () => void;
}

/** Handlers for the informers of a controller's children. */
export const handlersOfChildren = ({ controller, parents, enqueue, synced }: ChildEvents): Handlers => {
  // Versions of a kind are one kind here.
  const byGroupKind = new Map(parents.map((source) => [groupKind(source.type), source]));

  const parentOf = (child: KubeObject, reference: OwnerReference): KubeObject | undefined => {
    const source = byGroupKind.get(groupKind(reference));
    const namespace = source?.type.namespaced === true ? child.metadata?.namespace : undefined;
    const parent = source?.informer.get(objectKey({ metadata: { name: reference.name, ...(namespace !== undefined && { namespace }) } }));
    return parent !== undefined && uidOf(parent) === reference.uid ? parent : undefined;
  };
  const adopters = (orphan: KubeObject): readonly KubeObject[] =>
    parents.flatMap(({ type, informer }) =>
      informer.list(type.namespaced ? orphan.metadata?.namespace : undefined).filter((parent) => selects(parent, orphan, controller)),
    );
  const changed = (child: KubeObject): void => {
    const reference = controllerOf(child);
    if (reference !== undefined) {
      const parent = parentOf(child, reference);
      if (parent !== undefined) enqueue(parent);
    } else if (controller.type === 'composite' && !isTerminating(child)) {
      for (const adopter of adopters(child)) enqueue(adopter);
    }
  };
  return {
    added: changed,
    updated: (before, after) => {
      if (!isSameVersion(before, after)) changed(after);
    },
    deleted: (child) => {
      // An orphan that goes is adopted by nobody.
      if (controllerOf(child) !== undefined) changed(child);
    },
    synced,
  };
};

const groupKind = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
  `${groupVersion(apiVersion)[0]} ${kind}`;

const selects = (parent: KubeObject, orphan: KubeObject, controller: Controller): boolean => {
  try {
    return matchesSelector(parentSelector(parent, controller), labelsOf(orphan));
  } catch {
    // Its own sync says what is wrong with its selector.
    return false;
  }
};
