/**
 * The namespace controller of kube-controller-manager: empties a namespace that is being deleted, and lets it go when
 * the last of its objects has gone.
 */
import { keyOf } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ApiObject } from './kind.ts';
import { NAMESPACE } from './kinds/namespace.ts';
import type { Change, Store } from './store.ts';

interface NamespaceControllerParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Milliseconds from a change to what the controller does about it. Default: 50. */
  readonly delay?: number;
}

/** Works until the answer is called. */
export const startNamespaceController = ({ store, clock, delay = 50 }: NamespaceControllerParts): (() => void) => {
  const type = NAMESPACE.type;
  const waiting = new Set<string>();
  let cancel: (() => void) | undefined;

  const work = (): void => {
    cancel = undefined;
    const names = [...waiting];
    waiting.clear();
    for (const name of names) empty(store, name);
  };
  const enqueue = (name: string): void => {
    if (store.get(type, { name })?.metadata?.deletionTimestamp === undefined) return;
    waiting.add(name);
    cancel ??= clock.after(delay, work);
  };
  const unsubscribe = store.subscribe((change) => {
    const name = namespaceToLookAt(change);
    if (name !== undefined) enqueue(name);
  });
  for (const { metadata } of store.list(type)) enqueue(metadata?.name ?? '');
  return () => {
    unsubscribe();
    cancel?.();
  };
};

const namespaceToLookAt = ({ type, resource, object }: Change): string | undefined => {
  if (type === 'DELETED') return object.metadata?.namespace;
  return type === 'MODIFIED' && resource.kind === 'Namespace' && resource.apiVersion === 'v1' ? object.metadata?.name : undefined;
};

const empty = (store: Store, name: string): void => {
  const namespace = store.get(NAMESPACE.type, { name }) as ApiObject | undefined;
  if (namespace?.metadata?.deletionTimestamp === undefined) return;
  let left = 0;
  for (const type of store.types().filter(({ namespaced }) => namespaced)) {
    for (const object of store.list(type, name)) {
      if (object.metadata?.deletionTimestamp === undefined) store.delete(type, keyOf(object), { propagation: 'Background' });
    }
    left += store.list(type, name).length;
  }
  if (left === 0) store.update(NAMESPACE.type, { ...namespace, spec: {} } as ApiObject);
};
