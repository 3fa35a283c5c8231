/**
 * A scheduler that finds no node for any Pod: all that scripts need of one, for none of their Pods may run. Without it a
 * Pod in memory would not even be refused, and our hooks would wait for a verdict.
 */
import type { Store } from '../../../hooks/engine/api-server/store.ts';
import type { Clock } from '../../../hooks/ports/clock.ts';
import type { Thing } from '../backend.ts';
import { POD } from '../kinds.ts';

const VERDICT = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available: none is there.' };

export const findNoNode = (store: Store, clock: Clock): void => {
  store.subscribe(({ type, resource, object }) => {
    if (type !== 'ADDED' || resource.kind !== POD.kind) return;
    const { namespace = '', name = '', uid } = object.metadata ?? {};
    clock.after(10, () => {
      const pod = store.get(resource, { namespace, name }) as Thing | undefined;
      if (pod === undefined || pod.metadata?.uid !== uid) return;
      const lastTransitionTime = new Date(clock.now()).toISOString().replace(/\.\d+/, '');
      store.updateStatus(resource, {
        ...pod,
        ...{ status: { ...(pod['status'] as object), conditions: [{ ...VERDICT, lastTransitionTime }] } },
      } as Thing);
    });
  });
};
