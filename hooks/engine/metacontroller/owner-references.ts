/** Who controls an object, as its ownerReferences say, and how Metacontroller adds and removes itself there. */
import type { KubeObject, ObjectMeta } from '../../kube/types.ts';
import { uidOf } from './fields.ts';

export type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number];

/** The reference with `controller: true`; undefined for an orphan. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata?.ownerReferences?.find((reference) => reference.controller === true);

/** The reference that makes a parent the controller of its child. */
export const controllerReference = (parent: KubeObject): OwnerReference => ({
  apiVersion: parent.apiVersion ?? '',
  kind: parent.kind ?? '',
  name: parent.metadata?.name ?? '',
  uid: uidOf(parent),
  controller: true,
  blockOwnerDeletion: true,
});

const withReferences = (object: KubeObject, ownerReferences: readonly OwnerReference[]): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, ownerReferences },
});

/** A new child owned by its parent; a reference to the parent that the hook wrote itself is left as it is. */
export const ownedBy = (child: KubeObject, parent: KubeObject): KubeObject => {
  const present = child.metadata?.ownerReferences ?? [];
  if (present.some(({ uid }) => uid === uidOf(parent))) return child;
  return withReferences(child, [...present, controllerReference(parent)]);
};

/** An orphan with its new controller. */
export const adoptedBy = (orphan: KubeObject, parent: KubeObject): KubeObject => {
  const present = orphan.metadata?.ownerReferences ?? [];
  const reference = controllerReference(parent);
  return withReferences(
    orphan,
    present.some(({ uid }) => uid === reference.uid)
      ? present.map((other) => (other.uid === reference.uid ? reference : other))
      : [...present, reference],
  );
};

/** A child that its parent gave up. */
export const releasedBy = (child: KubeObject, parent: KubeObject): KubeObject =>
  withReferences(
    child,
    (child.metadata?.ownerReferences ?? []).filter(({ uid }) => uid !== uidOf(parent)),
  );
