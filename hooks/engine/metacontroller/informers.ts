/** The informers of one Metacontroller: one for each type, alive as long as somebody holds it. */
import type { ApiServer, ResourceType } from '../../ports/api-server.ts';
import type { Clock } from '../../ports/clock.ts';
import { groupKey } from '../../protocol/composite.ts';
import { type Informer, startInformer } from './informer.ts';

export interface Informers {
  /** The informer of a type, and how to let it go again. */
  acquire(type: ResourceType): { readonly informer: Informer; readonly release: () => void };
  /** Whether each informer has listed. */
  settled(): boolean;
  stop(): void;
}

/** No informer yet. */
export const createInformers = (parts: { readonly api: ApiServer; readonly clock: Clock }): Informers => {
  const held = new Map<string, { readonly informer: Informer; users: number }>();
  return {
    acquire: (type) => {
      const key = groupKey(type);
      const entry = held.get(key) ?? { informer: startInformer(parts, type), users: 0 };
      entry.users += 1;
      held.set(key, entry);
      return {
        informer: entry.informer,
        release: () => {
          entry.users -= 1;
          if (entry.users > 0) return;
          entry.informer.stop();
          held.delete(key);
        },
      };
    },
    settled: () => [...held.values()].every(({ informer }) => informer.synced()),
    stop: () => {
      for (const { informer } of held.values()) informer.stop();
      held.clear();
    },
  };
};
