/**
 * From the children that are there to those that a hook wants: first every deletion, then what is new or different, by
 * kind. What fails does not stop the rest; what only means that the cache is old is no failure.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { ResourceType } from '../../ports/api-server.ts';
import { groupKey } from '../../protocol/composite.ts';
import type { Random } from '../clock/random.ts';
import { keyOf } from './api-writes.ts';
import type { UpdateMethod } from './controller-resource.ts';
import { isTerminating, uidOf } from './fields.ts';
import { type Group, type Groups, groupVersion, sortedGroups, sortedKeys } from './groups.ts';
import { withLastApplied } from './last-applied.ts';
import { ownedBy } from './owner-references.ts';
import { type Attempt, note } from './sync-context.ts';

export interface Children {
  readonly parent: KubeObject;
  readonly observed: Groups;
  readonly desired: Groups;
}

/** Everything that went wrong; nothing when all is done. */
export const manageChildren = async (attempt: Attempt, { parent, observed, desired }: Children): Promise<readonly unknown[]> => {
  const errors: unknown[] = [];
  for (const group of sortedGroups(observed)) {
    const wanted = desired.get(groupKey({ apiVersion: group.apiVersion, kind: group.id.kind }));
    await eachObject(attempt, { group, errors }, async (type, key, object) => {
      if (isTerminating(object) || wanted?.objects.has(key) === true) return;
      attempt.context.memory.forget(memoryKey(parent, type, key));
      await deleteChild(attempt, type, { object, verb: 'delete', reason: 'the hook does not want it' });
    });
  }
  for (const group of sortedGroups(desired)) {
    const present = observed.get(groupKey({ apiVersion: group.apiVersion, kind: group.id.kind }));
    await eachObject(attempt, { group, errors }, async (type, key, wanted) => {
      const child = { parent, type, key, wanted };
      const before = present?.objects.get(key);
      if (before === undefined) await createChild(attempt, child);
      else await updateChild(attempt, child, before);
    });
  }
  return errors;
};

type Visit = (type: ResourceType, key: string, object: KubeObject) => Promise<void>;

const eachObject = async (attempt: Attempt, { group, errors }: { group: Group; errors: unknown[] }, visit: Visit): Promise<void> => {
  if (group.objects.size === 0) return;
  const { discovery, random } = attempt.context.world;
  const type = await discovery.byKind(group.apiVersion, group.id.kind);
  if (type === undefined) {
    errors.push(new Error(`the server has no kind ${group.id.kind} in ${group.apiVersion}`));
    return;
  }
  for (const key of inOrder(sortedKeys(group), random)) {
    const object = group.objects.get(key);
    if (object === undefined) continue;
    try {
      await visit(type, key, object);
    } catch (error) {
      errors.push(error);
    }
  }
};

/** The real one takes the objects of a kind in an order that differs from sync to sync. */
const inOrder = (keys: readonly string[], random: Random | undefined): readonly string[] => {
  if (random === undefined || keys.length < 2) return keys;
  const shuffled = [...keys];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    [shuffled[at], shuffled[other]] = [shuffled[other] ?? '', shuffled[at] ?? ''];
  }
  return shuffled;
};

interface Child {
  readonly parent: KubeObject;
  readonly type: ResourceType;
  readonly key: string;
  readonly wanted: KubeObject;
}

const memoryKey = (parent: KubeObject, type: ResourceType, key: string): string => `${uidOf(parent)} ${groupKey(type)} ${key}`;

const createChild = async (attempt: Attempt, { parent, type, key, wanted }: Child): Promise<void> => {
  const { memory, world } = attempt.context;
  const { desired, text } = memory.applied(memoryKey(parent, type, key), wanted);
  const object = ownedBy(withLastApplied(desired, text), parent);
  await note(attempt, { verb: 'create', object, reason: 'it is not there', swallow: ['AlreadyExists'] }, () =>
    world.api.create(type, type.namespaced ? object : withoutNamespace(object)),
  );
};

/** A hook need not know which kinds have no namespace: each child gets its parent's, and the server drops it. */
const withoutNamespace = (object: KubeObject): KubeObject => {
  const { namespace: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
};

const updateChild = async (attempt: Attempt, child: Child, observed: KubeObject): Promise<void> => {
  const { memory, world } = attempt.context;
  const { parent, type, key, wanted } = child;
  const merged = memory.update(memoryKey(parent, type, key), observed, wanted);
  if (merged === observed || isTerminating(observed)) return;
  switch (methodOf(attempt, type)) {
    case 'OnDelete':
      keep(attempt, observed);
      return;
    case 'Recreate':
      await deleteChild(attempt, type, { object: observed, verb: 'recreate', reason: 'it differs, and its kind is recreated' });
      return;
    case 'InPlace':
      await note(attempt, { verb: 'update', object: observed, reason: 'it differs', swallow: ['NotFound', 'Conflict'] }, () =>
        world.api.update(type, merged),
      );
  }
};

const keep = ({ operations }: Attempt, { kind = '', metadata }: KubeObject): void => {
  const { namespace = '', name = '' } = metadata ?? {};
  operations.push({
    verb: 'keep',
    kind,
    namespace,
    name,
    reason: 'it differs, and its kind changes only when it is deleted',
    result: 'done',
  });
};

/** Versions of a kind share their method; a kind that the controller does not list is never touched again. */
const methodOf = ({ context }: Attempt, type: ResourceType): UpdateMethod => {
  const [group] = groupVersion(type.apiVersion);
  const source = context.children.findLast((child) => child.type.kind === type.kind && groupVersion(child.type.apiVersion)[0] === group);
  return source?.rule.method ?? 'OnDelete';
};

interface Deletion {
  readonly object: KubeObject;
  readonly verb: 'delete' | 'recreate';
  readonly reason: string;
}

const deleteChild = async (attempt: Attempt, type: ResourceType, deletion: Deletion): Promise<void> => {
  const { object } = deletion;
  await note(attempt, { ...deletion, swallow: ['NotFound'] }, () =>
    attempt.context.world.api.delete(type, keyOf(type, object), { uid: uidOf(object), propagation: 'Background' }),
  );
};
