/** The children of a composite's parent, from the caches, with the writes that adopt some and let others go. */
import { matchesSelector } from '../../kube/selector.ts';
import type { KubeObject, LabelSelector } from '../../kube/types.ts';
import { isApiError } from '../../ports/api-server.ts';
import { atomicUpdate, keyOf } from './api-writes.ts';
import { claimOf } from './claim.ts';
import { describe, isTerminating, labelsOf, uidOf } from './fields.ts';
import { type Groups, groupOf, insert } from './groups.ts';
import { adoptedBy, releasedBy } from './owner-references.ts';
import { type Attempt, type ChildSource, combined, note } from './sync-context.ts';

/** Children by kind and key; each listed kind has its group. Fails when an adoption or a release fails. */
export const claimChildren = async (attempt: Attempt, parent: KubeObject, selector: LabelSelector): Promise<Groups> => {
  const groups: Groups = new Map();
  for (const source of attempt.context.children) {
    groupOf(groups, source.type.apiVersion, source.type.kind);
    insert(groups, await claimKind(attempt, source, { parent, selector }));
  }
  return groups;
};

interface Claimant {
  readonly parent: KubeObject;
  readonly selector: LabelSelector;
}

const claimKind = async (
  attempt: Attempt,
  { type, informer }: ChildSource,
  { parent, selector }: Claimant,
): Promise<readonly KubeObject[]> => {
  const { namespace } = parent.metadata ?? {};
  const children: KubeObject[] = [];
  const errors: unknown[] = [];
  let alive: Promise<void> | undefined;
  const adopt = async (orphan: KubeObject): Promise<void> => {
    // Once for all orphans of a kind, and past the cache: a parent that is gone or replaced adopts nothing.
    alive ??= requireAlive(attempt, parent);
    await alive;
    await note(attempt, { verb: 'adopt', object: orphan, reason: 'it has no controller, and the selector matches' }, () =>
      atomicUpdate(attempt.context.world.api, { type, original: orphan, change: (live) => adoptedBy(live, parent) }),
    );
    // As it was in the cache: what is written over it now meets a newer version, and waits for the next sync.
    children.push(orphan);
  };
  const release = (child: KubeObject): Promise<unknown> =>
    note(attempt, { verb: 'release', object: child, reason: 'the selector does not match it any more', swallow: ['NotFound'] }, () =>
      atomicUpdate(attempt.context.world.api, { type, original: child, change: (live) => releasedBy(live, parent) }),
    );

  for (const object of [...informer.ownedBy(uidOf(parent), namespace), ...informer.orphans(namespace)]) {
    const claim = claimOf(object, parent, matchesSelector(selector, labelsOf(object)));
    try {
      if (claim === 'owned') children.push(object);
      else if (claim === 'adopt') await adopt(object);
      else if (claim === 'release') await release(object);
    } catch (error) {
      if (!isApiError(error, 'NotFound')) errors.push(error);
    }
  }
  if (errors.length > 0) throw combined(errors);
  return children;
};

const requireAlive = async ({ context, type }: Attempt, parent: KubeObject): Promise<void> => {
  const live = await context.world.api.get(type, keyOf(type, parent));
  if (uidOf(live) !== uidOf(parent)) throw new Error(`${describe(parent)} is gone, another has its name: it adopts nothing`);
  if (isTerminating(live)) throw new Error(`${describe(parent)} has just been deleted: it adopts nothing`);
};
