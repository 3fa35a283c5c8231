/**
 * Real Metacontroller and a real API server: what the engine is measured against. Metacontroller must be running and be
 * able to reach the loopback of this machine; the test-bed's does. KUBECONFIG must grant everything.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Backend, Thing } from '../backend.ts';
import { createSwitchboard, serveHooks } from '../hook-switchboard.ts';
import { createJournals } from '../journal.ts';
import { COMPOSITE, DECORATOR, EVENT } from '../kinds.ts';
import { prepareCluster } from './cluster.ts';
import { connect } from './http-api.ts';
import { quiet, until } from './waiting.ts';

/** Metacontroller's --discovery-interval, and a little: before that it does not know new kinds. */
const DISCOVERY_MS = 3000;
const START_SECONDS = 20;

export interface ClusterOptions {
  readonly kubeconfig: string;
  /** Definitions of the kinds of all scripts that will run. */
  readonly definitions: readonly Thing[];
}

export const openReal = async ({ kubeconfig, definitions }: ClusterOptions): Promise<Backend> => {
  const api = connect(kubeconfig);
  const hooks = createSwitchboard();
  const server = await serveHooks(hooks);
  const run = Date.now().toString(36);
  const cluster = await prepareCluster(api, definitions, run);
  await pause(DISCOVERY_MS);
  const journals = createJournals(api);
  // Metacontroller tells about controllers, which have no namespace, there.
  const told = await journals.follow(['default'], [EVENT]);
  const typeOf = (controller: Thing) => (controller.kind === COMPOSITE.kind ? COMPOSITE : DECORATOR);
  const stop = (controller: Thing): Promise<void> => api.delete(typeOf(controller), { name: controller.metadata?.name ?? '' });
  return {
    name: 'real',
    api,
    hooks,
    hooksUrl: server.url,
    run,
    start: async (controller) => {
      const { metadata } = await api.create(typeOf(controller), controller);
      const says = (reason: string) => (): boolean =>
        told.entries.some(({ object }) => {
          const about = object['involvedObject'] as { readonly uid?: string; readonly name?: string };
          return object['reason'] === reason && (about.uid === metadata?.uid || (about.uid === undefined && about.name === metadata?.name));
        });
      const decided = (): boolean => says('Started')() || says('CreateError')() || says('SyncError')();
      if (!(await until(decided, START_SECONDS))) throw new Error(`Metacontroller said nothing of ${metadata?.name}`);
      return says('Started')();
    },
    stop,
    until,
    quiet,
    collectorReady: cluster.collectorReady,
    close: async () => {
      journals.close();
      await cluster.cleanUp();
      server.close();
      api.close();
    },
  };
};
