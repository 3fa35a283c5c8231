/** What a hook answered as children, made complete: each in a namespace, each with the marks by which it is found again. */
import { isRecord } from '../../kube/is-record.ts';
import { matchesSelector } from '../../kube/selector.ts';
import type { KubeObject, LabelSelector } from '../../kube/types.ts';
import { CONTROLLER_UID } from '../../protocol/composite.ts';
import { annotationsOf, describe, fieldsOf, own, recordAt, uidOf } from './fields.ts';
import { type Groups, insert } from './groups.ts';
import { MetacontrollerCrashed } from './hook-error.ts';

/** Marks the attachments of a decorator: its name. */
export const DECORATOR_ANNOTATION = 'metacontroller.k8s.io/decorator-controller';

/** The children by kind and key; those without a namespace get the parent's. Throws a MetacontrollerCrashed when one is null. */
export const desiredChildren = (children: readonly (KubeObject | null)[], parent: KubeObject): Groups => {
  const { namespace } = parent.metadata ?? {};
  return insert(
    new Map(),
    children.map((child, at) => {
      if (child === null)
        throw new MetacontrollerCrashed(`child ${at} of the answer for ${describe(parent)} is null: Metacontroller dies of it`);
      if (namespace === undefined || namespace === '' || (child.metadata?.namespace ?? '') !== '') return child;
      return { ...child, metadata: { ...child.metadata, namespace } };
    }),
  );
};

/** Gives each child the label that selects it, unless it carries one already. Throws when labels are not all text. */
export const withControllerUid = (groups: Groups, parent: KubeObject): void => {
  const uid = uidOf(parent);
  for (const { objects } of groups.values()) {
    for (const [key, child] of objects) {
      const known = labelled.get(child);
      const result = known?.uid === uid ? known.result : withUid(child, uid);
      if (known?.result !== result) labelled.set(child, { uid, result });
      if (result !== child) objects.set(key, result);
    }
  }
};

/** A hook that answers with the same object again gets the same labelled one, which is how later steps know that nothing is new. */
const labelled = new WeakMap<KubeObject, { readonly uid: string; readonly result: KubeObject }>();

const withUid = (child: KubeObject, uid: string): KubeObject => {
  const labels = textLabels(child);
  if (labels[CONTROLLER_UID] !== undefined) return child;
  return { ...child, metadata: { ...child.metadata, labels: { ...labels, [CONTROLLER_UID]: uid } } };
};

/** Throws when the selector would not find one of the children again. */
export const requireSelected = (groups: Groups, selector: LabelSelector): void => {
  for (const { objects } of groups.values()) {
    for (const child of objects.values()) {
      if (!matchesSelector(selector, textLabels(child)))
        throw new Error(`the labels of ${describe(child)} do not match the parent's selector`);
    }
  }
};

const textLabels = (child: KubeObject): Readonly<Record<string, string>> => {
  const labels = own(recordAt(fieldsOf(child), 'metadata'), 'labels') ?? {};
  const fine = isRecord(labels) && Object.values(labels).every((value) => typeof value === 'string' || value === undefined);
  if (!fine) throw new Error(`the labels of ${describe(child)} are not all text`);
  return labels as Readonly<Record<string, string>>;
};

/** Marks each attachment as this decorator's. */
export const withDecoratorName = (groups: Groups, decorator: string): void => {
  for (const { objects } of groups.values()) {
    for (const [key, child] of objects) {
      if (annotationsOf(child)[DECORATOR_ANNOTATION] === decorator) continue;
      const annotations = { ...annotationsOf(child), [DECORATOR_ANNOTATION]: decorator };
      objects.set(key, { ...child, metadata: { ...child.metadata, annotations } });
    }
  }
};
